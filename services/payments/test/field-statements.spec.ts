import { expect } from "chai";
import { TownBooks } from "../../../test/support/taken-in.ts";
import type { StatementLine } from "../camt/camt-lines.ts";
import { balancesOf } from "../ledger/ledger.ts";
import { household, mandate } from "./account.ts";
import { type EntrySaid, readStatement, type StatementSaid, statement } from "./statements.ts";

/** An entry as XML of .08; amounts in euros as they are written. */
const entry = (euros: string, side: "CRDT" | "DBIT", inside: string, details = ""): string =>
  `<Ntry><Amt Ccy="EUR">${euros}</Amt><CdtDbtInd>${side}</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>
   <BookgDt><Dt>2026-03-02</Dt></BookgDt><AcctSvcrRef>R1</AcctSvcrRef>${inside}
   ${details ? `<NtryDtls>${details}</NtryDtls>` : ""}</Ntry>`;
const detail = (inside: string): string => `<TxDtls>${inside}</TxDtls>`;
const amount = (euros: string, currency = "EUR", name = "Amt"): string =>
  `<${name} Ccy="${currency}">${euros}</${name}>`;
const charge = (euros: string, isIncluded?: boolean, currency = "EUR"): string =>
  `<Chrgs><Rcrd>${amount(euros, currency)}${isIncluded === undefined ? "" : `<ChrgInclInd>${isIncluded}</ChrgInclInd>`}</Rcrd></Chrgs>`;
const side = (name: string): string => `<CdtDbtInd>${name}</CdtDbtInd>`;
const returned = "<RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf>";

const linesOf = (cents: number, xml: string): StatementLine[] =>
  readStatement(statement([], { more: { xml, cents } })).lines;
const said = (cents: number, xml: string) => linesOf(cents, xml).map((line) => [line.cents, line.chargeCents]);

describe("payments: references that are none", () => {
  const none = (cents: number, ref = "NONREF"): EntrySaid => ({ ref, cents });
  const taken = async (...days: [EntrySaid[], StatementSaid][]) => {
    const town = new TownBooks();
    for (const [entries, head] of days) await town.take(statement(entries, head));
    return town;
  };

  for (const ref of ["NONREF", "NOTPROVIDED", "Not provided", "none", "N/A", "0000", "-"])
    it(`tell nothing apart: two payments of one day under ${ref} are two`, async () => {
      const first: [EntrySaid[], StatementSaid] = [[none(33_00, ref)], { number: 1, openingCents: 0 }];
      const second: [EntrySaid[], StatementSaid] = [[none(50_00, ref)], { number: 2, openingCents: 33_00 }];
      const town = await taken(first, second);
      expect(town.bankCents).to.equal(83_00);
      await town.take(statement(...second));
      expect(town.bankCents, "the same statement again").to.equal(83_00);
    });

  it("may stand at movements that are alike to the letter: in one statement, in two of one day, and once more in all", async () => {
    const [first, second] = [
      statement([none(33_00), none(33_00)], { number: 1, openingCents: 0 }),
      statement([none(33_00)], { number: 2, openingCents: 66_00 }),
    ];
    const town = new TownBooks();
    await town.take(first);
    expect(town.bankCents).to.equal(66_00);
    await town.take(second);
    expect(town.bankCents).to.equal(99_00);
    await town.take(first);
    await town.take(second);
    await town.take(statement([none(33_00), none(33_00), none(33_00)], { id: "all", openingCents: 0 }), { anew: true });
    expect(town.bankCents).to.equal(99_00);
  });

  it("are the bank's own also where they are given twice: nobody's money is lost for it", async () => {
    const town = await taken([[none(1_00, "B1"), none(2_00, "B1"), none(1_00, "B1")], { openingCents: 0 }]);
    expect(town.bankCents).to.equal(4_00);
  });

  it("may be left out at the entry and stand at its transaction", () => {
    const xml = entry("33.00", "CRDT", "", detail("<Refs><AcctSvcrRef>T1</AcctSvcrRef></Refs>"));
    const bare = xml.replace("<AcctSvcrRef>R1</AcctSvcrRef>", "");
    const [one, other] = [linesOf(33_00, bare), linesOf(33_00, bare.replace("T1", "T2"))];
    expect(one[0]?.id).not.to.equal(other[0]?.id);
  });
});

describe("payments: what banks take for a return", () => {
  /** A debit of 33 euros that was collected, and comes back. */
  const back = (inside: string, euros = "33.00") => {
    const account = household().asked([[33_00, "2026-05-15"]], { mandate });
    const asked = { fileId: "F1", kind: "debits", today: "2026-05-12", until: "2026-06-30" };
    account.scene.handle("record.collect", asked, { account: "household" });
    const endToEndId = account.book.items[0]?.id ?? "";
    account.bank(33_00, { endToEndId });
    const xml = entry(
      euros,
      "DBIT",
      "",
      detail(`<Refs><EndToEndId>${endToEndId}</EndToEndId></Refs>${inside}${returned}`),
    );
    const cents = -Math.round(Number(euros) * 100);
    const [line] = linesOf(cents, xml);
    account.bank(cents, { ...line, ref: "back" });
    return account;
  };

  for (const [what, inside, euros, charges] of [
    ["beside the amount is an entry of its own", charge("3.50", false), "33.00", 0],
    ["in the amount is taken off it", charge("3.50", true), "36.50", 3_50],
    [
      "of which the bank does not say where it is, but what it collected",
      `${amount("33.00")}${charge("3.50")}`,
      "36.50",
      3_50,
    ],
    ["of which the bank says nothing is seen by the item that came back", charge("3.50"), "36.50", 3_50],
    ["that is not in the amount is seen by that as well", charge("3.50"), "33.00", 0],
    ["as a total only", `<Chrgs>${amount("3.50", "EUR", "TtlChrgsAndTaxAmt")}</Chrgs>`, "36.50", 3_50],
  ] as const)
    it(`a charge ${what}: 33 euros are owed again`, () => {
      const account = back(inside, euros);
      expect(account.book.items[0]?.settledCents).to.equal(0);
      expect(balancesOf(account.book.postings)).to.include({ receivable: 33_00, charges, bank: -charges });
      expect(account.tasks[0]?.reasons).to.deep.equal(["debit-returned"]);
    });

  it("a charge that fits neither the amount nor the item is for a person", () => {
    const account = back(charge("3.50"), "35.00");
    expect(account.book.items[0]?.settledCents, "nothing is owed again").to.equal(33_00);
    expect(account.book.notes[0]).to.include({ cents: -35_00, reason: "unclear-return" });
  });

  it("is read at the entry as well, and of .02", () => {
    const xml = entry("36.50", "DBIT", charge("3.50", true), detail(returned));
    expect(said(-36_50, xml)).to.deep.equal([[-36_50, 3_50]]);
    const old = entry("36.50", "DBIT", `<Chrgs>${amount("3.50")}<CdtDbtInd>DBIT</CdtDbtInd></Chrgs>`, detail(returned));
    expect(said(-36_50, old)).to.deep.equal([[-36_50, 3_50]]);
  });

  it("is for a person where it is more than the entry", () => {
    const [line] = linesOf(-33_00, entry("33.00", "DBIT", "", detail(`${charge("40.00", true)}${returned}`)));
    expect(line).to.include({ cents: -33_00, isUnclear: true });
  });

  it("does not make less of a payout that comes back: it is owed again as a whole", () => {
    const payTo = { iban: "DE73000000000000000013", holder: "Änne Beispiel" };
    const account = household().asked([[-441_00, "2026-05-29"]], { payTo });
    const endToEndId = account.book.items[0]?.id ?? "";
    account.bank(-441_00, { endToEndId });
    account.bank(437_50, { endToEndId, returned: { reason: "AC01" }, chargeCents: 3_50 });
    expect(balancesOf(account.book.postings)).to.include({ payable: -441_00, charges: 3_50, bank: -3_50 });
  });
});

describe("payments: entries of several transactions", () => {
  it("may each have a charge beside its amount", () => {
    const one = detail(`${amount("33.00")}${charge("3.50")}${returned}`);
    expect(said(-73_00, entry("73.00", "DBIT", "", one + one))).to.deep.equal([
      [-36_50, 3_50],
      [-36_50, 3_50],
    ]);
  });

  it("may be on either side", () => {
    const [came, went] = [detail(amount("100.00") + side("CRDT")), detail(amount("33.00") + side("DBIT"))];
    expect(said(67_00, entry("67.00", "CRDT", "", came + went))).to.deep.equal([
      [100_00, 0],
      [-33_00, 0],
    ]);
  });

  it("may say their amounts as those of the transaction only", () => {
    const one = (euros: string) => detail(`<AmtDtls><TxAmt>${amount(euros)}</TxAmt></AmtDtls>`);
    expect(said(50_00, entry("50.00", "CRDT", "", one("20.00") + one("30.00")))).to.deep.equal([
      [20_00, 0],
      [30_00, 0],
    ]);
  });

  it("may have one charge together, which is a movement of its own", () => {
    const one = detail(amount("33.00"));
    expect(said(-69_50, entry("69.50", "DBIT", charge("3.50", true), one + one))).to.deep.equal([
      [-33_00, 0],
      [-33_00, 0],
      [-3_50, 0],
    ]);
  });

  it("that do not come to it are one movement for a person, and the rest of the day does not wait", async () => {
    const one = detail(`${amount("33.00")}<RmtInf><Ustrd>Rate 1</Ustrd></RmtInf>`);
    const more = { xml: entry("70.00", "CRDT", "", one + one), cents: 70_00 };
    const bytes = statement([{ ref: "B1", cents: 12_34 }], { openingCents: 0, more });
    const [, line] = readStatement(bytes).lines;
    expect(line).to.include({ cents: 70_00, isUnclear: true, text: "Rate 1 Rate 1" });
    const town = new TownBooks();
    await town.take(bytes);
    expect(town.bankCents).to.equal(82_34);
    const notes = [...town.books.values()].flatMap((book) => book.notes.map(({ reason }) => reason));
    expect(notes.sort()).to.deep.equal(["unclear-entry", "unknown-reference"]);
  });
});

describe("payments: foreign currency beside the amount", () => {
  it("is information where it is a charge", () => {
    expect(said(33_00, entry("33.00", "CRDT", "", detail(charge("5.00", true, "USD"))))).to.deep.equal([[33_00, 0]]);
  });

  it("has its value in euros where it is a transaction's amount", () => {
    const one = `<TxAmt>${amount("18.00", "USD")}</TxAmt><CntrValAmt>${amount("16.50")}</CntrValAmt>`;
    const two = detail(`<AmtDtls>${one}</AmtDtls>`).repeat(2);
    const own = detail(`${amount("18.00", "USD")}<AmtDtls>${one}</AmtDtls>`).repeat(2);
    for (const details of [two, own])
      expect(said(33_00, entry("33.00", "CRDT", "", details))).to.deep.equal([
        [16_50, 0],
        [16_50, 0],
      ]);
  });
});

describe("payments: what banks take back (RvslInd)", () => {
  it("moves what its side says, and is told as what came back", () => {
    const [line] = linesOf(-33_00, entry("33.00", "DBIT", "<RvslInd>true</RvslInd>", detail("")));
    expect(line).to.deep.include({ cents: -33_00, returned: { reason: "reversal" } });
  });
});
