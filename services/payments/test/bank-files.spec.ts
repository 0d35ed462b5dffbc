import { expect } from "chai";
import { XmlDocument } from "libxml2-wasm";
import { readTownFiles } from "../../../platform/casework/towns/towns.ts";
import { type Debit, directDebits, payouts } from "../bank-files/bank-files.ts";
import { inSepaLetters } from "../bank-files/sepa-letters.ts";
import type { TownAccount } from "../rules.ts";
import schema from "../town.schema.json" with { type: "json" };

const towns = readTownFiles<{ accounts: TownAccount[] }>("payments", schema);
const account = towns.get("055620014014")?.accounts[0] as TownAccount;
const head = { id: "GLA-LS-0123456789AB", created: new Date("2026-03-02T10:00:00Z"), account };

const debit = (id: string, cents: number, on: string): Debit => ({
  ...{ id, cents, on, text: "RF98GLA000000000000001 Hundesteuer" },
  other: { iban: "DE73000000000000000013", holder: "Änne Weiß-Škoda & Søhne" },
  mandate: { reference: "GLA-M-0123456789ABCDEF0123", signedOn: "2026-01-31" },
});

/** All texts of elements of a name, in order. */
function said(xml: string, name: string): string[] {
  const document = XmlDocument.fromString(xml);
  try {
    return document.find(`//*[local-name()='${name}']`).map(({ content }) => content);
  } finally {
    document.dispose();
  }
}

describe("payments: direct debits for the bank (pain.008.001.08)", () => {
  const xml = directDebits(head, [
    debit("RF98GLA000000000000001-02", 33_00, "2026-08-17"),
    debit("RF98GLA000000000000001-01", 29, "2026-05-15"),
    debit("RF11GLA000000000000002-01", 1_000_000_07, "2026-05-15"),
  ]);

  it("are collected on their due dates, each booked alone so that one that comes back is known", () => {
    expect(xml).to.include('xmlns="urn:iso:std:iso:20022:tech:xsd:pain.008.001.08"');
    expect(said(xml, "ReqdColltnDt")).to.deep.equal(["2026-05-15", "2026-08-17"]);
    expect(said(xml, "BtchBookg")).to.deep.equal(["false", "false"]);
    expect(said(xml, "EndToEndId")).to.deep.equal([
      "RF98GLA000000000000001-01",
      "RF11GLA000000000000002-01",
      "RF98GLA000000000000001-02",
    ]);
  });

  it("say their number and sum, to the cent", () => {
    expect(said(xml, "InstdAmt")).to.deep.equal(["0.29", "1000000.07", "33.00"]);
    expect(said(xml, "NbOfTxs")).to.deep.equal(["3", "2", "1"]);
    expect(said(xml, "CtrlSum")).to.deep.equal(["1000033.36", "1000000.36", "33.00"]);
  });

  it("name mandate, creditor and how they are collected, and no address within the EEA", () => {
    expect(new Set(said(xml, "MndtId"))).to.deep.equal(new Set(["GLA-M-0123456789ABCDEF0123"]));
    expect(new Set(said(xml, "DtOfSgntr"))).to.deep.equal(new Set(["2026-01-31"]));
    expect(new Set(said(xml, "SeqTp"))).to.deep.equal(new Set(["RCUR"]));
    expect(xml).to.include("<Cd>CORE</Cd>").and.to.include("DE98ZZZ09999999999").and.not.to.include("PstlAdr");
  });

  it("are the same for the same items, byte by byte, and their ids fit", () => {
    const one = [debit("RF98GLA000000000000001-01", 29, "2026-05-15")];
    expect(directDebits(head, one)).to.equal(directDebits(head, one));
    for (const name of ["MsgId", "PmtInfId", "EndToEndId", "MndtId"])
      for (const id of said(xml, name)) expect(id).to.match(/^[A-Za-z0-9+?/:().,' -]{1,35}$/);
  });

  it("are written in letters that every bank takes", () => {
    expect(said(xml, "Nm")).to.include("Aenne Weiss-Skoda + Sohne");
  });

  it("name the address of a debtor outside of the EEA, with town and country apart", () => {
    const swiss = {
      ...debit("RF98GLA000000000000001-01", 33_00, "2026-05-15"),
      other: { iban: "CH9300762011623852957", holder: "Änne Beispiel" },
      address: { street: "Straße der Jugend", houseNumber: "1 a", postcode: "45966", city: "Gladbeck" },
    };
    const file = directDebits(head, [swiss]);
    expect(file).to.include(
      "<PstlAdr><PstCd>45966</PstCd><TwnNm>Gladbeck</TwnNm><Ctry>DE</Ctry><AdrLine>Strasse der Jugend 1 a</AdrLine></PstlAdr>",
    );
  });

  it("are refused with an IBAN that cannot be right, instead of being sent", () => {
    const wrong = { ...debit("a-01", 1, "2026-05-15"), other: { iban: "DE74000000000000000013", holder: "X" } };
    expect(() => directDebits(head, [wrong])).to.throw(/IBAN/);
  });
});

describe("payments: payouts for the bank (pain.001.001.09)", () => {
  const { mandate: _, ...order } = debit("RF98GLA000000000000001-01", 441_00, "2026-08-31");
  const xml = payouts(head, [order, { ...order, id: "RF98GLA000000000000001-02", on: "2026-07-31" }]);

  it("are carried out on their days, from the town's account to the one that was named", () => {
    expect(xml).to.include('xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"');
    expect(said(xml, "ReqdExctnDt")).to.deep.equal(["2026-07-31", "2026-08-31"]);
    expect(said(xml, "InstdAmt")).to.deep.equal(["441.00", "441.00"]);
    expect(said(xml, "IBAN")).to.include.members([account.iban, "DE73000000000000000013"]);
    expect(said(xml, "CtrlSum")[0]).to.equal("882.00");
    expect(xml).not.to.include("PstlAdr");
  });
});

describe("payments: letters of SEPA", () => {
  for (const [text, written] of [
    ["Michał Wałęsa", "Michal Walesa"],
    ["Søren Kjær", "Soren Kjar"],
    ["Đukić", "Dukic"],
    ["Müller & Söhne", "Mueller + Soehne"],
    ["O’Brien", "O'Brien"],
    ["Ægir Ðorđe Þór <b>", "Agir Dorde Tor .b."],
    ["STRAẞE ß", "STRASSE ss"],
    ["Œuvre Łódź ŻÓŁĆ", "Ouvre Lodz ZOLC"],
    ["Γιώργος Χατζής", "Giorgos CHatzis"],
    ["Щерев Юлия", "SHTerev YUliya"],
    ["u\u0308ber", "ueber"],
    ["[Test] {1}; a_b|c\\d", "(Test) (1), a-b/c/d"],
    ["李 🙂", ". ."],
  ] as const)
    it(`write ${text} as ${written}`, () => expect(inSepaLetters(text, 70)).to.equal(written));

  it("end where the bank's field ends", () => {
    expect(inSepaLetters("x".repeat(200), 140)).to.have.length(140);
  });
});
