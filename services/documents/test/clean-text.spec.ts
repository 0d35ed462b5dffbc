import { expect } from "chai";
import fc from "fast-check";
import { textCleaner } from "../render/blocks/clean-text.ts";

const clean = textCleaner((codePoint) => codePoint < 0x3000);

describe("Text in a notice", () => {
  const cases: [what: string, from: string, to: string][] = [
    ["keeps German text as it is", "Größe: 5 m², 12,50 € – „ja“", "Größe: 5 m², 12,50 € – „ja“"],
    ["composes letters with their marks", "Mu\u0308ller", "Müller"],
    ["keeps letters that exist only with marks", "J\u030C K\u035FH", "J\u030C K\u035FH"],
    ["ends its lines in one way", "a\r\nb\rc\u2028d\ve", "a\nb\nc\nd\ne"],
    ["has spaces for tabs", "a\tb", "a b"],
    ["loses controls", "a\u0000\u0007\u001B\u009Fb", "ab"],
    ["loses marks that turn its direction round", "50\u202E00,1\u2066\u200F €\u202C", "5000,1 €"],
    ["loses what nobody sees", "a\u200B\uFEFF\u200D\uFE0Fb", "ab"],
    ["keeps soft hyphens", "Steuer\u00ADbescheid", "Steuer\u00ADbescheid"],
    ["shows letters that no font has", "漢", "\uFFFD"],
    ["shows letters that would be drawn in the wrong order", "שלום", "\uFFFD\uFFFD\uFFFD\uFFFD"],
    ["shows half a surrogate pair", "a\uD83Db", "a\uFFFDb"],
    ["shows private letters", "\uE000", "\uFFFD"],
    ["keeps two marks on a letter and no more", "x\u0300\u0301\u0302\u0303y", "x\u0300\u0301y"],
    ["loses marks without a letter", "\u0300a\n\u0300b", "a\nb"],
  ];
  for (const [what, from, to] of cases) it(what, () => expect(clean(from)).to.equal(to));

  it("stays the same when it is cleaned again, whatever it was", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(clean(clean(text))).to.equal(clean(text));
      }),
      { seed: 20_261_122, numRuns: 2_000 },
    );
  });
});
