import { expect } from "chai";
import { RenderError } from "../render/render-error.ts";
import { openFaces, renderNotice } from "../render/render-notice.ts";
import { dogTaxNotice, notice } from "./notices.ts";
import { pagesOf, pageText, readObjects, readText, type TextRun, textOf } from "./read-pdf.ts";

const faces = openFaces();
const render = (changes: Parameters<typeof notice>[0]) => renderNotice(notice(changes), faces);
const dictionaries = (pdf: Uint8Array) => [...readObjects(pdf).values()].map(({ dictionary }) => dictionary);
const ofType = (pdf: Uint8Array, type: string) =>
  dictionaries(pdf).filter((dictionary) => new RegExp(`/S /${type}\\b`).test(dictionary));
const artifacts = (runs: TextRun[], page: number) =>
  runs.filter((run) => run.page === page && run.tag === "Artifact").map(({ text }) => text.trim());

describe("A notice", () => {
  it("has the same bytes each time, also after other notices and with fonts opened anew", async () => {
    const first = await renderNotice(dogTaxNotice, faces);
    await render({ title: "\u00A0\u2010ı J\u030C fi" });
    expect(Buffer.compare(await renderNotice(dogTaxNotice, faces), first)).to.equal(0);
    expect(Buffer.compare(await renderNotice(dogTaxNotice, openFaces()), first)).to.equal(0);
  });

  it("has other bytes with another day", async () => {
    expect(Buffer.compare(await render({}), await render({ date: "2026-11-23" }))).to.not.equal(0);
  });

  it("can be read in the order of a letter", async () => {
    const text = pageText(readText(await renderNotice(dogTaxNotice, faces)));
    let from = 0;
    for (const piece of [
      "Willy-Brandt-Platz 2, 45964 Gladbeck",
      "Frau Özlem J̌ankowská-Müller Horster Straße 128a 45968 Gladbeck",
      "Kassenzeichen: RF18 5390 0754 7034",
      "Bescheid über die Festsetzung der Hundesteuer",
      "ab dem 1. November 2026 wie folgt festgesetzt:",
      "Łucja, Mischling",
      "50,00 €",
      "Rechtsbehelfsbelehrung",
      "innerhalb eines Monats Widerspruch erhoben werden.",
      "ohne Unterschrift gültig.",
    ]) {
      const at = text.indexOf(piece, from);
      expect(at, piece).to.be.at.least(from);
      from = at + piece.length;
    }
  });

  it("tells a screen reader what its parts are", async () => {
    const pdf = await renderNotice(dogTaxNotice, faces);
    const catalog = dictionaries(pdf).find((dictionary) => dictionary.includes("/Type /Catalog")) ?? "";
    expect(textOf(catalog, "Lang")).to.equal("de-DE");
    expect(catalog)
      .to.match(/\/StructTreeRoot \d+ 0 R/)
      .and.to.match(/\/MarkInfo \d+ 0 R/);
    expect(dictionaries(pdf).some((dictionary) => /\/Marked true/.test(dictionary))).to.equal(true);
    const counts = ["H1", "H2", "Table", "TR", "TH", "TD", "L", "LI", "Figure"].map((type) => ofType(pdf, type).length);
    expect(counts).to.deep.equal([1, 3, 1, 4, 3, 9, 1, 2, 1]);
    expect(ofType(pdf, "TH").every((cell) => /\/Scope \/Column/.test(cell))).to.equal(true);
    expect(ofType(pdf, "Figure").map((figure) => textOf(figure, "Alt"))).to.deep.equal([
      "Code für die Überweisung von 50,00 Euro an die Stadt Gladbeck",
    ]);
    expect(readText(pdf).filter(({ tag }) => tag === "untagged")).to.deep.equal([]);
  });

  it("says who wrote it, when, and which norms it follows", async () => {
    const pdf = await render({ title: 'Müller & Söhne <"Bau">' });
    const properties = dictionaries(pdf).map((dictionary) => dictionary.trim());
    expect(properties.some((value) => value.includes("D:20261122120000Z"))).to.equal(true);
    const xml = [...readObjects(pdf).values()].find(({ dictionary }) => dictionary.includes("/Subtype /XML"))?.stream;
    expect(xml?.toString()).to.include('Müller + Söhne ‹"Bau"›').and.to.include("<pdfuaid:part>1</pdfuaid:part>");
    expect(xml?.toString()).to.include("<pdfaid:part>2</pdfaid:part>");
  });

  it("carries the letters it uses, of both faces and of no other font", async () => {
    const pdf = await renderNotice(dogTaxNotice, faces);
    const descriptors = dictionaries(pdf).filter((dictionary) => dictionary.includes("/Type /FontDescriptor"));
    expect(descriptors.map((font) => /\/FontName \/([\w+-]+)/.exec(font)?.[1])).to.have.members([
      "BZZZZZ+DejaVuSans",
      "CZZZZZ+DejaVuSans-Bold",
    ]);
    const files = descriptors.map((font) => readObjects(pdf).get(Number(/\/FontFile2 (\d+)/.exec(font)?.[1]))?.stream);
    // A subset of a hundred letters; the whole fonts have 700 KB each.
    expect(files.every((file) => file && file.length > 5_000 && file.length < 100_000)).to.equal(true);
    expect(dictionaries(pdf).some((dictionary) => dictionary.includes("Helvetica"))).to.equal(false);
  });

  it("numbers its pages and says on each whose they are", async () => {
    const pdf = await renderNotice(dogTaxNotice, faces);
    const runs = readText(pdf);
    expect(pagesOf(readObjects(pdf))).to.have.length(2);
    for (const page of [1, 2]) {
      expect(artifacts(runs, page)).to.include.members([`Seite ${page} von 2`, "Vorgangsnummer: HS-2026-0004711"]);
    }
    expect(artifacts(runs, 2)).to.include("Stadt Gladbeck · Bescheid über die Festsetzung der Hundesteuer");
  });
});

describe("A table over several pages", () => {
  const rows = Array.from({ length: 90 }, (_, index) => [`Hund ${index + 1}`, "25,00 €"]);
  const columns = [
    { title: "Hund", align: "left" as const },
    { title: "Steuer", align: "right" as const },
  ];
  const blocks = [{ kind: "table" as const, caption: "Hunde", columns, rows, total: ["Summe", "2.250,00 €"] }];

  it("shows its header on each of them, and a reader hears it once", async () => {
    const runs = readText(await render({ blocks }));
    const last = Math.max(...runs.map(({ page }) => page));
    expect(last).to.be.greaterThan(2);
    for (let page = 2; page <= last; page++) expect(artifacts(runs, page)).to.include.members(["Hund", "Steuer"]);
    expect(runs.filter(({ tag, text }) => tag === "TH" && text === "Steuer")).to.have.length(1);
  });

  it("leaves out no row and does not put the total alone on a page", async () => {
    for (const count of [30, 31, 32, 33, 34, 35, 36, 37]) {
      const table = { ...blocks[0], kind: "table" as const, caption: "Hunde", columns, rows: rows.slice(0, count) };
      const runs = readText(await render({ blocks: [{ ...table, total: ["Summe", "x"] }] }));
      const cells = runs.filter(({ tag }) => tag === "TD");
      expect(cells.filter(({ text }) => text.startsWith("Hund "))).to.have.length(count);
      const total = cells.find(({ text }) => text === "Summe");
      expect(cells.find(({ text }) => text === `Hund ${count}`)?.page).to.equal(total?.page);
    }
  });
});

describe("A page break", () => {
  it("never leaves a heading alone at the foot of a page", async () => {
    for (let lines = 20; lines < 45; lines++) {
      const blocks = [
        { kind: "paragraph" as const, text: "Zeile\n".repeat(lines) },
        { kind: "heading" as const, text: "Begründung" },
        { kind: "paragraph" as const, text: "Anfang\nMitte\nEnde" },
      ];
      const runs = readText(await render({ blocks }));
      const pageOf = (start: string) => runs.find(({ text }) => text.startsWith(start))?.page;
      expect(pageOf("Begründung")).to.equal(pageOf("Anfang"));
      expect(pageOf("Mitte")).to.equal(pageOf("Anfang"));
    }
  });
});

describe("What a notice may hold", () => {
  it("is nearly nothing", async () => {
    const bare = { authority: "", office: "", lines: [] };
    const pdf = await render({ letterhead: bare, recipient: [], reference: [], title: "" });
    expect(pagesOf(readObjects(pdf))).to.have.length(1);
  });

  it("are letters that no font has, controls, and text against its direction", async () => {
    const text = "漢字 \u0000 50\u202E00,1 \uD800 👩‍👩‍👧 a\u0300\u0300\u0300\u0300";
    const runs = readText(await render({ blocks: [{ kind: "paragraph", text }], title: text }));
    expect(pageText(runs)).to.include("\uFFFD\uFFFD 5000,1 \uFFFD");
  });

  it("are rows with too few or too many cells, tables without rows or columns, and words wider than a page", async () => {
    const columns = [{ title: "Eins", align: "left" as const }];
    const runs = readText(
      await render({
        blocks: [
          { kind: "table", caption: "A", columns, rows: [[], ["a", "zuviel"], ["lang".repeat(200)]] },
          { kind: "table", caption: "B", columns, rows: [] },
          { kind: "table", caption: "C", columns: [], rows: [["a"]] },
          { kind: "list", items: ["", " "] },
        ],
      }),
    );
    expect(pageText(runs)).to.include("lang".repeat(200)).and.to.not.include("zuviel");
  });

  it("is a cell that fills more than a page", async () => {
    const columns = [{ title: "Eins", align: "left" as const }];
    const rows = [["Wort ".repeat(1_500)]];
    const runs = readText(await render({ blocks: [{ kind: "table", caption: "A", columns, rows }] }));
    expect(pageText(runs).match(/Wort/g)).to.have.length(1_500);
  });

  it("are not more than 100 pages", async () => {
    const blocks = [{ kind: "paragraph" as const, text: "Zeile\n".repeat(6_000) }];
    expect(await codeOf(render({ blocks }))).to.equal("too-long");
  });

  it("is not a payment code that no banking app would read", async () => {
    const code = { kind: "payment-code" as const, caption: "", alt: "" };
    expect(await codeOf(render({ blocks: [{ ...code, text: "x".repeat(332) }] }))).to.equal("payment-code");
    expect(await codeOf(render({ blocks: [{ ...code, text: "x".repeat(9_000) }] }))).to.equal("payment-code");
    expect(await codeOf(render({ blocks: [{ ...code, text: "x".repeat(331) }] }))).to.equal("none");
  });
});

async function codeOf(rendering: Promise<unknown>): Promise<string> {
  try {
    await rendering;
    return "none";
  } catch (error) {
    if (error instanceof RenderError) return error.code;
    throw error;
  }
}
