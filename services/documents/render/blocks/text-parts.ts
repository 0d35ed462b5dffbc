import { area, type Element, type Sheet, type Style, textWidth } from "../sheet.ts";
import type { Part } from "./flow.ts";

export interface TextLook {
  style: Style;
  /** Space above the text in points. */
  before: number;
  x?: number;
  width?: number;
  /** Keeps all lines together with each other, or also with what follows. */
  keep?: "together" | "with-next";
}

/** The same with the kind of element that the text becomes in the PDF's structure. */
export interface TypedTextLook extends TextLook {
  type: string;
}

/**
 * Parts of a text as an element of its own, one for each line. Where nothing is kept, a page break leaves at least
 * two lines on either side. Text without a letter gives no parts and no element.
 */
export function textParts(sheet: Sheet, parent: Element, text: string, { type, ...textStyle }: TypedTextLook): Part[] {
  if (sheet.clean(text).trim() === "") return [];
  return lineParts(sheet, sheet.element(type, parent), text, textStyle);
}

/** The same into an element that is there already. */
export function lineParts(sheet: Sheet, element: Element, text: string, textStyle: TextLook): Part[] {
  const { style, x = area.left, width = textWidth, before, keep } = textStyle;
  const lines = sheet.lines(text.trim(), style, width);
  const last = lines.length - 1;
  return lines.map((line, index) => ({
    before: index === 0 ? before : 0,
    height: style.leading,
    glue: index === last ? keep === "with-next" : keep !== undefined || index === 0 || index === last - 1,
    draw: (y) => sheet.text(element, line, style, { x, y }),
  }));
}
