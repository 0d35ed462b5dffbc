import type { NoticeBlock, NoticeContent } from "../notice-content.ts";
import { area, type Element, mm, type Sheet, textWidth } from "../sheet.ts";
import { styles } from "../styles.ts";
import { codePart } from "./code-part.ts";
import type { Part } from "./flow.ts";
import { tableParts } from "./table-parts.ts";
import { lineParts, textParts } from "./text-parts.ts";

/** Everything below the address: title, blocks, closing and annexes, in the order in which it is read. */
export function bodyParts(sheet: Sheet, content: NoticeContent): Part[] {
  const { root } = sheet;
  const annex = content.blocks.findIndex(({ kind }) => kind === "annex");
  const [letterBlocks, annexed] =
    annex < 0 ? [content.blocks, []] : [content.blocks.slice(0, annex), content.blocks.slice(annex)];
  const title = textParts(sheet, root, content.title, {
    type: "H1",
    style: styles.title,
    before: 0,
    keep: "with-next",
  });
  const blocks = letterBlocks.flatMap((block) => blockParts(sheet, root, block));
  const [first] = blocks;
  if (first) first.before = Math.max(first.before, 14);
  const closing = closingParts(sheet, root, content.closing);
  const last = blocks.at(-1);
  // A greeting does not stand alone on a page.
  if (last && closing.length > 0) last.glue = true;
  return [...title, ...blocks, ...closing, ...annexed.flatMap((block) => blockParts(sheet, root, block))];
}

function blockParts(sheet: Sheet, root: Element, block: NoticeBlock): Part[] {
  switch (block.kind) {
    case "heading":
      return textParts(sheet, root, block.text, { type: "H2", style: styles.heading, before: 14, keep: "with-next" });
    case "paragraph":
      return textParts(sheet, root, block.text, { type: "P", style: styles.body, before: 8 });
    case "list":
      return listParts(sheet, root, block.items);
    case "table":
      return tableParts(sheet, root, block);
    case "payment-code":
    case "signed-code":
      return [codePart(sheet, root, block)];
    case "remedy":
      return reliefParts(sheet, root, block.title, block.text);
    case "display":
      return displayParts(sheet, root, block);
    case "annex":
      return annexParts(sheet, root, block.title);
  }
}

function annexParts(sheet: Sheet, root: Element, title: string): Part[] {
  const parts = textParts(sheet, root, title, { type: "H2", style: styles.title, before: 0, keep: "with-next" });
  const [first] = parts;
  if (first) first.newPage = true;
  return parts;
}

function displayParts(sheet: Sheet, root: Element, { label, text }: { label: string; text: string }): Part[] {
  return [
    ...textParts(sheet, root, label, { type: "P", style: styles.label, before: 12, keep: "with-next" }),
    ...textParts(sheet, root, text, { type: "P", style: styles.display, before: 2, keep: "together" }),
  ];
}

function listParts(sheet: Sheet, root: Element, texts: string[]): Part[] {
  const items = texts.filter((text) => sheet.clean(text).trim() !== "");
  if (items.length === 0) return [];
  const list = sheet.element("L", root);
  const indent = mm(5);
  return items.flatMap((text, index) => {
    const item = sheet.element("LI", list);
    const label = sheet.element("Lbl", item);
    const parts = lineParts(sheet, sheet.element("LBody", item), text, {
      style: styles.body,
      before: index === 0 ? 6 : 3,
      x: area.left + indent,
      width: textWidth - indent,
    });
    const [first] = parts;
    if (first) {
      const { draw } = first;
      first.draw = (y) => {
        sheet.text(label, "• ", styles.body, { x: area.left + mm(1.5), y });
        draw(y);
      };
    }
    return parts;
  });
}

/** The instruction on remedies stands on one page if it fits on one: its deadline starts only if it is complete. */
function reliefParts(sheet: Sheet, root: Element, title: string, text: string): Part[] {
  const heading = textParts(sheet, root, title, { type: "H2", style: styles.heading, before: 16, keep: "with-next" });
  const paragraphs = text
    .split(/\n\s*\n/)
    .flatMap((paragraph) => textParts(sheet, root, paragraph, { type: "P", style: styles.body, before: 4 }));
  const height = paragraphs.reduce((sum, part) => sum + part.before + part.height, 0);
  if (height < (area.bottom - area.top) / 2) for (const part of paragraphs.slice(0, -1)) part.glue = true;
  return [...heading, ...paragraphs];
}

function closingParts(sheet: Sheet, root: Element, closing: string[]): Part[] {
  const parts: Part[] = [];
  let space = 16;
  for (const line of closing) {
    const made = textParts(sheet, root, line, { type: "P", style: styles.body, before: space, keep: "with-next" });
    space = made.length > 0 ? 8 : space + styles.body.leading;
    parts.push(...made);
  }
  const last = parts.at(-1);
  if (last) last.glue = false;
  return parts;
}
