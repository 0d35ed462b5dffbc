import { fileURLToPath } from "node:url";
import { bodyParts } from "./blocks/body-parts.ts";
import { textCleaner } from "./blocks/clean-text.ts";
import { flow } from "./blocks/flow.ts";
import { drawFooters, drawLetter, drawRunningHead } from "./letter.ts";
import type { NoticeContent } from "./notice-content.ts";
import { type Faces, Sheet } from "./sheet.ts";
import { openTypeface } from "./typeface.ts";

/** Parses the two fonts, which takes 60 ms: once in a process, never for each document. */
export function openFaces(): Faces {
  const file = (name: string) => fileURLToPath(import.meta.resolve(`dejavu-fonts-ttf/ttf/${name}.ttf`));
  const regular = openTypeface(file("DejaVuSans"));
  const bold = openTypeface(file("DejaVuSans-Bold"));
  return { regular, bold, clean: textCleaner((code) => regular.has(code) && bold.has(code)) };
}

/**
 * Renders a notice as a letter by DIN 5008 form B, as tagged PDF (written to PDF/A-2a and PDF/UA-1). The bytes
 * depend on the content, the fonts and the versions of this code and of pdfkit and zlib, and on nothing else.
 *
 * @param content follows its schema; texts may hold any characters, see clean-text.ts
 * @throws RenderError `too-long` or `payment-code`
 */
export async function renderNotice(content: NoticeContent, faces: Faces): Promise<Uint8Array<ArrayBuffer>> {
  const { title, letterhead, date } = content;
  const meta = { title: faces.clean(title), author: faces.clean(letterhead.authority), date };
  const sheet = new Sheet(faces, meta);
  const bytes = bytesOf(sheet.doc);
  sheet.addPage();
  const top = drawLetter(sheet, content);
  flow(sheet, bodyParts(sheet, content), top, () => drawRunningHead(sheet, content));
  drawFooters(sheet, content);
  sheet.doc.end();
  return bytes;
}

async function bytesOf(doc: PDFKit.PDFDocument): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Buffer[] = [];
  for await (const chunk of doc) chunks.push(chunk);
  return Uint8Array.from(Buffer.concat(chunks));
}
