import { expect } from "chai";
import { lettersWithMarks, singleLetters } from "../../../platform/casework/texts/din-91379.ts";
import { openFaces, renderNotice } from "../render/render-notice.ts";
import type { Typeface } from "../render/typeface.ts";
import { notice } from "./notices.ts";
import { readText } from "./read-pdf.ts";

const faces = openFaces();
const all = [...singleLetters, ...lettersWithMarks].filter((letter) => letter.trim() !== "");

/** The code points that a face draws as "not there". */
function missing(face: Typeface, letters: string[]): string[] {
  return letters.filter((letter) => [...letter].some((char) => !face.has(char.codePointAt(0) ?? 0)));
}

describe("The letters of DIN 91379", () => {
  it("are 758 that are one code point and 149 with marks", () =>
    expect([singleLetters.length, lettersWithMarks.length]).to.deep.equal([758, 149]));

  for (const face of ["regular", "bold"] as const) {
    it(`are all in the ${face} face`, () => expect(missing(faces[face], all)).to.deep.equal([]));
  }

  it("are not touched by cleaning", () => {
    expect(all.filter((letter) => faces.clean(letter) !== letter.normalize("NFC"))).to.deep.equal([]);
  });

  it("have their marks above, below or beside them, never behind", () => {
    const unplaced = lettersWithMarks.filter((letter) => {
      const { glyphs, positions } = faces.regular.font.layout(letter.normalize("NFC"));
      const moved = positions.slice(1).some(({ xOffset, yOffset }) => xOffset !== 0 || yOffset !== 0);
      // DejaVu draws these marks beside the letter without an anchor, and this one below two letters.
      return (
        glyphs.some(({ id }) => id === 0) || !(moved || /[\u0315\u031B\u035F]/.test(letter) || glyphs.length === 1)
      );
    });
    expect(unplaced).to.deep.equal([]);
  });

  for (const kind of ["paragraph", "heading"] as const) {
    it(`can be copied out of a ${kind} as what they are`, async () => {
      const pdf = await renderNotice(notice({ blocks: [{ kind, text: all.join(" ") }] }), faces);
      const found = new Set(
        readText(pdf)
          .map(({ text }) => text)
          .join(" ")
          .normalize("NFC")
          .split(/\s+/),
      );
      expect(all.filter((letter) => !found.has(letter.normalize("NFC")))).to.deep.equal([]);
    });
  }
});
