import { createHmac, createSecretKey, hash, type KeyObject } from "node:crypto";

/**
 * A computed id: the same parts give the same 32 hex digits (128 bits of SHA-256) in every process.
 * Each part is preceded by its length, so that ["ab","c"] and ["a","bc"] differ.
 */
export function computeId(...parts: (string | number)[]): string {
  const text = parts.map((part) => `${Buffer.byteLength(String(part))}:${part}`).join("");
  return hash("sha256", text, "hex").slice(0, 32);
}

/** SHA-256 of bytes as 64 hex digits. */
export function sha256(bytes: Uint8Array): string {
  return hash("sha256", bytes, "hex");
}

/** A key that was prepared once: preparing it takes longer than the hash. */
export type HashKey = KeyObject;
export const hashKeyOf = (bytes: Buffer): HashKey => createSecretKey(bytes);

/** Combining marks in a row that are put in order together. */
const marksMax = 30;

function parted(run: string): string {
  const marks = [...run];
  const parts = Array.from({ length: Math.ceil(marks.length / marksMax) }, (_, i) =>
    marks.slice(i * marksMax, (i + 1) * marksMax).join(""),
  );
  return parts.join("\u034F");
}

/**
 * Text as it is compared: without regard to case, to Unicode form and to doubled spaces. Long runs of combining marks
 * are parted as in Unicode's Stream-Safe Text Format (UAX 15, D3): putting one in order takes the square of its length.
 */
export const comparable = (text: string): string =>
  text
    .replace(/\p{M}+/gu, parted)
    .normalize("NFC")
    .trim()
    .replace(/\s+/gu, " ")
    .toLocaleLowerCase("de");

/**
 * A keyed hash (HMAC-SHA-256, 32 hex digits): what may be searched instead of a personal value.
 * Values are compared as `comparable` makes them.
 */
export function keyedHash(key: HashKey, ...values: string[]): string {
  const hmac = createHmac("sha256", key);
  for (const value of values) {
    const text = comparable(value);
    hmac.update(`${Buffer.byteLength(text)}:`).update(text);
  }
  return hmac.digest("hex").slice(0, 32);
}

const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** The two check digits of ISO 7064 MOD 97-10 over letters and digits. */
export function checkDigits(text: string): string {
  let rest = 0;
  for (const char of `${text}00`)
    for (const digit of String(Number.parseInt(char, 36))) rest = (rest * 10 + Number(digit)) % 97;
  return String(98 - rest).padStart(2, "0");
}

/**
 * The case number that people read to each other, e.g. `GLA-26-7K3M9-Q2XAB-41`: town, year of receipt, 50 bits
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
