import { readFileSync } from "node:fs";
import { type Font, create as fontFrom, type Glyph, type GlyphPosition, type GlyphRun, type Outline } from "fontkit";

/** A font that is parsed once and used by many documents. */
export interface Typeface {
  /** What pdfkit takes as a font's source. */
  font: Font;
  has(codePoint: number): boolean;
  /** The width of a line of text, as a multiple of the font size. */
  widthOf(text: string): number;
}

// Ligatures of German words across their parts ("Auflage") are wrong, and copied text is better without them.
const features = { liga: false, dlig: false, clig: false };
const hasMark = /\p{M}/u;
const clusters = /\P{M}\p{M}+|\P{M}|\p{M}/gu;
// A pair of letters takes 100 bytes here and a cluster 1 KB; German texts have about 1,500 pairs.
const pairsMax = 20_000;
const clustersMax = 1_000;

/**
 * Reads a TrueType font.
 *
 * pdfkit asks a font to lay out each line. fontkit's own answer takes 120 µs a word, and it remembers for each glyph
 * the letter that used it first, in whatever document: the text one copies out of a document would depend on the
 * documents before it. So lines are laid out here, by letter, pair kerning and clusters of letters with marks; all
 * that is remembered is a function of the font alone.
 */
export function openTypeface(path: string): Typeface {
  const source = fontFrom(readFileSync(path));
  const glyphOf = remembered(Number.MAX_SAFE_INTEGER, (codePoint: number): Glyph => {
    const { id, advanceWidth } = source.glyphForCodePoint(codePoint);
    return { id, advanceWidth, codePoints: [codePoint] };
  });
  const kerningOf = remembered(pairsMax, (pair: number): number => {
    const left = Math.floor(pair / 0x110000);
    const run = source.layout(String.fromCodePoint(left, pair % 0x110000), features);
    const [first] = run.positions;
    return run.glyphs.length === 2 && first ? first.xAdvance - glyphOf(left).advanceWidth : 0;
  });
  const clusterOf = remembered(clustersMax, (cluster: string) => shapeCluster(source, cluster));

  const layout = (text: string): GlyphRun => {
    const run = newRun();
    let before: number | undefined;
    for (const piece of hasMark.test(text) ? (text.match(clusters) ?? []) : text) {
      const codePoint = piece.codePointAt(0) ?? 0;
      if (piece.length > 2 || (piece.length === 2 && codePoint <= 0xffff)) {
        const shape = clusterOf(piece);
        run.glyphs.push(...shape.glyphs);
        // pdfkit scales positions in place, so every run needs its own.
        for (const position of shape.positions) run.positions.push({ ...position });
        before = undefined;
        continue;
      }
      const last = run.positions.at(-1);
      if (before !== undefined && last) last.xAdvance += kerningOf(before * 0x110000 + codePoint);
      const glyph = glyphOf(codePoint);
      run.glyphs.push(glyph);
      run.positions.push({ xAdvance: glyph.advanceWidth, yAdvance: 0, xOffset: 0, yOffset: 0 });
      before = codePoint;
    }
    return run;
  };

  // The same without making anything: measuring comes before drawing, and three times as often.
  const advanceOf = (text: string): number => {
    if (hasMark.test(text)) return layout(text).advanceWidth;
    let width = 0;
    let before: number | undefined;
    for (const char of text) {
      const codePoint = char.codePointAt(0) ?? 0;
      width += glyphOf(codePoint).advanceWidth;
      if (before !== undefined) width += kerningOf(before * 0x110000 + codePoint);
      before = codePoint;
    }
    return width;
  };

  // pdfkit reads the font's tables and makes its subsets; both come from the parsed font.
  const font: Font = Object.create(source, {
    layout: { value: layout },
    getGlyph: { value: remembered(Number.MAX_SAFE_INTEGER, (id: number) => outlineOf(source, id)) },
  });
  return {
    font,
    has: (codePoint) => source.hasGlyphForCodePoint(codePoint),
    widthOf: (text) => advanceOf(text) / source.unitsPerEm,
  };
}

/** Remembers the results of a function of one argument, and forgets them all when there are more than `max`. */
function remembered<K, V>(max: number, make: (key: K) => V): (key: K) => V {
  const values = new Map<K, V>();
  return (key) => {
    let value = values.get(key);
    if (value === undefined) {
      value = make(key);
      if (values.size >= max) values.clear();
      values.set(key, value);
    }
    return value;
  };
}

/**
 * What a subset asks of a glyph. fontkit decodes all its points each time, a quarter of the time of a document, to
 * learn only whether it is composed of others; its bytes are copied as they are.
 */
function outlineOf(source: Font, id: number): Outline {
  const glyph = source.getGlyph(id);
  const { advanceWidth } = glyph;
  const { leftBearing } = glyph._getMetrics();
  const decoded = glyph._decode();
  const parts = decoded && { numberOfContours: decoded.numberOfContours, components: decoded.components };
  return { id, advanceWidth, codePoints: [], _decode: () => parts, _getMetrics: () => ({ leftBearing }) };
}

function newRun(): GlyphRun {
  return {
    glyphs: [],
    positions: [],
    get advanceWidth() {
      return this.positions.reduce((sum, position) => sum + position.xAdvance, 0);
    },
  };
}

/** Lays out one letter with its marks. */
function shapeCluster(source: Font, cluster: string): { glyphs: Glyph[]; positions: GlyphPosition[] } {
  // DejaVu anchors marks on plain letters and on marks, but not on many composed letters ("Č" with a dot below).
  // Marks that it draws beside the letter come last, since no other mark finds its anchor behind them.
  const [letter = "", ...marks] = cluster.normalize("NFD");
  const beside = (mark: string) => (/[\u0315\u031B\u035F]/.test(mark) ? 1 : 0);
  const text = [letter, ...marks.sort((a, b) => beside(a) - beside(b))];
  const run = source.layout(text.join(""), features);
  const last = run.glyphs.length - 1;
  const glyphs = run.glyphs.map(({ id, advanceWidth }, index) => ({
    id,
    advanceWidth,
    codePoints: (index === last ? text.slice(index) : text.slice(index, index + 1)).map(
      (char) => char.codePointAt(0) ?? 0,
    ),
  }));
  return { glyphs, positions: run.positions.map((position) => ({ ...position })) };
}
