import { expect } from "chai";
import { formsOfPortal } from "../../../cli/docs/forms.ts";
import { UnmappableError } from "../../../connectors/portals/common/portal.ts";
import { serviceportalEmscherLippe as emscherLippe } from "../../../connectors/portals/serviceportal-emscher-lippe/serviceportal-emscher-lippe.ts";
import { sozialplattformNrw as sozialplattform } from "../../../connectors/portals/sozialplattform-nrw/sozialplattform-nrw.ts";

const submission = {
  submissionId: "s-1",
  serviceCode: "HUND-AN",
  townKey: "05562014",
  formVersion: 1,
  lastName: "Muster",
  firstNames: "Anna",
  dateOfBirth: "1980-01-01",
  addressLine1: "Musterweg 12-14",
  addressLine2: "",
  zipAndCity: "45964 Gladbeck",
  assurance: "LEVEL_1",
  fields: [{ id: "dog.name", value: "Bello" }],
  files: [],
  submittedAt: "",
};

const forms = formsOfPortal("sozialplattform-nrw");

describe("values that a portal should never send", () => {
  const code = (change: object) => {
    try {
      sozialplattform.read("Submission", { ...submission, ...change }, forms);
      return "read";
    } catch (error) {
      return error instanceof UnmappableError ? `${error.code} ${error.path}` : error;
    }
  };

  for (const word of ["constructor", "__proto__", "toString"])
    it(`refuses "${word}" wherever a word of a code list belongs`, () => {
      expect(code({ fields: [{ id: word, value: "x" }] })).to.equal(`unknown-code /fields/${word}`);
      expect(code({ serviceCode: word })).to.equal("unknown-code /serviceCode");
      expect(code({ fields: [{ id: "dog.sex", value: word }] })).to.equal("unknown-code /fields/dog.sex");
    });

  it("refuses a trust level of the Serviceportal that is none", () => {
    const antrag = {
      antragsId: "a",
      leistung: {},
      kommune: {},
      formularfassung: "1",
      vertrauensniveau: "constructor",
      anlagen: [],
    };
    const antragsteller = { name: { familienname: "M", vornamen: ["A"] }, geburtsdatum: "01.01.1980", anschrift: {} };
    const angaben = { "de.emscherlippe.serviceportal.Meldebescheinigung": { umfang: "EINFACH", zweck: null } };
    expect(() => emscherLippe.read("Antrag", { ...antrag, antragsteller, angaben }, new Map())).to.throw(
      UnmappableError,
      "/vertrauensniveau",
    );
  });

  it("refuses a family name without a letter, with the portal's own field", () => {
    for (const lastName of ["", "   ", "\u00A0", "-", "."])
      expect(code({ lastName })).to.equal("unclear-value /lastName");
  });

  it("reads a post code and a town as people write them", () => {
    const townOf = (zipAndCity: string) => {
      const read = sozialplattform.read("Submission", { ...submission, zipAndCity }, forms);
      return read.kind === "application" ? [read.applicant.address.postcode, read.applicant.address.city] : [];
    };
    expect(townOf("45964 Gladbeck")).to.deep.equal(["45964", "Gladbeck"]);
    expect(townOf(" 45964  Gladbeck-Mitte ")).to.deep.equal(["45964", "Gladbeck-Mitte"]);
    expect(townOf("Gladbeck")).to.deep.equal(["", "Gladbeck"]);
    expect(townOf("459640 Gladbeck")).to.deep.equal(["", "459640 Gladbeck"]);
  });

  it("reads house numbers as people write them", () => {
    const numberOf = (addressLine1: string) => {
      const read = sozialplattform.read("Submission", { ...submission, addressLine1 }, forms);
      return read.kind === "application" ? [read.applicant.address.street, read.applicant.address.houseNumber] : [];
    };
    expect(numberOf("Musterweg 12-14")).to.deep.equal(["Musterweg", "12-14"]);
    expect(numberOf("Mustergasse 12 a")).to.deep.equal(["Mustergasse", "12 a"]);
    expect(numberOf("Straße des 17. Juni 3")).to.deep.equal(["Straße des 17. Juni", "3"]);
    expect(numberOf("Mustergasse  3 1/2")).to.deep.equal(["Mustergasse", "3 1/2"]);
    expect(numberOf(" Musterweg 12 - 14 b ")).to.deep.equal(["Musterweg", "12 - 14 b"]);
    expect(numberOf("Am Beispielhof")).to.deep.equal(["Am Beispielhof", ""]);
  });
});
