import { expect } from "chai";
import fc from "fast-check";
import { breakLines } from "../render/blocks/break-lines.ts";

const perLetter = (text: string) => [...text].length;
const lines = (text: string, width: number) => breakLines(text, width, perLetter);

describe("A line", () => {
  const cases: [what: string, text: string, width: number, lines: string[]][] = [
    ["ends at a space", "eins zwei drei", 9, ["eins zwei ", "drei"]],
    ["ends where the text says so", "eins\n\nzwei", 9, ["eins ", " ", "zwei"]],
    ["ends behind a hyphen in a word", "Nordrhein-Westfalen", 12, ["Nordrhein-", "Westfalen"]],
    ["does not end in a short word with a hyphen", "eine E-Mail", 8, ["eine ", "E-Mail"]],
    ["ends at a soft hyphen, and shows it only there", "Steuer\u00ADbe\u00ADscheid", 10, ["Steuerbe-", "scheid"]],
    ["keeps an amount with its currency", "heute 150,00 €", 12, ["heute ", "150,00 €"]],
    ["keeps a paragraph's sign with its number", "nach § 12 Abs. 3", 11, ["nach § 12 ", "Abs. 3"]],
    ["keeps a day with its month", "am 15. Februar", 8, ["am ", "15. ", "Februar"]],
    ["keeps a day with its month where there is room", "bis am 15. Februar", 11, ["bis am ", "15. Februar"]],
    ["ends inside a word that is too long for it", "Donaudampfschiff", 6, ["Donaud", "ampfsc", "hiff"]],
    ["is there also for an empty text", "", 5, [""]],
  ];
  for (const [what, text, width, expected] of cases) {
    it(what, () => expect(lines(text, width)).to.deep.equal(expected));
  }

  it("is never too wide, and nothing of the text is lost or doubled", () => {
    const word = fc.string({ unit: fc.constantFrom(..."abcä1€§-/.–\u00AD"), maxLength: 14 });
    const text = fc
      .array(fc.oneof(word, fc.constantFrom(" ", " ", " ", "\n", "§ 5", "3 €")))
      .map((all) => all.join(""));
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 20 }), (text, width) => {
        const broken = lines(text, width);
        for (const line of broken) expect(perLetter(line.trimEnd())).to.be.at.most(Math.max(2, width));
        const letters = (text: string) => text.replace(/[\s\u00AD-]/g, "");
        expect(letters(broken.join(""))).to.equal(letters(text));
        expect(broken.join("").replace(/\s+/g, "").length).to.be.at.least(text.replace(/[\s\u00AD]+/g, "").length);
      }),
      { seed: 20_261_122, numRuns: 3_000 },
    );
  });
});
