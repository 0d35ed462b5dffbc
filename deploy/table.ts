export interface Shape {
  /** columns of figures, counted from 0: they end below each other */
  right?: readonly number[];
  /** what every line begins with */
  indent?: string;
}

type Cells = readonly string[];

/** Rows in columns, each as wide as its widest line; a cell of several lines goes on below itself. */
export function aligned(rows: readonly Cells[], { right = [], indent = "" }: Shape = {}): string {
  const cells = rows.map((row) => row.map((cell) => cell.split("\n")));
  const widths: number[] = [];
  for (const row of cells)
    for (const [i, lines] of row.entries())
      for (const { length } of lines) widths[i] = Math.max(widths[i] ?? 0, length);
  const pad = (text: string, i: number, row: readonly unknown[]) => {
    if (right.includes(i)) return text.padStart(widths[i] ?? 0);
    return i < row.length - 1 ? text.padEnd(widths[i] ?? 0) : text; // The last column may hold a whole file.
  };
  const lineOf = (row: readonly Cells[], line: number) =>
    (indent + row.map((lines, i) => pad(lines[line] ?? "", i, row)).join("  ")).trimEnd();
  return cells
    .flatMap((row) => {
      const height = Math.max(...row.map(({ length }) => length));
      return Array.from({ length: height }, (_, line) => lineOf(row, line));
    })
    .join("\n");
}

/** The same below a line of titles. */
export function table(titles: Cells, rows: readonly Cells[], shape?: Shape): string {
  return aligned([titles, ...rows], shape);
}
