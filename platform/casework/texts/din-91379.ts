// The letters of DIN 91379:2022-08, data type E, which holds all its others: code points in hexadecimal, and for
// each combination of marks the letters that bear it. Source: KoSIT, "din-norm-91379-datatypes.xsd".
const ranges = `
  20-7e a0-ac ae-17e 187-188 18f 192 197 1a0-1a1 1af-1b0 1b7 1cd-1dc 1de-1df 1e2-1f0 1f4-1f5 1f8-1ff 212-213
  218-21b 21e-21f 227-233 259 268 292 2b0 2b3 2b9-2ba 2be-2bf 2c6 2c8 2cc 2dc 2e2 386 388-38a 38c 38e-3a1 3a3-3ce
  40d 410-42a 42c 42e-44a 44c 44e-44f 45d 1d48 1d57 1e02-1e03 1e06-1e07 1e0a-1e11 1e17 1e1c-1e2b 1e2f-1e37
  1e3a-1e3b 1e40-1e49 1e52-1e5b 1e5e-1e63 1e6a-1e6f 1e80-1e87 1e8c-1e97 1e9e 1ea0-1ef9 2018-201a 201c-201e
  2020-2021 2026 2030 2032-2033 2039-203a 2070 2074-2079 207f-2089 20ac 2122 221e 2264-2265`;

const marked: Record<string, string> = {
  "300": "CFGKMPSTZcfgkmpstz",
  "301": "JjÿĪī",
  "302": "DKLMNdklmn",
  "304": "CFHKNPSTZcfhknpstzÛûḲḳṢṣṬṭỤụ",
  "306": "CMNRZcmnrzÇç",
  "307": "KUku",
  "308": "CTZczẠạỌọỤụ",
  "30b": "Aa",
  "30c": "J",
  "30d": "ēō",
  "310": "Mm",
  "315": "CKPTckptČč",
  "31b": "KTkt",
  "31b+304": "Ss",
  "323": "CPcpČč",
  "325": "LRlr",
  "325+304": "LRlr",
  "326": "CHKLNchklnŽž",
  "327": "ZzŽž",
  "328+306": "Cc",
  "331": "HSs",
  "35f+48": "K",
  "35f+68": "Kk",
};

const letter = (hex: string) => String.fromCodePoint(Number.parseInt(hex, 16));

export const singleLetters: string[] = ranges
  .trim()
  .split(/\s+/)
  .flatMap((range) => {
    const [first = 0, last = first] = range.split("-").map((hex) => Number.parseInt(hex, 16));
    return Array.from({ length: last - first + 1 }, (_, index) => String.fromCodePoint(first + index));
  });

/** In the order of the norm, which is the canonical order of Unicode. */
export const lettersWithMarks: string[] = Object.entries(marked).flatMap(([marks, letters]) =>
  [...letters].map((base) => base + marks.split("+").map(letter).join("")),
);

const single = new Set(singleLetters);
const withMarks = new Set(lettersWithMarks);
/** Most texts have no other letters; the soft hyphen is none of the norm. */
const usual = /^[ -~\u00A0-\u00AC\u00AE-\u017E]*$/;
const usualInLines = /^[\t\n\r -~\u00A0-\u00AC\u00AE-\u017E]*$/;
/** More marks than any letter of the norm has: putting a long run of them in order takes the square of its length. */
const pileOfMarks = /\p{M}{3}/u;

/** A letter with its marks; one mark (U+035F) stands below two letters. */
const letterWithMarks = /\P{M}\p{M}*?\u035F\P{M}|\P{M}\p{M}*|\p{M}/gsu;

const nameOf = (letter: string): string =>
  `U+${(letter.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;

/**
 * Gives the first letter of a text that DIN 91379 (data type E) does not have: control characters, marks of direction,
 * invisible letters, emoji, other scripts, marks that a letter does not bear. Unicode's form does not matter.
 * @param lines whether line breaks and tabs may be in it
 * @returns its code point, e.g. "U+202E", or undefined
 */
export function foreignLetter(text: string, lines: boolean): string | undefined {
  if ((lines ? usualInLines : usual).test(text)) return undefined;
  const pile = pileOfMarks.exec(text);
  if (pile) return nameOf(pile[0]);
  for (const [letter] of text.normalize("NFC").matchAll(letterWithMarks)) {
    if (single.has(letter) || withMarks.has(letter) || (lines && /^[\t\n\r]$/.test(letter))) continue;
    const [base = "", mark = ""] = [...letter];
    return nameOf(mark && single.has(base) ? mark : base);
  }
  return undefined;
}
