import { expect } from "chai";
import { cpuMs } from "../../../test/support/cpu.ts";
import { creditorReference } from "../reference.ts";
import { match } from "../statements/matching.ts";

const mine = creditorReference("GLA", "mine");
const others = Array.from({ length: 2_000 }, (_, i) => creditorReference("GLA", `request ${i}`));
const references = new Map([mine, ...others].map((reference) => [reference, `household of ${reference}`]));
const written = (text: string) => match({ structured: "", endToEndId: "NOTPROVIDED", text }, references);
const exact = { kind: "exact", reference: mine, itemId: "" };
const similar = { kind: "similar", reference: mine };

describe("payments: whose money it is", () => {
  it("says the reference, wherever the payer's bank put it and however the payer wrote it", () => {
    expect(match({ structured: mine, endToEndId: "", text: "" }, references)).to.deep.equal(exact);
    expect(written(mine)).to.deep.equal(exact);
    expect(written(`Hundesteuer ${mine.replace(/(.{4})/g, "$1 ")} Danke`)).to.deep.equal(exact);
    expect(written(`Kassenzeichen:${mine.toLowerCase()}/Rate 2`)).to.deep.equal(exact);
    expect(written(`${mine.slice(0, 13)}-${mine.slice(13)}`)).to.deep.equal(exact);
  });

  it("says the instalment as well where the town itself collected it", () => {
    const hints = { structured: "", endToEndId: `${mine}-03`, text: "" };
    expect(match(hints, references)).to.deep.equal({ ...exact, itemId: `${mine}-03` });
  });

  it("is a suggestion only with one wrong character, at any place", () => {
    for (let i = 0; i < mine.length; i += 1) {
      const wrong = `${mine.slice(0, i)}${mine[i] === "7" ? "8" : "7"}${mine.slice(i + 1)}`;
      expect(written(`Steuer ${wrong} von Beispiel`), wrong).to.deep.equal(similar);
    }
  });

  it("is a suggestion only with two neighbours swapped, one missing or one too many", () => {
    for (let i = 0; i + 1 < mine.length; i += 1) {
      const swapped = `${mine.slice(0, i)}${mine[i + 1]}${mine[i]}${mine.slice(i + 2)}`;
      if (swapped !== mine) expect(written(swapped), swapped).to.deep.equal(similar);
      expect(written(`${mine.slice(0, i)}${mine.slice(i + 1)}`), `without ${i}`).to.deep.equal(similar);
      expect(written(`${mine.slice(0, i)}0${mine.slice(i)}`), `one more at ${i}`).to.deep.include({ reference: mine });
    }
  });

  it("is nobody's with two mistakes, with a reference that was never given out, or without any", () => {
    const twice = `${mine.slice(0, 10)}${mine[10] === "1" ? "2" : "1"}${mine.slice(11, 18)}${mine[18] === "1" ? "2" : "1"}${mine.slice(19)}`;
    for (const text of [twice, creditorReference("GLA", "never"), "Hundesteuer für Bello", "", "RF18539007547034"])
      expect(written(text), text).to.deep.equal({ kind: "none" });
  });

  it("is for a person when two references stand there", () => {
    expect(written(`${mine} und ${others[7]}`)).to.deep.equal({ kind: "several" });
    expect(written(`${mine} und noch einmal ${mine}`)).to.deep.equal(exact);
  });

  it("costs no more the longer a text is that somebody wrote to keep the town busy", () => {
    const cost = (times: number) => cpuMs(() => written("RFGLA1234".repeat(times)));
    expect(cost(10_000)).to.be.below(4 * cost(100));
  });
});
