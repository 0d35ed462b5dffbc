import type { NoticeTable } from "../notice-content.ts";
import { area, type Sheet, textWidth } from "../sheet.ts";
import { styles } from "../styles.ts";

export const padding = 4; // Points on every side of a cell's text.
// Of the table's width: a word longer than that is divided before it takes room from other columns.
const longWord = 0.3;

export interface Column {
  x: number;
  width: number;
  align: "left" | "right";
}

/** Widths by content: each column gets its longest word, then those that lack least get what they lack. */
export function columnsOf(sheet: Sheet, table: NoticeTable): Column[] {
  const wanted = table.columns.map(({ title, align }, index) => {
    const cells = [...table.rows, table.total ?? []].map((row) => sheet.clean(row[index] ?? ""));
    const word = Math.max(widest(sheet, cells, /[ \n]/), widest(sheet, [sheet.clean(title)], /[ \n]/));
    const full = Math.max(word, widest(sheet, cells, /\n/));
    // Amounts stand on the right; they are not divided.
    const least = align === "right" ? full : Math.min(word, textWidth * longWord);
    const space = 2 * padding + 1;
    return { align, least: least + space, full: full + space };
  });
  const wants = wanted.map(({ least }) => least);
  const given = shared(textWidth, wants);
  const spare = textWidth - sum(given);
  const lacks = wanted.map(({ full }, index) => Math.max(0, full - (given[index] ?? 0)));
  const more = shared(spare, lacks);
  const rest = (spare - sum(more)) / wanted.length;
  let x: number = area.left;
  return wanted.map(({ align }, index) => {
    const column = { x, width: (given[index] ?? 0) + (more[index] ?? 0) + rest, align };
    x += column.width;
    return column;
  });
}

/** The widest piece of the texts, as if all were in bold. */
function widest(sheet: Sheet, texts: string[], between: RegExp): number {
  return texts
    .flatMap((text) => text.split(between))
    .reduce((most, piece) => Math.max(most, sheet.widthOf(piece, styles.strong)), 0);
}

/** Gives each what it wants, or where there is not enough, the same to all that want more than that. */
function shared(room: number, wants: number[]): number[] {
  const shares: number[] = [];
  const byWant = [...wants.entries()].sort(([, a], [, b]) => a - b);
  for (const [done, [index, want]] of byWant.entries()) {
    shares[index] = Math.min(want, (room - sum(shares)) / (byWant.length - done));
  }
  return shares;
}

function sum(values: number[]): number {
  return values.reduce((total, value) => total + value, 0); // Leaves out what is not there yet.
}
