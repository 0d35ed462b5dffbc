import { expect } from "chai";
import { openRenderer, type RendererOptions } from "../render/pool.ts";
import { dogTaxNotice, notice } from "./notices.ts";

const worker = new URL("./misbehaving-worker.ts", import.meta.url);

/** What becomes of notices with these titles, all handed over at once: their length as bytes, or an error's code. */
async function outcomes(titles: string[], options: Partial<RendererOptions> = {}): Promise<(number | string)[]> {
  const renderer = openRenderer({ worker, ...options });
  const results = await Promise.allSettled(titles.map((title) => renderer.render(notice({ title }))));
  await renderer.close();
  return results.map((result) =>
    result.status === "fulfilled" ? (result.value[0] ?? 0) : `${result.reason.name} ${result.reason.code}`,
  );
}

describe("The renderer", () => {
  it("gives the same bytes from two workers, and as many documents as it was asked for", async () => {
    const renderers = [openRenderer(), openRenderer()];
    const pdfs = await Promise.all(renderers.flatMap((renderer) => [1, 2].map(() => renderer.render(dogTaxNotice))));
    await Promise.all(renderers.map((renderer) => renderer.close()));
    const [first = new Uint8Array()] = pdfs;
    expect(Buffer.from(first.subarray(0, 8)).toString()).to.equal("%PDF-1.7");
    expect(pdfs.map((pdf) => Buffer.compare(pdf, first))).to.deep.equal([0, 0, 0, 0]);
  });

  it("passes on why a notice has no document, and goes on with the next", async () => {
    const renderer = openRenderer();
    const code = { kind: "payment-code" as const, text: "x".repeat(400), caption: "", alt: "" };
    const wrong = renderer.render(notice({ blocks: [code] }));
    const right = renderer.render(notice({}));
    expect(await wrong.catch((error) => error.code)).to.equal("payment-code");
    expect((await right).length).to.be.greaterThan(1_000);
    await renderer.close();
  });

  it("says of an unexpected error what it is and where, not what the notice says", async () => {
    const renderer = openRenderer();
    const broken = { ...notice({}), date: "am Mittwoch" };
    const error = await renderer.render(broken).catch((reason) => reason);
    expect(error).to.include({ name: "RenderError", code: "failed" });
    expect(error.message)
      .to.match(/^RangeError at /)
      .and.to.not.include("Mittwoch");
    await renderer.close();
  });

  for (const title of ["crash", "exit", "grow"]) {
    it(`loses one document to a worker that ends by "${title}", and renders those behind it`, async () => {
      const results = await outcomes(["a", title, "abc", title, "abcde"], { heapMaxMb: 32 });
      expect(results).to.deep.equal([1, "RenderError died", 3, "RenderError died", 5]);
    });
  }

  it("ends a worker that does not answer", async () => {
    expect(await outcomes(["hang", "hang"], { millisecondsMax: 50 })).to.deep.equal([
      "RenderError slow",
      "RenderError slow",
    ]);
  });

  it("takes no more than may wait", async () => {
    const results = await outcomes(["a", "ab", "abc", "abcd"], { waitingMax: 2 });
    expect(results).to.deep.equal([1, 2, 3, "RenderError busy"]);
  });

  it("rejects what it has when it is closed, and everything afterwards", async () => {
    const renderer = openRenderer({ worker });
    const results = Promise.allSettled(["hang", "a"].map((title) => renderer.render(notice({ title }))));
    await renderer.close();
    const codes = (await results).map((result) => result.status === "rejected" && result.reason.code);
    expect(codes).to.deep.equal(["closed", "closed"]);
    expect(await renderer.render(notice({})).catch((error) => error.code)).to.equal("closed");
    await renderer.close();
  });

  it("does not start a worker that cannot start for ever", async () => {
    const missing = new URL("../../../test/unit/services/documents/no-such-worker.ts", import.meta.url);
    expect(await outcomes(["a", "b"], { worker: missing })).to.deep.equal(["RenderError died", "RenderError died"]);
  });
});
