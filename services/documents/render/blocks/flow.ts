import { area } from "../sheet.ts";

/** A piece of the body that no page break divides: a line, a row of a table, a code. Measures are in points. */
export interface Part {
  /** Space above it, left out at the top of a page. */
  before: number;
  height: number;
  /** It begins a page, whatever room is left. */
  newPage?: boolean;
  /** Whether the next part has to stand on the same page. */
  glue?: boolean;
  draw(y: number): void;
  /** Drawn above it where it begins a page: a table's header once more. */
  onTop?: { height: number; draw(y: number): void };
}

const end = area.bottom + 0.01; // Sums of heights are not exact.

/**
 * Puts parts on pages, beginning at `y` of the present page. Parts that are glued to each other go to the next page
 * together, unless they are higher than a page.
 *
 * @param start begins a page after the first
 */
export function flow(pages: { addPage(): void }, parts: Part[], y: number, start: () => void): void {
  let top = false; // Whether nothing stands on this page yet. The first page has the address.
  const newPage = (): void => {
    pages.addPage();
    start();
    y = area.top;
    top = true;
  };
  for (let first = 0; first < parts.length; ) {
    let last = first;
    while (parts[last]?.glue && last + 1 < parts.length) last++;
    const chain = parts.slice(first, last + 1);
    const height = heightOf(chain);
    const before = chain[0]?.before ?? 0;
    if (!top && (chain[0]?.newPage || (y + before + height > end && height <= end - area.top))) newPage();
    for (const part of chain) {
      if (!top && y + part.before + part.height > end) newPage();
      if (top && part.onTop) {
        part.onTop.draw(y);
        y += part.onTop.height;
      }
      if (!top) y += part.before;
      part.draw(y);
      y += part.height;
      top = false;
    }
    first = last + 1;
  }
}

function heightOf(chain: Part[]): number {
  return chain.reduce((sum, { before, height }, index) => sum + height + (index === 0 ? 0 : before), 0);
}
