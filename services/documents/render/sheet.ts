import PDFDocument from "pdfkit";
import { breakLines } from "./blocks/break-lines.ts";
import type { CleanText } from "./blocks/clean-text.ts";
import { pdfUaProperties } from "./pdf-ua.ts";
import { RenderError } from "./render-error.ts";
import type { Typeface } from "./typeface.ts";

/** A node of the structure tree that a screen reader walks. */
export interface Element {
  type: string;
  node: ReturnType<PDFKit.PDFDocument["struct"]>;
}

/** How text looks. `size` and `leading` (from one line's top to the next one's) are in points. */
export interface Style {
  face: "regular" | "bold";
  size: number;
  leading: number;
  color?: string;
}

/** What text or lines belong to: an element, or what a reader need not hear, on one page or on each. */
export type Belonging = Element | "artifact" | "pagination";

export interface Place {
  x: number;
  y: number;
  align?: "left" | "right";
}

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** A level line between two distances from the left edge. */
export interface Rule {
  from: number;
  to: number;
  thick: number;
  color: string;
}

export interface Faces {
  regular: Typeface;
  bold: Typeface;
  clean: CleanText;
}

const pagesMax = 100; // A notice has 2. What has more is a mistake of the service that wrote it.

export const mm = (millimetres: number): number => (millimetres * 72) / 25.4;

/** Points from the left and upper edge of an A4 page, by DIN 5008 form B. */
export const area = {
  width: 595.28,
  height: 841.89,
  left: mm(25),
  right: 595.28 - mm(20),
  top: mm(30),
  bottom: 841.89 - mm(25),
} as const;

export const textWidth = area.right - area.left;

// A list of features, even an empty one, makes pdfkit lay out the line as a whole; with the width and the number of
// words it does not measure it once more. Its types do not know these two.
type OneLine = PDFKit.Mixins.TextOptions & { textWidth: number; wordCount: number };
const oneLine = { lineBreak: false, features: [], wordCount: 1 };

/**
 * The pages of one document: draws single lines of text at given places, each as part of a structure element or
 * as an artifact (what a reader does not need to hear). It breaks lines, but no pages.
 */
export class Sheet {
  readonly doc: PDFKit.PDFDocument;
  readonly clean: CleanText;
  readonly root: Element;
  readonly #faces: Faces;
  #open: Belonging | undefined;
  #color = "";

  constructor(faces: Faces, meta: { title: string; author: string; date: string }) {
    this.#faces = faces;
    this.clean = faces.clean;
    // Noon, so that the day is the same wherever in Europe the property is shown. No clock: same notice, same bytes.
    const day = new Date(`${meta.date}T12:00:00Z`);
    this.doc = new PDFDocument({
      size: [area.width, area.height],
      margin: 0,
      autoFirstPage: false,
      bufferPages: true,
      pdfVersion: "1.7",
      subset: "PDF/A-2a",
      tagged: true,
      lang: "de-DE",
      displayTitle: true,
      font: "", // Otherwise pdfkit opens Helvetica for every document.
      info: {
        Title: propertyText(meta.title),
        Author: propertyText(meta.author),
        Creator: "Antragsbus",
        Producer: "Antragsbus",
        CreationDate: day,
        ModDate: day,
      },
    });
    this.doc.appendXML(pdfUaProperties);
    // Both fonts in one order, so that their names in the document are always the same.
    for (const face of ["regular", "bold"] as const) {
      this.doc.font(faces[face].font as unknown as PDFKit.Mixins.PDFFontSource, face);
    }
    this.root = { type: "Document", node: this.doc.struct("Document") };
    this.doc.addStructure(this.root.node);
  }

  addPage(): void {
    this.close();
    if (this.doc.bufferedPageRange().count >= pagesMax) {
      throw new RenderError("too-long", `more than ${pagesMax} pages`);
    }
    this.doc.addPage();
    this.#color = "";
  }

  /** Goes to a page that is there already, counted from 0. */
  toPage(index: number): void {
    this.close();
    this.doc.switchToPage(index);
    this.#color = "";
  }

  element(type: string, parent: Element, options: PDFKit.Mixins.StructureElementOptions = {}): Element {
    const node = this.doc.struct(type, options);
    parent.node.add(node);
    return { type, node };
  }

  lines(text: string, style: Style, width: number): string[] {
    const face = this.#faces[style.face];
    return breakLines(this.clean(text), width / style.size, face.widthOf);
  }

  widthOf(line: string, style: Style): number {
    return this.#faces[style.face].widthOf(line) * style.size;
  }

  /** Draws one line; `y` is the top of its `leading`, `x` its left end, or its right end if it is aligned there. */
  text(into: Belonging, line: string, style: Style, place: Place): void {
    const { x, y, align } = place;
    if (line.trim() === "") return;
    this.mark(into);
    this.doc.font(style.face).fontSize(style.size);
    const width = this.widthOf(line.trimEnd(), style);
    const color = style.color ?? "black";
    if (color !== this.#color) this.doc.fillColor(color);
    this.#color = color;
    const rest = (style.leading - this.doc.currentLineHeight()) / 2;
    // Letters with marks are drawn as pieces, one of which can be another letter's: "ī́" begins with the glyph of "ı".
    const spelled = typeof into !== "string" && /\p{M}/u.test(line);
    if (spelled) this.doc.markContent("Span", { actual: line });
    this.doc.text(line, align === "right" ? x - width : x, y + rest, { ...oneLine, textWidth: width } as OneLine);
    if (spelled) this.doc.endMarkedContent();
  }

  /** What is drawn from now on belongs to `into`. */
  mark(into: Belonging): void {
    if (this.#open === into) return;
    this.close();
    if (into === "artifact") this.doc.markContent("Artifact", { type: "Layout" });
    else if (into === "pagination") this.doc.markContent("Artifact", { type: "Pagination" });
    else into.node.add(this.doc.markStructureContent(into.type));
    this.#open = into;
  }

  close(): void {
    if (this.#open) this.doc.endMarkedContent();
    this.#open = undefined;
  }

  rule(y: number, { from, to, thick, color }: Rule): void {
    this.mark("artifact");
    this.doc.save().lineWidth(thick).moveTo(from, y).lineTo(to, y).stroke(color).restore();
  }

  box({ x, y, width, height }: Box, color: string): void {
    this.mark("artifact");
    this.doc.save().rect(x, y, width, height).fill(color).restore();
  }
}

/** pdfkit puts properties into XML as they are; these characters would end the XML early. */
function propertyText(text: string): string {
  return text.replace(/\s+/g, " ").replaceAll("&", "+").replaceAll("<", "‹").replaceAll(">", "›");
}
