import { expect } from "chai";
import fc from "fast-check";
import { NoticeRequested, PaymentChanged } from "../../../platform/casework/case/events.ts";
import { addDays } from "../../../platform/casework/law/calendar.ts";
import { surchargeRuleOn } from "../law.ts";
import { type Book, emptyBook } from "../ledger/book.ts";
import { bookRequest } from "../ledger/booking.ts";
import { chargeLate, monthsLate, paying, surchargeOf } from "../ledger/late.ts";
import { balancesOf } from "../ledger/ledger.ts";
import { receive } from "../ledger/money.ts";
import type { Request } from "../rules.ts";
import { household, mandate } from "./account.ts";
import { entry, money, since, wrongIn } from "./books.ts";

/** Due on a Monday: paid until Thursday is in time (AO § 240(3)). */
const due = "2026-02-16";
const owing = (cents: number, more: Partial<Request> = {}) => household().asked([[cents, due]], more);
const surcharges = (account: ReturnType<typeof household>) => 0 - balancesOf(account.book.postings).surcharges;
const paidOn = (cents: number, bookedOn: string, more: Partial<Request> = {}) =>
  surcharges(owing(cents, more).bank(cents, { bookedOn }));
const rule = surchargeRuleOn("tax", due);
if (!rule) throw new Error("the law names no rule for this day");

describe("payments: late payment surcharges (AO § 240)", () => {
  it("do not arise on what is paid within three days, which end on a working day", () => {
    expect(["2026-02-16", "2026-02-19", "2026-02-20"].map((day) => paidOn(132_00, day))).to.deep.equal([0, 0, 1_00]);
    const beforeWhitsun = (bookedOn: string) =>
      surcharges(
        household()
          .asked([[132_00, "2026-05-20"]])
          .bank(132_00, { bookedOn }),
      );
    expect(["2026-05-26", "2026-05-27"].map(beforeWhitsun), "Saturday, Sunday, Whit Monday").to.deep.equal([0, 1_00]);
  });

  it("are one percent for each month that has begun since the due date", () => {
    expect(["2026-03-16", "2026-03-17", "2026-04-16", "2026-04-17"].map((day) => paidOn(132_00, day))).to.deep.equal([
      1_00, 2_00, 2_00, 3_00,
    ]);
    expect(
      monthsLate("2026-01-30", "2026-05-01", rule),
      "a month without that date ends with its last day",
    ).to.deep.equal(["2026-02-03", "2026-03-01", "2026-03-31", "2026-05-01"]);
  });

  it("are calculated from fifties of euros, each sum that was due for itself", () => {
    expect([49_99, 50_00, 99_99, 100_00, 627_00].map((cents) => surchargeOf(cents, rule))).to.deep.equal([
      0, 50, 50, 1_00, 6_00,
    ]);
    const rates = household().asked([
      [33_00, due],
      [33_00, due],
    ]);
    expect(surcharges(rates.bank(66_00, { bookedOn: "2026-05-04" })), "not of both together").to.equal(0);
  });

  it("arise on taxes and on fees by a town's statute, on nothing else", () => {
    const charges = ["tax", "fee", "administrative_fee", "benefit", "UNKNOWN"] as const;
    expect(charges.map((charge) => paidOn(132_00, "2026-03-02", { charge }))).to.deep.equal([1_00, 1_00, 0, 0, 0]);
  });

  it("are told, and stay open when only the tax was paid", () => {
    const account = owing(132_00).bank(132_00, { bookedOn: "2026-03-02" });
    const told = account.scene.events.map(({ body }) => body as { change: string; cents: number; openCents: number });
    expect(told.map(({ change, cents, openCents }) => [change, cents, openCents])).to.deep.equal([
      ["surcharged", 1_00, 1_00],
      ["partly_paid", 132_00, 1_00],
    ]);
    account.bank(1_00, { bookedOn: "2026-03-20" });
    expect(account.scene.said(PaymentChanged)).to.include({ change: "paid", openCents: 0 });
    expect(surcharges(account), "none on a surcharge (AO § 240(2))").to.equal(1_00);
    expect(wrongIn(account.book)).to.deep.equal([]);
  });

  it("arise on what was still open when a month began", () => {
    const account = owing(300_00).bank(120_00, { bookedOn: "2026-03-02" });
    expect(surcharges(account)).to.equal(3_00);
    account.bank(180_00, { bookedOn: "2026-03-20" });
    expect(surcharges(account), "the second month's of 150 euros").to.equal(3_00 + 1_50);
    expect(paidOn(300_00, "2026-03-20"), "without the part").to.equal(6_00);
  });

  it("are settled last, after what dunning costs (AO § 225(2))", () => {
    const account = owing(132_00);
    account.timerFires();
    account.timerFires();
    account.bank(142_00, { bookedOn: "2026-03-12" });
    expect(account.book.items.map(({ kind, cents, settledCents }) => [kind, cents - settledCents])).to.deep.equal([
      ["receivable", 0],
      ["surcharge", 1_00],
      ["fee", 0],
    ]);
  });

  it("stand in the letters of dunning, once for each month, though several steps fall into it", () => {
    const account = owing(132_00);
    account.timerFires();
    const text = () => JSON.stringify(account.scene.said(NoticeRequested));
    expect(text()).to.include("Säumniszuschlag: Rate 1").and.to.include("133,00 €").and.to.include("§ 240");
    account.timerFires();
    expect(text()).to.include("143,00 €");
    expect(surcharges(account)).to.equal(1_00);
    account.timerFires();
    expect(surcharges(account), "the second month has begun").to.equal(2_00);
    expect(account.timers, "it is handed over with what it is for").to.deep.equal([]);
    expect(wrongIn(account.book)).to.deep.equal([]);
  });

  it("are taken back where the statement says later that it was paid in time", () => {
    const account = owing(132_00);
    account.timerFires();
    expect(surcharges(account)).to.equal(1_00);
    account.bank(132_00, { bookedOn: "2026-02-19" });
    expect(surcharges(account)).to.equal(0);
    expect(account.scene.said(PaymentChanged)).to.include({ change: "paid", openCents: 0 });
    expect(account.timers).to.deep.equal([]);
    expect(wrongIn(account.book)).to.deep.equal([]);
  });

  it("that were paid and should not have arisen are a person's matter", () => {
    const account = owing(132_00);
    account.timerFires();
    const surcharge = account.book.items.find(({ kind }) => kind === "surcharge");
    account.bank(1_00, { endToEndId: surcharge?.id ?? "", bookedOn: "2026-02-26" });
    account.bank(132_00, { bookedOn: "2026-02-19" });
    expect(account.tasks[0]?.reasons).to.deep.equal(["surcharge-unclear"]);
    expect(surcharges(account)).to.equal(1_00);
    expect(wrongIn(account.book)).to.deep.equal([]);
  });

  it("count money in suspense from the day on which it came in", () => {
    const account = owing(132_00).bank(132_00, { ref: "lost", structured: "", bookedOn: "2026-02-19" });
    account
      .on("2026-06-01")
      .settle({ act: "assign", about: "lost", reference: account.reference, account: "household" }, "suspense");
    const [sent] = account.scene.events;
    account.scene.handle("payment.reassigned.v1", sent?.body, { account: "household" });
    expect(account.book.items[0]?.settledCents).to.equal(132_00);
    expect(surcharges(account)).to.equal(0);
  });

  it("stop while it is deferred; what arose before stays", () => {
    const account = owing(132_00).on("2026-03-02");
    account.settle({ act: "defer", reference: account.reference, until: "2026-06-30" });
    expect(account.scene.names).to.deep.equal(["payment.changed.v1", "payment.changed.v1"]);
    expect(surcharges(account)).to.equal(1_00);
    account.bank(50_00, { bookedOn: "2026-05-04" });
    expect(surcharges(account)).to.equal(1_00);
    account.bank(82_00, { bookedOn: "2026-07-06" });
    expect(surcharges(account), "82 euros count as 50").to.equal(1_50);
  });

  it("do not arise on what the town collects by mandate, whenever it does; a debit that came back was never paid", () => {
    const account = owing(132_00, { mandate }).bank(132_00, { bookedOn: "2026-03-20" });
    expect(surcharges(account)).to.equal(0);
    const { id = "" } = account.book.items[0] ?? {};
    account.bank(-132_00, { endToEndId: id, returned: { reason: "AC04" }, bookedOn: "2026-03-24" });
    account.bank(132_00, { bookedOn: "2026-04-02" });
    expect(surcharges(account)).to.equal(2_00);
  });

  const total = 627_00;
  /** Months of arrears by hand: what was open at the end of the day before the one that is too late. */
  function byHand(paid: readonly [day: string, cents: number][], last: string): number {
    const openBefore = (day: string) => total - paid.reduce((sum, [on, cents]) => sum + (on < day ? cents : 0), 0);
    const ends = ["2026-02-20", "2026-03-17", "2026-04-17", "2026-05-17", "2026-06-17", "2026-07-17"];
    return ends.filter((day) => day <= last).reduce((sum, day) => sum + Math.floor(openBefore(day) / 50_00) * 50, 0);
  }

  it("are the same in whatever order statements bring the payments, and what they come to by hand", () => {
    const payment = fc.record({ day: fc.integer({ min: -10, max: 150 }), cents: fc.integer({ min: 1, max: 200_00 }) });
    let charged = 0;
    fc.assert(
      fc.property(fc.uniqueArray(payment, { selector: ({ day }) => day, maxLength: 3 }), (list) => {
        const paid = list.map(({ day, cents }): [string, number] => [addDays(due, day), cents]);
        const last = addDays(due, 160);
        let book: Book = bookRequest(emptyBook(), entry("R1", [[total, due]]), "2026-01-02").book;
        for (const [i, [on, cents]] of paid.entries())
          book = paying(book, { id: `${i}`, on }, since, (before) =>
            receive(before, money(`${i}`, cents, on), { reference: "R1", itemId: "" }),
          ).book;
        book = chargeLate(book, book.items, { id: "last", on: last }).book;
        expect(chargeLate(book, book.items, { id: "again", on: last }).book, "once").to.deep.equal(book);
        expect(0 - balancesOf(book.postings).surcharges).to.equal(byHand(paid, last));
        expect(wrongIn(book)).to.deep.equal([]);
        charged += Number(book.items.length > 1);
      }),
      { numRuns: 2_000, seed: 20260216 },
    );
    expect(charged).to.be.above(1_000);
  });
});
