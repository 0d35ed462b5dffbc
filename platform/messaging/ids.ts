import { createHmac, createSecretKey, hash, type KeyObject } from "node:crypto";

/**
 * Computes an id: the same parts give the same 32 hex digits (128 bits of SHA-256) in every process.
 * Each part is preceded by its length, so that ["ab","c"] and ["a","bc"] differ.
 */
export function computeId(...parts: (string | number)[]): string {
  const text = parts.map((part) => `${Buffer.byteLength(String(part))}:${part}`).join("");
  return hash("sha256", text, "hex").slice(0, 32);
}

/** Makes names that nobody else has: those of an instance, each with a number of its own. */
export function namesOf(instance: string): () => string {
  let count = 0;
  return () => {
    count += 1;
    return `${instance}/${count}`;
  };
}

/** Computes the SHA-256 of bytes as 64 hex digits. */
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
 * Gives a text as it is compared: without regard to case, to Unicode form and to doubled spaces. Long runs of combining marks
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
 * Computes a keyed hash (HMAC-SHA-256, 32 hex digits): what may be searched instead of a personal value.
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
