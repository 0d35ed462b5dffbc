import type { NoticeContent } from "./notice-content.ts";
import { area, mm, type Sheet } from "./sheet.ts";
import { accent, hairline, styles } from "./styles.ts";

// DIN 5008 form B: the address shows in a window of 85 × 45 mm that begins 45 mm from the upper edge; its upper
// 17.7 mm are for the sender, the information block is 50 mm down and 125 mm in, the subject 98.5 mm down.
const addressTop = mm(62.7);
const addressWidth = mm(80);
const infoLeft = mm(125);
const infoTop = mm(50);
const subjectTop = mm(98.5);

const thin = { thick: 0.4, color: hairline };

/** Draws what only the first page has, and answers where the body begins. Grows downward where more is said than fits. */
export function drawLetter(sheet: Sheet, content: NoticeContent): number {
  const headEnd = drawHead(sheet, content);
  const addressEnd = drawAddress(sheet, content);
  const infoEnd = drawInformation(sheet, content, Math.max(infoTop, headEnd + mm(6)));
  drawFolds(sheet);
  return Math.max(subjectTop, infoEnd + mm(6), addressEnd + mm(8));
}

function drawHead(sheet: Sheet, { letterhead }: NoticeContent): number {
  const top = mm(13);
  const head = sheet.element("Sect", sheet.root);
  let left = top;
  for (const [text, style] of [
    [letterhead.authority, styles.authority],
    [letterhead.office, styles.office],
  ] as const) {
    const element = sheet.element("P", head);
    for (const line of sheet.lines(text, style, infoLeft - area.left - mm(5))) {
      sheet.text(element, line, style, { x: area.left, y: left });
      left += style.leading;
    }
  }
  let right = top + 3;
  for (const text of letterhead.lines) {
    const element = sheet.element("P", head);
    for (const line of sheet.lines(text, styles.contact, area.right - infoLeft)) {
      sheet.text(element, line, styles.contact, { x: infoLeft, y: right });
      right += styles.contact.leading;
    }
  }
  const end = Math.max(left, right, top + mm(20)) + mm(1.5);
  sheet.rule(end, { from: area.left, to: area.right, thick: 1.2, color: accent });
  return end;
}

function drawAddress(sheet: Sheet, { letterhead, recipient }: NoticeContent): number {
  if (recipient.length === 0) return 0;
  const sender = [letterhead.authority, letterhead.lines[0]].filter(Boolean).join(" · ");
  const lines = sheet.lines(sender, styles.sender, addressWidth);
  // Heard already as the letterhead; here it is for the post.
  lines.forEach((line, index) => {
    const y = addressTop - mm(1.2) - (lines.length - index) * styles.sender.leading;
    sheet.text("artifact", line, styles.sender, { x: area.left, y });
  });
  sheet.rule(addressTop - mm(0.8), { ...thin, from: area.left, to: area.left + addressWidth });
  const element = sheet.element("P", sheet.root);
  let y = addressTop;
  for (const line of sheet.lines(recipient.join("\n"), styles.address, addressWidth)) {
    sheet.text(element, line, styles.address, { x: area.left, y });
    y += styles.address.leading;
  }
  return y;
}

function drawInformation(sheet: Sheet, { reference }: NoticeContent, top: number): number {
  const labelWidth = mm(28);
  const width = area.right - infoLeft;
  const section = sheet.element("Sect", sheet.root);
  // A number that is broken over two lines is copied wrongly: then each stands below what it is.
  const below = reference.some(({ value }) => sheet.lines(value, styles.value, width - labelWidth).length > 1);
  let y = top;
  for (const { label, value } of reference) {
    const element = sheet.element("P", section);
    const labels = sheet.lines(`${label}:`, styles.label, below ? width : labelWidth - 4);
    const values = sheet.lines(value, styles.value, below ? width : width - labelWidth);
    labels.forEach((line, index) => {
      sheet.text(element, `${line.trimEnd()} `, styles.label, { x: infoLeft, y: y + index * styles.label.leading });
    });
    const [x, from] = below ? [infoLeft, y + labels.length * styles.label.leading] : [infoLeft + labelWidth, y];
    values.forEach((line, index) => {
      sheet.text(element, line, styles.value, { x, y: from + index * styles.value.leading });
    });
    y = Math.max(y + labels.length * styles.label.leading, from + values.length * styles.value.leading) + 1;
  }
  return y;
}

/** Where to fold for the envelope, and the middle for a punch. */
function drawFolds(sheet: Sheet): void {
  for (const [at, length] of [
    [105, 4],
    [148.5, 6],
    [210, 4],
  ] as const) {
    sheet.rule(mm(at), { ...thin, from: mm(4), to: mm(4 + length) });
  }
}

/** What follows the first page: whose notice this is, so that a single sheet can be put back. */
export function drawRunningHead(sheet: Sheet, { letterhead, title }: NoticeContent): void {
  const y = mm(15);
  const line = oneLine(sheet, `${letterhead.authority} · ${title}`, area.right - area.left);
  sheet.text("pagination", line, styles.running, { x: area.left, y });
  sheet.rule(y + styles.running.leading + 3, { ...thin, from: area.left, to: area.right });
}

/** "Seite 1 von 2" on every page, with the first reference beside it. Comes last, when the pages are known. */
export function drawFooters(sheet: Sheet, { reference: [first] }: NoticeContent): void {
  const y = mm(281);
  const { count } = sheet.doc.bufferedPageRange();
  const name = first ? oneLine(sheet, `${first.label}: ${first.value}`, mm(120)) : "";
  for (let page = 0; page < count; page++) {
    sheet.toPage(page);
    sheet.rule(y - 4, { ...thin, from: area.left, to: area.right });
    sheet.text("pagination", name, styles.running, { x: area.left, y });
    const number = `Seite ${page + 1} von ${count}`;
    sheet.text("pagination", number, styles.running, { x: area.right, y, align: "right" });
  }
  sheet.close();
}

function oneLine(sheet: Sheet, text: string, width: number): string {
  const [line = "", ...more] = sheet.lines(text.replaceAll("\n", " "), styles.running, width - mm(3));
  return more.length === 0 ? line : `${line.trimEnd()} …`;
}
