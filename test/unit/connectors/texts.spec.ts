import { expect } from "chai";
import { formsOfPortal } from "../../../cli/docs/forms.ts";
import { UnmappableError } from "../../../connectors/portals/common/portal.ts";
import { checkTexts } from "../../../connectors/portals/common/reading/texts.ts";
import { serviceportalEmscherLippe as emscherLippe } from "../../../connectors/portals/serviceportal-emscher-lippe/serviceportal-emscher-lippe.ts";
import { sozialplattformNrw as sozialplattform } from "../../../connectors/portals/sozialplattform-nrw/sozialplattform-nrw.ts";
import { foreignLetter, lettersWithMarks, singleLetters } from "../../../platform/casework/texts/din-91379.ts";

/** A letter that no register has, by what it is. */
const foreign: Record<string, [text: string, letter: string]> = {
  NUL: ["Mus\u0000ter", "U+0000"],
  "a line feed": ["Muster\nIBAN DE00", "U+000A"],
  "a tab": ["Mus\tter", "U+0009"],
  "an escape": ["\u001b[2J", "U+001B"],
  "a control character of C1": ["Mus\u0085ter", "U+0085"],
  "a mark that turns the direction": ["Muster\u202Efdp.exe", "U+202E"],
  "a space of no width": ["Mus\u200Bter", "U+200B"],
  "a joiner of no width": ["Mus\u200Dter", "U+200D"],
  "a soft hyphen": ["Mus\u00ADter", "U+00AD"],
  "a byte order mark": ["\uFEFFMuster", "U+FEFF"],
  "a line separator": ["Mus\u2028ter", "U+2028"],
  "an emoji": ["Muster 😀", "U+1F600"],
  Arabic: ["محمد", "U+0645"],
  Chinese: ["王", "U+738B"],
  "half a pair": ["Mus\uD83Dter", "U+D83D"],
  "a mark that its letter does not bear": ["q\u0301", "U+0301"],
  "a pile of marks": [`a${"\u0301".repeat(50)}`, "U+0301"],
  "a mark without a letter": ["\u0301a", "U+0301"],
};

describe("letters (DIN 91379)", () => {
  it("are all taken, in either form of Unicode", () => {
    for (const letter of [...singleLetters, ...lettersWithMarks])
      for (const form of ["NFC", "NFD"] as const)
        expect(foreignLetter(letter.normalize(form), false), letter).to.equal(undefined);
  });

  for (const [what, [text, letter]] of Object.entries(foreign))
    it(`have no ${what}`, () => {
      expect(foreignLetter(text, false)).to.equal(letter);
    });

  it("may be on several lines only where a text may have them", () => {
    expect(foreignLetter("Erste Zeile\r\n\tzweite", true)).to.equal(undefined);
    expect(foreignLetter("Łódź\nzweite", true)).to.equal(undefined);
    expect(foreignLetter("Erste\u0000", true)).to.equal("U+0000");
  });
});

const refused = (places: typeof emscherLippe.texts, body: object): string => {
  try {
    checkTexts(places, body, formsOfPortal(places === emscherLippe.texts ? emscherLippe.name : sozialplattform.name));
    return "taken";
  } catch (error) {
    if (!(error instanceof UnmappableError)) throw error;
    return `${error.code} ${error.path} ${error.expected}`;
  }
};

describe("texts of a portal's records", () => {
  const hidden = "Mus\u202Eter";
  const says = (path: string) => `letter-not-allowed ${path} ohne das Zeichen U+202E`;

  it("are looked at wherever they stand, and named as the portal names them", () => {
    const of = (body: object) => refused(emscherLippe.texts, body);
    expect(of({ antragsteller: { name: { familienname: hidden } } })).to.equal(
      says("/antragsteller/name/familienname"),
    );
    expect(of({ antragsteller: { name: { vornamen: ["Änne", hidden] } } })).to.equal(
      says("/antragsteller/name/vornamen/1"),
    );
    expect(of({ angaben: { "de.emscherlippe.serviceportal.HundAnmeldung": { rufname: hidden } } })).to.equal(
      says("/angaben/rufname"),
    );
    expect(of({ formular: "Widerspruch", felder: [{ feld: "vorgangsnummer", wert: hidden }] })).to.equal(
      says("/felder/vorgangsnummer"),
    );
    expect(of({ formular: "Widerspruch", felder: [{ feld: hidden, wert: "" }] })).to.equal(says("/felder/0/feld"));
    expect(refused(sozialplattform.texts, { lastName: hidden })).to.equal(says("/lastName"));
    expect(refused(sozialplattform.texts, { fields: [{ id: "dog.name", value: hidden }] })).to.equal(
      says("/fields/dog.name"),
    );
  });

  it("may have several lines in replies and in grounds, and nowhere in a name or an address", () => {
    const lines = "Erste Zeile\nIBAN DE00";
    expect(refused(emscherLippe.texts, { text: lines })).to.equal("taken");
    expect(refused(sozialplattform.texts, { message: lines })).to.equal("taken");
    const grounds = Object.entries({ begruendung: lines }).map(([feld, wert]) => ({ feld, wert }));
    expect(refused(emscherLippe.texts, { formular: "Widerspruch", felder: grounds })).to.equal("taken");
    expect(refused(sozialplattform.texts, { addressLine1: lines })).to.include("/addressLine1 ohne das Zeichen U+000A");
  });

  it("are not the names of files, nor their contents", () => {
    expect(
      refused(emscherLippe.texts, { anlagen: [{ dateiname: "Foto 😀.png", inhalt: Buffer.from("\u0000") }] }),
    ).to.equal("taken");
  });
});
