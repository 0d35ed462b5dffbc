import QRCode from "qrcode";
import type { PrintedCode } from "../notice-content.ts";
import { RenderError } from "../render-error.ts";
import { area, type Element, mm, type Sheet, textWidth } from "../sheet.ts";
import { hairline, styles } from "../styles.ts";
import type { Part } from "./flow.ts";

const codeWidth = mm(34);
const quiet = 4; // Modules of white around a code, by ISO 18004.
const inset = mm(3);
/** For paying by EPC069-12, as is error correction M; what is signed is longer. */
const largestVersions = { "payment-code": 13, "signed-code": 23 } as const;

/** The code at the left, what it is for at its right, both in a frame. */
export function codePart(sheet: Sheet, parent: Element, block: PrintedCode): Part {
  const code = codeOf(block);
  const height = codeWidth + 2 * inset;
  const textLeft = area.left + codeWidth + 2 * inset;
  const lines = sheet.lines(block.caption, styles.body, area.right - inset - textLeft);
  const figure = sheet.doc.struct("Figure", {
    alt: sheet.clean(block.alt),
    // pdfkit needs the place only to write the attribute, and its types do not know it.
    placement: "Block",
  } as PDFKit.Mixins.StructureElementOptions);
  parent.node.add(figure);
  const into = { type: "Figure", node: figure };
  const caption = sheet.element("P", parent);
  const full = Math.max(height, lines.length * styles.body.leading + 2 * inset);
  return {
    before: 10,
    height: full,
    draw: (y) => {
      sheet.mark("artifact");
      sheet.doc.save().lineWidth(0.5).rect(area.left, y, textWidth, full).stroke(hairline).restore();
      sheet.mark(into);
      drawModules(sheet, code, area.left + inset, y + (full - codeWidth) / 2);
      const top = y + (full - lines.length * styles.body.leading) / 2;
      lines.forEach((line, index) => {
        sheet.text(caption, line, styles.body, { x: textLeft, y: top + index * styles.body.leading });
      });
    },
  };
}

type Modules = ReturnType<typeof QRCode.create>["modules"];

function codeOf({ kind, text }: PrintedCode): Modules {
  try {
    const code = QRCode.create([{ data: Buffer.from(text.replace(/\r\n?/g, "\n")), mode: "byte" }], {
      errorCorrectionLevel: "M",
    });
    if (code.version <= largestVersions[kind]) return code.modules;
  } catch {
    // Too much even for the largest code there is; qrcode's message would repeat nothing useful.
  }
  throw new RenderError("payment-code", `the text of the ${kind} is too long`);
}

/** One path for all modules: filled singly, their common edges show as light lines on screens. */
function drawModules(sheet: Sheet, { size, data }: Modules, x: number, y: number): void {
  const module = codeWidth / (size + 2 * quiet);
  sheet.doc.save();
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; ) {
      let length = 0;
      while (column + length < size && data[row * size + column + length]) length++;
      if (length > 0) {
        sheet.doc.rect(x + (column + quiet) * module, y + (row + quiet) * module, length * module, module);
      }
      column += length + 1;
    }
  }
  sheet.doc.fill("black").restore();
}
