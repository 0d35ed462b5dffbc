/** A fixed-point number with ten decimal places, as Annex 3 No. 2 WoGG calculates: 1 is 10^10. */
export type Decimal = bigint;

const places = 10;
export const one: Decimal = 10n ** BigInt(places);
const perCent = one / 100n;

/** Takes "0.0004797" or 1396.5; of a number no more than ten decimal places. Throws on other text. */
export function decimal(value: number | string): Decimal {
  if (typeof value === "string") return parsed(value);
  const cents = Math.round(value * 100);
  return cents / 100 === value ? BigInt(cents) * perCent : parsed(value.toFixed(places));
}

/** Whole cents as euros. */
export const ofCents = (cents = 0): Decimal => BigInt(cents) * perCent;

function parsed(text: string): Decimal {
  const [, sign = "", whole = "", rest = ""] = /^(-?)(\d+)(?:\.(\d{1,10}))?$/.exec(text) ?? [];
  if (!whole) throw new Error(`not a decimal number with at most ${places} places: ${text}`);
  const size = BigInt(whole + rest.padEnd(places, "0"));
  return sign ? -size : size;
}

/** Divides, half away from zero at the tenth place. */
export function divide(dividend: bigint, divisor: bigint): bigint {
  const half = divisor / 2n;
  return dividend < 0n ? -((half - dividend) / divisor) : (dividend + half) / divisor;
}

export const times = (a: Decimal, b: Decimal): Decimal => divide(a * b, one);

export const most = (a: Decimal, b: Decimal): Decimal => (a > b ? a : b);
export const least = (a: Decimal, b: Decimal): Decimal => (a < b ? a : b);

/** Whole euros, from 0.50 upwards up (Annex 3 No. 3); nothing is below zero. */
export const wholeEuros = (amount: Decimal): number => (amount <= 0n ? 0 : Number(divide(amount, one)));

/** "1047.8071433038", "600.40": at least two decimal places, all that there are. */
export function textOf(amount: Decimal): string {
  const digits = String(amount < 0n ? -amount : amount).padStart(places + 1, "0");
  const all = digits.slice(-places);
  const rest = all.slice(0, [...all].findLastIndex((digit) => digit !== "0") + 1).padEnd(2, "0");
  return `${amount < 0n ? "-" : ""}${digits.slice(0, -places)}.${rest}`;
}

/** Euros as a JSON number, not rounded: what is rounded to cents may be rounded otherwise by whoever compares. */
export const toEuros = (amount: Decimal): number => Number(textOf(amount));
