/** A number as it was written: no float in between. */
export interface WrittenNumber {
  negative: boolean;
  /** digits before the comma, without leading zeros */
  whole: string;
  /** up to two digits behind it */
  fraction: string;
}

const digitsMax = 9;
/** Spaces of all kinds, also those that typesetting puts between thousands. */
const space = /[\s\u00A0\u2007\u2009\u202F]+/gu;
const euro = /^(?:€|euro?) ?| ?(?:€|euro?)$/giu;
const sign = /^([-−–+]?)\s*/u;
/** "650", "1250,5", "650.00", and with nothing behind the comma: "650,-", "650,--" */
const plain = /^(\d+)(?:[.,](\d{1,2})|,(?:-{1,2}|–|—))?$/u;
/** "1.250,00", "1 250,00", "1.250.000": points are between thousands beyond doubt where there is a comma or another one */
const grouped = /^(\d{1,3}(?:\.\d{3})+)(?:,(?:(\d{1,2})|-{1,2}|–|—))$|^(\d{1,3}(?:\.\d{3}){2,})$/u;
const spaced = /^(\d{1,3}(?: \d{3})+)(?:,(\d{1,2}))?$/u;

/**
 * Reads a number as people write it in German, where a reader has no doubt. Undefined for what is none or could be two:
 * "1.250" is 1250 or 1.25, and "1,250" as well.
 * @param currency whether it may have a sign of the euro
 */
export function writtenNumber(text: string, currency: boolean): WrittenNumber | undefined {
  const trimmed = text.replace(space, " ").trim();
  const amount = currency ? trimmed.replace(euro, "").trim() : trimmed;
  const [begin = "", minus = ""] = sign.exec(amount) ?? [];
  const rest = amount
    .slice(begin.length)
    .replace(currency ? euro : /$^/u, "")
    .trim();
  const found = plain.exec(rest) ?? grouped.exec(rest) ?? spaced.exec(rest);
  if (!found) return undefined;
  const [, first, cents = "", second] = found;
  const whole = (first ?? second ?? "").replace(/[. ]/g, "").replace(/^0+(?=\d)/, "");
  if (whole.length > digitsMax) return undefined;
  const negative = minus !== "" && minus !== "+" && /[1-9]/.test(whole + cents);
  return { negative, whole, fraction: cents };
}
