import { computeId } from "../../messaging/index.ts";

const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** Gives the two check digits of ISO 7064 MOD 97-10 over letters and digits. */
export function checkDigits(text: string): string {
  let rest = 0;
  for (const char of `${text}00`)
    for (const digit of String(Number.parseInt(char, 36))) rest = (rest * 10 + Number(digit)) % 97;
  return String(98 - rest).padStart(2, "0");
}

/**
 * Gives the case number that people read to each other, e.g. `GLA-26-7K3M9-Q2XAB-41`: town, year of receipt, 50 bits
 * computed from portal and application id (no counter that instances would fight over), two check digits.
 */
export function caseNumber(townCode: string, year: number, portal: string, applicationId: string): string {
  const bits = BigInt(`0x${computeId("case-number", portal, applicationId)}`);
  const chars = Array.from({ length: 10 }, (_, i) => crockford[Number((bits >> BigInt(5 * i)) & 31n)]).join("");
  const plain = `${townCode}${String(year % 100).padStart(2, "0")}${chars}`;
  return `${townCode}-${plain.slice(3, 5)}-${chars.slice(0, 5)}-${chars.slice(5)}-${checkDigits(plain)}`;
}

/** Whether a case number's check digits are right: a mistyped one is told apart from an unknown one. */
export function isCaseNumber(text: string): boolean {
  const match = /^([A-Z]{3})-(\d\d)-([0-9A-Z]{5})-([0-9A-Z]{5})-(\d\d)$/.exec(text);
  return match !== null && checkDigits(match.slice(1, 5).join("")) === match[5];
}
