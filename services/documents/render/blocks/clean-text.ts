// What is drawn as U+FFFD instead of being drawn wrongly: scripts that need shaping or a second direction (DIN
// 91379 has none of them), private letters, and half surrogates.
const drawable = /^[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Common}\p{Script=Inherited}]$/u;
const softHyphen = "\u00AD";
const replacement = "\uFFFD";
// No letter of DIN 91379 has more. A pile of marks would draw over the lines above, also over figures.
const marksPerLetter = 2;

/** Gives text that can be drawn: with "\n" as its only control character, and letters that the fonts have. */
export type CleanText = (text: string) => string;

/**
 * @param has whether every font that may draw the text has a glyph for a code point
 * @returns a function that never fails. It composes letters (NFC), makes every line end "\n" and every tab a
 *   space, removes controls, marks of direction, and all else that is invisible but the soft hyphen, removes
 *   combining marks without a letter and those beyond two, and puts U+FFFD for every letter it cannot draw.
 */
export function textCleaner(has: (codePoint: number) => boolean): CleanText {
  const known = new Map<string, string>(); // At most one entry per Unicode character that a notice has used.
  const drawn = (char: string): string => {
    let result = known.get(char);
    if (result === undefined) {
      result = drawable.test(char) && has(char.codePointAt(0) ?? 0) ? char : replacement;
      if (known.size < 5_000) known.set(char, result);
    }
    return result;
  };
  return (text) => {
    const plain = text
      .toWellFormed()
      .replace(/\r\n|[\n\r\v\f\u0085\u2028\u2029]/g, "\n")
      .replace(/\t/g, " ")
      .replace(/(?![\n\u00AD])[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/gu, "")
      .normalize("NFC");
    // Most texts need no second look at each letter.
    if (/^[\n -~\u00A0-\u017E]*$/.test(plain)) return plain;
    let result = "";
    let marks = marksPerLetter;
    for (const char of plain) {
      if (/^\p{M}$/u.test(char)) {
        if (marks++ < marksPerLetter) result += drawn(char);
        continue;
      }
      marks = char === "\n" || char === softHyphen ? marksPerLetter : 0;
      result += char === "\n" || char === softHyphen ? char : drawn(char);
    }
    return result;
  };
}
