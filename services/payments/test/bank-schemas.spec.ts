import { expect } from "chai";
import { readTownFiles } from "../../../platform/casework/towns/towns.ts";
import { type BankMessage, bankCheck } from "../../../test/support/bank-schemas.ts";
import { InventedBank } from "../../../test/support/invented-bank.ts";
import { type Debit, directDebits, payouts } from "../bank-files/bank-files.ts";
import type { TownAccount } from "../rules.ts";
import schema from "../town.schema.json" with { type: "json" };
import { statement, statements } from "./statements.ts";

const towns = readTownFiles<{ accounts: TownAccount[] }>("payments", schema);
const accounts = [...towns.values()].flatMap((one) => one.accounts);
const [account] = accounts as [TownAccount];
const created = new Date("2026-03-02T10:00:00Z");
const debit = (number: number, on: string): Debit => ({
  ...{ id: `RF98GLA000000000000001-${String(number).padStart(2, "0")}`, cents: number * 33_00 + 1, on },
  text: `RF98GLA000000000000001 ${"Hundesteuer für „Bello“ & Żuczek <2026> ".repeat(6)}`,
  other: { iban: "DE73000000000000000013", holder: `Änne Weiß-Škoda & Søhne ${"Beispiel ".repeat(12)}` },
  mandate: { reference: "GLA-M-0123456789ABCDEF0123", signedOn: "2026-01-31" },
});
const swiss: Debit = {
  ...debit(4, "2026-08-17"),
  other: { iban: "CH9300762011623852957", holder: "Änne Beispiel" },
  address: { street: "Straße & Gasse", houseNumber: "1 a", postcode: "45966", city: "Gladbeck <Süd>" },
};
const debits = [swiss, debit(1, "2026-05-15"), debit(2, "2026-05-15"), debit(3, "2026-08-17")];
const orders = debits.map(({ mandate: _, address: __, ...order }) => order);
const head = (town: TownAccount, kind: string) => ({ id: `GLA-${kind}-0123456789AB`, created, account: town });

describe("payments: files of the bank against the schemas of ISO 20022", function () {
  this.timeout(120_000); // Fetched once.
  let check: (kind: BankMessage, message: string | Buffer) => string[];
  before(async () => {
    check = await bankCheck();
  });

  it("direct debits are valid pain.008.001.08, whatever people are called, with each town's account", () => {
    for (const town of [...accounts, { ...account, bic: "WELADED1GLA" }])
      expect(check("pain.008.001.08", directDebits(head(town, "LS"), debits)), town.payee).to.deep.equal([]);
  });

  it("payouts are valid pain.001.001.09, with each town's account", () => {
    for (const town of [...accounts, { ...account, bic: "WELADED1GLA" }])
      expect(check("pain.001.001.09", payouts(head(town, "UE"), orders)), town.payee).to.deep.equal([]);
  });

  it("the statements that tests invent are valid camt.053.001.08, so that what is read is what a bank may send", () => {
    const bytes = statements(
      [
        [
          { ref: "B1", cents: 33_00, structured: "RF98GLA000000000000001", text: "Hundesteuer & mehr" },
          { ref: "B2", cents: -36_50, returned: "AC04", charges: 3_50, endToEnd: "RF98GLA000000000000001-01" },
        ],
        { number: 7, openingCents: -20_00 },
      ],
      [[{ ref: "B3", cents: 1_00, status: "PDNG" }], { number: 8, page: 1, openingCents: -23_50 }],
    );
    expect(check("camt.053.001.08", bytes)).to.deep.equal([]);
  });

  it("so are those of the invented bank, in whatever way it writes them", () => {
    const known = [{ reference: "RF98GLA000000000000001", endToEndId: "RF98GLA000000000000001-01", cents: 33_00 }];
    let checked = 0;
    for (let seed = 1; checked < 40; seed += 1) {
      const bank = new InventedBank(seed, "DE46000000000000000014", known);
      if (!bank.isNewest) continue;
      checked += 1;
      expect(check("camt.053.001.08", bank.next(20).bytes), `seed ${seed}`).to.deep.equal([]);
    }
  });

  it("would be seen to be wrong", () => {
    const xml = directDebits(head(account, "LS"), debits);
    for (const wrong of [
      xml.replace("<SeqTp>RCUR<", "<SeqTp>MAYBE<"),
      xml.replaceAll(/<MndtId>[^<]*</g, `<MndtId>${"x".repeat(36)}<`),
      xml.replace("<CtrlSum>", "<Sum>").replace("</CtrlSum>", "</Sum>"),
    ])
      expect(check("pain.008.001.08", wrong)).not.to.deep.equal([]);
    const noSide = statement([{ ref: "B1", cents: 1 }])
      .toString()
      .replace("<CdtDbtInd>CRDT</CdtDbtInd>", "");
    expect(check("camt.053.001.08", noSide)).not.to.deep.equal([]);
  });
});
