import { inflateSync } from "node:zlib";

/** A piece of text as a screen reader or a search finds it; `tag` is "Artifact" for what neither is told. */
export interface TextRun {
  page: number;
  tag: string;
  text: string;
}

export interface PdfObject {
  dictionary: string;
  stream: Buffer | undefined;
}

/** Reads the objects of a PDF as pdfkit writes it: no object streams, no encryption, lengths in place. */
export function readObjects(bytes: Uint8Array): Map<number, PdfObject> {
  const file = Buffer.from(bytes).toString("latin1");
  const objects = new Map<number, PdfObject>();
  const start = /(\d+) 0 obj\n/g;
  for (let found = start.exec(file); found; found = start.exec(file)) {
    const end = file.indexOf("\nendobj", start.lastIndex);
    const stream = file.indexOf("\nstream\n", start.lastIndex);
    const hasStream = stream >= 0 && stream < end;
    const dictionary = file.slice(start.lastIndex, hasStream ? stream : end);
    const from = stream + "\nstream\n".length;
    const to = from + Number(/\/Length (\d+)/.exec(dictionary)?.[1] ?? 0);
    const raw = hasStream ? Buffer.from(file.slice(from, to), "latin1") : undefined;
    const packed = dictionary.includes("/FlateDecode");
    objects.set(Number(found[1]), { dictionary, stream: raw && packed ? inflateSync(raw) : raw });
    start.lastIndex = hasStream ? to : end;
  }
  return objects;
}

/** All text in the order in which it is drawn, through the fonts' own tables from glyphs to letters. */
export function readText(bytes: Uint8Array): TextRun[] {
  const objects = readObjects(bytes);
  return pagesOf(objects).flatMap((page, index) => {
    const fonts = fontsOf(objects, reference(page, "Resources"));
    const content = objects.get(reference(page, "Contents"))?.stream?.toString("latin1") ?? "";
    return runsOf(content, fonts).map((run) => ({ page: index + 1, ...run }));
  });
}

/** What stands on one page, or on all of them, without artifacts; spaces and line ends count as one space. */
export function pageText(runs: TextRun[], page?: number): string {
  return runs
    .filter((run) => run.tag !== "Artifact" && (page === undefined || run.page === page))
    .map(({ text }) => text)
    .join("")
    .replace(/\s+/g, " ")
    .trim();
}

/** The value of a text in a dictionary, such as /Alt. */
export function textOf(dictionary: string, name: string): string | undefined {
  const found = new RegExp(`/${name} \\(((?:\\\\[\\s\\S]|[^\\\\)])*)\\)`).exec(dictionary)?.[1];
  if (found === undefined) return undefined;
  const escapes: Record<string, string> = { n: "\n", r: "\r", t: "\t", b: "\b", f: "\f" };
  const raw = found.replace(/\\([\s\S])/g, (_all, char: string) => escapes[char] ?? char);
  return raw.startsWith("\xfe\xff") ? Buffer.from(raw.slice(2), "latin1").swap16().toString("utf16le") : raw;
}

export function pagesOf(objects: Map<number, PdfObject>): string[] {
  const tree = [...objects.values()].find(({ dictionary }) => /\/Type \/Pages\b/.test(dictionary));
  const kids = /\/Kids \[([^\]]*)\]/.exec(tree?.dictionary ?? "")?.[1] ?? "";
  return [...kids.matchAll(/(\d+) 0 R/g)].map(([, id]) => objects.get(Number(id))?.dictionary ?? "");
}

function reference(dictionary: string, name: string): number {
  return Number(new RegExp(`/${name} (\\d+) 0 R`).exec(dictionary)?.[1]);
}

function fontsOf(objects: Map<number, PdfObject>, resources: number): Map<string, string[]> {
  const list = objects.get(resources)?.dictionary ?? "";
  const fonts = new Map<string, string[]>();
  for (const [, name = "", id] of list.matchAll(/\/(F\d+) (\d+) 0 R/g)) {
    const font = objects.get(Number(id))?.dictionary ?? "";
    const table = objects.get(reference(font, "ToUnicode"))?.stream?.toString("latin1") ?? "";
    const letters: string[] = [];
    for (const [, first = "", list = ""] of table.matchAll(/<(\w{4})> <\w{4}> \[([^\]]*)\]/g)) {
      for (const [index, [, codes = ""]] of [...list.matchAll(/<([\w ]*)>/g)].entries()) {
        letters[Number.parseInt(first, 16) + index] = Buffer.from(codes.replaceAll(" ", ""), "hex")
          .swap16()
          .toString("utf16le");
      }
    }
    fonts.set(name, letters);
  }
  return fonts;
}

function runsOf(content: string, fonts: Map<string, string[]>): { tag: string; text: string }[] {
  const runs: { tag: string; text: string }[] = [];
  const open: { tag: string; actual: boolean }[] = [];
  let letters: string[] = [];
  const operators =
    /\/(?<tag>\w+) <<(?<properties>[\s\S]*?)>> BDC\n|(?<=\n)EMC|\/(?<font>F\d+) [\d.]+ Tf|\[(?<glyphs>[^\]]*)\] TJ/g;
  for (const { 0: operator, groups } of content.matchAll(operators)) {
    const tag = open.find((marked) => marked.tag !== "Span")?.tag ?? "untagged";
    if (groups?.tag) {
      const actual = textOf(groups.properties ?? "", "ActualText");
      if (actual !== undefined) runs.push({ tag, text: actual });
      open.push({ tag: groups.tag, actual: actual !== undefined });
    } else if (groups?.font) letters = fonts.get(groups.font) ?? [];
    else if (operator === "EMC") open.pop();
    else if (!open.some(({ actual }) => actual)) {
      const glyphs = [...(groups?.glyphs ?? "").matchAll(/<(\w*)>/g)].flatMap(
        ([, hex = ""]) => hex.match(/.{4}/g) ?? [],
      );
      runs.push({ tag, text: glyphs.map((glyph) => letters[Number.parseInt(glyph, 16)] ?? "?").join("") });
    }
  }
  return runs;
}
