import { expect } from "chai";
import { Fault } from "../../../platform/messaging/faults.ts";
import { partsOf, TownBooks } from "../../../test/support/taken-in.ts";
import { Intake } from "../statements/intake.ts";
import { Survey } from "../statements/survey.ts";
import { household, mandate } from "./account.ts";
import { wrongIn } from "./books.ts";
import { balance, type EntrySaid, readStatement, type StatementSaid, statement, statements } from "./statements.ts";

async function refusal(work: () => Promise<unknown>): Promise<string> {
  try {
    await work();
  } catch (error) {
    if (error instanceof Fault) return `${error.code}: ${error.detail}`;
    throw error;
  }
  return "";
}

const came: EntrySaid = { ref: "B1", cents: 33_00 };
const went: EntrySaid = { ref: "B2", cents: -33_00 };
/** One entry as XML. */
const entry = (euros: string, side: string, inside: string) =>
  `<Ntry><Amt Ccy="EUR">${euros}</Amt><CdtDbtInd>${side}</CdtDbtInd>${inside}</Ntry>`;
const withEntry = (xml: string, cents: number): Buffer =>
  statement([], { openingCents: 0, more: { xml, cents }, number: 1 });
const read = (xml: string, cents: number) => readStatement(withEntry(xml, cents)).lines;

describe("payments: odd statements that lose and double no cent", () => {
  it("several in one file may have one Id: each is taken in, and once", async () => {
    const file = statements(
      [[came], { id: "same", openingCents: 0 }],
      [[{ ref: "B3", cents: 10_00 }], { id: "same", openingCents: 33_00 }],
    );
    const town = new TownBooks();
    expect(await town.take(file)).to.include({ suspense: 2, known: 0 });
    expect(await town.take(file)).to.include({ suspense: 0, known: 2 });
    expect(town.bankCents).to.equal(43_00);
  });

  it("pages out of their order are refused as a whole", async () => {
    const first: StatementSaid = { number: 3, page: 1, openingCents: 0 };
    const second: StatementSaid = { number: 3, page: 2, openingCents: 33_00 };
    const town = new TownBooks();
    const file = statements([[{ ref: "B3", cents: 1_00 }], second], [[came], first]);
    expect(await refusal(() => town.take(file))).to.match(/^not-possible: .*schließt nicht an/);
    expect(town.bankCents).to.equal(0);
  });

  for (const [what, again, anew] of [
    ["under another name", statement([came, went], { id: "again", openingCents: 0 }), true],
    [
      "twice in one file",
      statements([[came, went], { id: "S2", openingCents: 0 }], [[went, came], { id: "S3", openingCents: 0 }]),
      true,
    ],
  ] as const)
    it(`one whose movements come to nothing, ${what}, is not booked again: a person says what it is`, async () => {
      const town = new TownBooks();
      await town.take(statement([came, went], { id: "S1", openingCents: 0 }));
      const notes = () => [...town.books.values()].flatMap((book) => book.notes).length;
      expect(await refusal(() => town.take(again))).to.match(/^not-possible: .*nur Umsätze, die schon gebucht sind/);
      expect(notes()).to.equal(2);
      expect(await town.take(again, { anew })).to.include({ suspense: 0 });
      expect(notes()).to.equal(2);
    });

  it("one that comes to nothing with a movement that is new is booked", async () => {
    const town = new TownBooks();
    await town.take(statement([came, went], { id: "S1", openingCents: 0 }));
    const next = [came, { ref: "B9", cents: -33_00 }];
    expect(await town.take(statement(next, { id: "S2", openingCents: 0 }))).to.include({ suspense: 2 });
  });

  it("one that comes to nothing and broke off is taken up where it stopped", async () => {
    const town = new TownBooks();
    await town.take(statement([{ ref: "B0", cents: 1_00 }], { id: "S1", openingCents: 0 }));
    const quiet = statement([came, went], { id: "S2", openingCents: 1_00 });
    await town.take(quiet, { diesAfter: 2 }).catch(() => {});
    await town.take(quiet, { diesAfter: 0 });
    expect([...town.books.values()].flatMap((book) => book.notes)).to.have.length(3);
  });

  it("a file that is exchanged between its two readings is not booked", async () => {
    const good = partsOf(statement([came, { ref: "B2", cents: 1_00 }], { openingCents: 0 }), 1_000);
    const other = partsOf(statement([{ ...came, cents: 34_00 }], { openingCents: 0 }), 1_000);
    const short = partsOf(statement([came], { openingCents: 0 }), 1_000);
    for (const exchanged of [other, short]) {
      const survey = new Survey();
      for (const part of good) survey.add(part);
      const booked: unknown[] = [];
      const intake = new Intake({
        ...{ statements: survey.statements, links: ["first"], chains: new Map(), anew: false },
        register: { references: new Map(), posted: new Set() },
        keep: async () => {},
        book: async (lines) => lines.map((line) => ({ kind: "done", answer: booked.push(line), again: false })),
      });
      const taking = async () => {
        for (const part of exchanged) await intake.take(part);
      };
      expect(await refusal(taking)).to.equal("hash-differs: ");
      expect(booked).to.deep.equal([]);
    }
  });

  for (const [status, isBooked] of [
    ["<Sts>BOOK</Sts>", true],
    ["<Sts>PDNG</Sts>", false],
    ["<Sts><Cd>INFO</Cd></Sts>", false],
    ["<Sts><Cd>FUTR</Cd></Sts>", false],
    ["<Sts><Prtry>gebucht</Prtry></Sts>", true],
    ["<Sts/>", true],
    ["", true],
  ] as const)
    it(`${status || "no status"} ${isBooked ? "is booked" : "is only expected"}`, () => {
      const two = entry("33.00", "CRDT", status) + entry("33.00", "DBIT", status);
      expect(read(two, 0).map(({ cents }) => cents)).to.deep.equal(isBooked ? [33_00, -33_00] : []);
    });

  it("an entry with its value date only is booked on it, and on the closing day where it lies far away", () => {
    const days = ["2026-03-01", "2026-03-20", "2020-01-01"].map(
      (day) => read(entry("1.00", "CRDT", `<ValDt><Dt>${day}</Dt></ValDt>`), 1_00)[0]?.bookedOn,
    );
    expect(days).to.deep.equal(["2026-03-01", "2026-03-02", "2026-03-02"]);
  });

  it("an empty entry, and sums beyond all sense, are refused with their place", async () => {
    expect(await refusal(async () => read("<Ntry/>", 0))).to.include("Umsatz 1: Es ist weder");
    const most = "999999999999.99";
    const many = Array.from({ length: 100 }, () => entry(most, "CRDT", "")).join("");
    expect(await refusal(async () => read(many, 0))).to.include("Umsatz 91: Die Umsätze ergeben mehr");
  });

  it("entry details of which only one says its amount are one movement for a person", () => {
    const details = `<NtryDtls><TxDtls><Amt Ccy="EUR">20.00</Amt></TxDtls><TxDtls/></NtryDtls>`;
    const [line, ...more] = read(entry("33.00", "CRDT", details), 33_00);
    expect(line).to.include({ cents: 33_00, isUnclear: true });
    expect(more).to.deep.equal([]);
  });

  it("a batch that comes to nothing is booked in its parts", () => {
    const part = (side: string) => `<TxDtls><Amt Ccy="EUR">33.00</Amt><CdtDbtInd>${side}</CdtDbtInd></TxDtls>`;
    const lines = read(entry("0.00", "CRDT", `<NtryDtls>${part("CRDT")}${part("DBIT")}</NtryDtls>`), 0);
    expect(lines.map(({ cents }) => cents)).to.deep.equal([33_00, -33_00]);
  });

  it("the first of a year may open with what a page of the last one closed with", async () => {
    const town = new TownBooks();
    const pages = balance("OPBD", 0) + balance("ITBD", 33_00);
    await town.take(statement([came], { number: 9, page: 1, balances: pages }));
    expect(await town.take(statement([], { number: 10, openingCents: 33_00 }))).to.include({ suspense: 0 });
  });
});

describe("payments: odd movements that lose and double no cent", () => {
  const collected = () => {
    const account = household().asked([[33_00, "2026-05-15"]], { mandate });
    account.scene.handle(
      "record.collect",
      { fileId: "F1", kind: "debits", today: "2026-05-12", until: "2026-06-30" },
      { account: "household" },
    );
    return account;
  };
  const item = (account: ReturnType<typeof household>) => account.book.items[0];

  it("a return that is reversed is for a person, who settles what is open with it", () => {
    const account = collected();
    const endToEndId = item(account)?.id ?? "";
    account.bank(33_00, { endToEndId });
    account.bank(-33_00, { endToEndId, returned: { reason: "AC04" } });
    account.bank(33_00, { endToEndId, returned: { reason: "reversal" }, ref: "reversed" });
    expect(account.book.notes[0]).to.include({ cents: 33_00, reason: "unclear-return" });
    account.settle({ act: "keep", about: "reversed" });
    expect(item(account)?.settledCents).to.equal(33_00);
    expect(wrongIn(account.book)).to.deep.equal([]);
  });

  it("what is paid in part while the bank collects the whole is not collected a second time", () => {
    const account = collected().bank(10_00);
    expect(item(account)).to.include({ settledCents: 10_00, file: "F1" });
    account.scene.handle(
      "record.collect",
      { fileId: "F2", kind: "debits", today: "2026-05-13", until: "2026-06-30" },
      { account: "household" },
    );
    expect(item(account)?.file).to.equal("F1");
    account.bank(33_00, { endToEndId: item(account)?.id ?? "" });
    expect(item(account)).to.include({ settledCents: 33_00, file: "" });
    expect(account.book.notes[0]).to.include({ cents: 10_00, reason: "overpaid" });
    expect(wrongIn(account.book)).to.deep.equal([]);
  });

  it("what is given back goes to the mandate of the same person, and to nobody's where it is not known who they are", () => {
    const account = household().asked([[33_00, "2026-05-15"]], { mandate });
    const entries = account.book.entries.map((one) => ({ ...one, payer: null }));
    const unknown = { ...entries[0], requestId: "other", reference: "RF00GLA000000000000001", mandate: null };
    const refund = { ...account.book.items[0], id: `${unknown.reference}-01`, reference: unknown.reference };
    account.scene.states.set(`${account.scene.key.split("/")[0]}/account/household`, {
      ...account.book,
      entries: [...entries, unknown] as typeof account.book.entries,
      items: [{ ...refund, kind: "refund" }] as typeof account.book.items,
    });
    account.scene.handle(
      "record.collect",
      { fileId: "F3", kind: "payouts", today: "2026-05-12", until: "2026-06-30" },
      { account: "household" },
    );
    expect(account.book.items[0]?.file).to.equal("");
    expect(account.tasks[0]?.reasons).to.deep.equal(["refund-without-account"]);
  });
});
