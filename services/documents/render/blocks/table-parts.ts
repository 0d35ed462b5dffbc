import type { NoticeTable } from "../notice-content.ts";
import { area, type Element, type Sheet, type Style, textWidth } from "../sheet.ts";
import { accent, hairline, shade, styles } from "../styles.ts";
import type { Part } from "./flow.ts";
import { type Column, columnsOf, padding } from "./table-columns.ts";
import { textParts } from "./text-parts.ts";

const linesPerPart = 10; // A row of more lines may be divided between pages.

interface Grid {
  sheet: Sheet;
  element: Element;
  columns: Column[];
}

interface Row {
  kind: "header" | "row" | "total";
  cells: string[];
}

/**
 * A table with its caption: the header stands on every page that the table reaches, the caption and the header with
 * the first row, the total with the last one. Rows with too few cells are filled up, cells beyond the columns
 * are left out.
 */
export function tableParts(sheet: Sheet, parent: Element, table: NoticeTable): Part[] {
  if (table.columns.length === 0) return [];
  const element = sheet.element("Table", parent);
  const caption = textParts(sheet, element, table.caption, {
    type: "Caption",
    style: styles.caption,
    before: 10,
    keep: "with-next",
  });
  const grid: Grid = { sheet, element, columns: columnsOf(sheet, table) };
  const titles = table.columns.map(({ title }) => title);
  const header = rowParts(grid, { kind: "header", cells: titles });
  const rows = table.rows.flatMap((cells) => rowParts(grid, { kind: "row", cells }));
  const total = table.total ? rowParts(grid, { kind: "total", cells: table.total }) : [];

  const onTop = repeatedHeader(grid, titles);
  const parts = [...rows, ...total].map((part) => ({ ...part, onTop }));
  const lastRow = parts[rows.length - 1];
  if (lastRow && total.length > 0) lastRow.glue = true;
  const [first] = header;
  if (first) first.before = caption.length > 0 ? 3 : 10;
  return [...caption, ...header.map((part) => ({ ...part, glue: true })), ...parts];
}

/** A row's parts: one, unless a cell has very many lines. */
function rowParts(grid: Grid, row: Row): Part[] {
  const { sheet, columns } = grid;
  const node = sheet.element("TR", grid.element);
  const elements = columns.map(() =>
    row.kind === "header" ? sheet.element("TH", node, columnScope) : sheet.element("TD", node),
  );
  const lines = linesOf(grid, row);
  const style = styleOf(row);
  const count = Math.max(...lines.map((cell) => cell.length));
  const parts: Part[] = [];
  for (let from = 0; from < count; from += linesPerPart) {
    const to = Math.min(count, from + linesPerPart);
    const above = from === 0 ? padding : 0;
    const height = (to - from) * style.leading + above + (to === count ? padding : 0);
    const draw = (y: number) => {
      drawFrame(sheet, row, { y, height, begins: from === 0, ends: to === count });
      columns.forEach((column, index) => {
        const into = elements[index] ?? "artifact";
        drawCell(sheet, into, lines[index]?.slice(from, to) ?? [], { column, y: y + above, style });
      });
    };
    parts.push({ before: 0, height, draw });
  }
  return parts;
}

// pdfkit knows this option, its types do not.
const columnScope = { scope: "Column" } as PDFKit.Mixins.StructureElementOptions;

/** The header on a further page. It is seen again but not heard again: the structure tree has one. */
function repeatedHeader(grid: Grid, cells: string[]): Part["onTop"] {
  const { sheet, columns } = grid;
  const row: Row = { kind: "header", cells };
  const style = styleOf(row);
  const lines = linesOf(grid, row);
  const height = Math.max(...lines.map((cell) => cell.length)) * style.leading + 2 * padding;
  const draw = (y: number) => {
    drawFrame(sheet, row, { y, height, begins: true, ends: true });
    columns.forEach((column, index) => {
      drawCell(sheet, "artifact", lines[index] ?? [], { column, y: y + padding, style });
    });
  };
  return { height, draw };
}

function styleOf({ kind }: Row): Style {
  return kind === "row" ? styles.cell : styles.strong;
}

function linesOf({ sheet, columns }: Grid, row: Row): string[][] {
  return columns.map(({ width }, index) =>
    sheet.lines((row.cells[index] ?? "").trim(), styleOf(row), width - 2 * padding),
  );
}

function drawCell(
  sheet: Sheet,
  into: Element | "artifact",
  lines: string[],
  { column, y, style }: { column: Column; y: number; style: Style },
): void {
  const { align } = column;
  const x = align === "right" ? column.x + column.width - padding : column.x + padding;
  lines.forEach((line, index) => {
    sheet.text(into, line, style, { x, y: y + index * style.leading, align });
  });
}

function drawFrame(
  sheet: Sheet,
  { kind }: Row,
  { y, height, begins, ends }: { y: number; height: number; begins: boolean; ends: boolean },
): void {
  const whole = { from: area.left, to: area.right };
  const strong = { ...whole, thick: 0.9, color: accent };
  if (kind === "header") sheet.box({ x: area.left, y, width: textWidth, height }, shade);
  if (kind === "total" && begins) sheet.rule(y, strong);
  if (ends) sheet.rule(y + height, kind === "row" ? { ...whole, thick: 0.4, color: hairline } : strong);
}
