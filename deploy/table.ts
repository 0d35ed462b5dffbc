/** Columns as wide as their widest cell; the last one is not padded. */
export function table(titles: string[], rows: string[][]): string {
  const widths = titles.map((title, i) => Math.max(title.length, ...rows.map((row) => (row[i] ?? "").length)));
  const line = (cells: string[]) =>
    cells
      .map((cell, i) => (i < cells.length - 1 ? cell.padEnd(widths[i] ?? 0) : cell))
      .join("  ")
      .trimEnd();
  return [line(titles), ...rows.map(line)].join("\n");
}
