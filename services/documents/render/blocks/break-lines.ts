const graphemes = new Intl.Segmenter("de", { granularity: "grapheme" });
const softHyphen = "\u00AD";

/**
 * Breaks text into lines no wider than `width`. A line ends at "\n", and may end at a space, at a soft hyphen
 * (which is then drawn as "-"), behind a hyphen or a slash inside a word, and, where a word alone is too wide,
 * behind any letter. A single letter that is too wide stands alone on its line.
 *
 * @param text cleaned text
 * @param measure the width of a piece of text, in the same unit as `width`
 * @returns at least one line. Lines have no soft hyphens. A line before the last keeps one space at its end, unless
 *   it ends inside a word: joined, the lines are the text, and a reader does not hear two words as one.
 */
export function breakLines(text: string, width: number, measure: (text: string) => number): string[] {
  const lines = text.split("\n").flatMap((line) => breakLine(line, width, measure).map(finished));
  return lines.map((line, index) => (index === lines.length - 1 ? line.trimEnd() : line));
}

function breakLine(text: string, width: number, measure: (text: string) => number): string[] {
  const lines: string[] = [];
  let line = "";
  let used = 0;
  const put = (piece: string, advance: number): void => {
    line += piece;
    used += advance;
  };
  const end = (): void => {
    lines.push(line);
    line = "";
    used = 0;
  };
  const place = (piece: string): void => {
    const advance = measure(visible(piece));
    // The space at its end counts only where something follows, a soft hyphen only where nothing does.
    const least = () => measure(finished(piece).trimEnd());
    const fits = (room: number) => (advance <= room && !piece.endsWith(softHyphen)) || least() <= room;
    if (line !== "" && !fits(width - used)) end();
    if (fits(width)) put(piece, advance);
    else divide(piece);
  };
  const divide = (piece: string): void => {
    const words = piece.match(wordEnd) ?? [];
    if (words.length > 1) words.forEach(place);
    else {
      for (const { segment } of graphemes.segment(visible(piece))) {
        const step = measure(segment);
        if (line !== "" && used + step > width && segment !== " ") end();
        put(segment, step);
      }
    }
  };
  piecesOf(text).forEach(place);
  put(" ", 0); // Where the text has a line end, words end too.
  end();
  return lines;
}

/** Pieces that stay together, each with what ends it: "Straßen-", "und ", "Rathaus/", "150,00 € ". */
function piecesOf(text: string): string[] {
  const pieces: string[] = [];
  // A soft hyphen behind which nothing follows would be drawn.
  const plain = text.replace(/\u00AD(?![\p{L}\p{N}])/gu, "");
  for (const piece of (plain.match(wordEnd) ?? []).flatMap(partsOf)) {
    const last = pieces.length - 1;
    const before = pieces[last];
    if (before !== undefined && staysWith(before, piece)) pieces[last] = before + piece;
    else pieces.push(piece);
  }
  return pieces;
}

const wordEnd = /[^ ]* +|[^ ]+$/g;
const hyphened = /[\p{L}\p{N}]{2}[-/\u2010](?=\p{L})/gu;

/** A word's parts: each up to a soft hyphen; behind the last of these also up to a hyphen or slash between letters. */
function partsOf(word: string): string[] {
  const parts = word.split(softHyphen).map((part, i, all) => (i < all.length - 1 ? part + softHyphen : part));
  const rest = parts.pop() ?? "";
  let begin = 0;
  for (const { index, 0: found } of rest.matchAll(hyphened)) {
    parts.push(rest.slice(begin, index + found.length));
    begin = index + found.length;
  }
  return begin < rest.length ? [...parts, rest.slice(begin)] : parts;
}

// By DIN 5008 a number stays with its unit or month, and a sign or short word with the number behind it.
const beforeNumber = /(?:^|[ (])(?:§§?|Abs\.|Nr\.|Art\.|Satz|Ziffer|Seite) +$/u;
const afterNumber = /^(?:€|EUR|Euro|Cent|%|km|cm|m²|qm|kg|Uhr)\b|^(?:€|%)|^[–-] *$/u;
const month = /^(?:Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember)\b/u;

function staysWith(left: string, piece: string): boolean {
  const before = left.slice(-16);
  if (!before.endsWith(" ")) return false;
  if (/^\d/.test(piece)) return beforeNumber.test(before);
  if (/\d +$/.test(before)) return afterNumber.test(piece);
  return /\d\. +$/.test(before) && month.test(piece);
}

function visible(text: string): string {
  return text.replaceAll(softHyphen, "");
}

function finished(line: string): string {
  let end = line.length;
  while (line[end - 1] === " ") end -= 1;
  const text = end < line.length ? `${line.slice(0, end)} ` : line;
  return text.endsWith(softHyphen) ? `${visible(text)}-` : visible(text);
}
