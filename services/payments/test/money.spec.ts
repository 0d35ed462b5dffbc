import { expect } from "chai";
import { PaymentChanged, PaymentReassigned } from "../../../platform/casework/case/events.ts";
import { Fault } from "../../../platform/messaging/faults.ts";
import { computeId } from "../../../platform/messaging/ids.ts";
import type { Debit, Order } from "../bank-files/bank-files.ts";
import { balancesOf } from "../ledger/ledger.ts";
import { household, mandate, payTo } from "./account.ts";
import { wrongIn } from "./books.ts";

const twoRates: [number, string][] = [
  [33_00, "2026-05-15"],
  [33_00, "2026-08-17"],
];
const balances = (account: ReturnType<typeof household>) => balancesOf(account.book.postings);

describe("payments: money that comes in", () => {
  it("with the exact reference pays what is due first, and whoever asked for it hears so", () => {
    const account = household().asked(twoRates).bank(33_00);
    expect(account.scene.said(PaymentChanged)).to.deep.include({
      change: "partly_paid",
      cents: 33_00,
      openCents: 33_00,
    });
    expect(account.scene.newEvent(PaymentChanged).metadata).to.include({ caseNumber: "GLA-26-7K3M9-Q2XAB-41" });
    expect(account.book.items.map(({ settledCents }) => settledCents)).to.deep.equal([33_00, 0]);
    account.bank(33_00);
    expect(account.scene.said(PaymentChanged)).to.deep.include({ change: "paid", openCents: 0 });
    expect(balances(account)).to.include({ receivable: 0, bank: 66_00, assessed: -66_00, suspense: 0 });
    expect(account.tasks).to.deep.equal([]);
  });

  it("in part leaves the rest open", () => {
    const account = household().asked(twoRates).bank(10_00);
    expect(account.scene.said(PaymentChanged)).to.deep.include({ change: "partly_paid", openCents: 56_00 });
    expect(balances(account)).to.include({ receivable: 56_00, bank: 10_00 });
  });

  it("has its effect once, however often the statement comes", () => {
    const account = household().asked(twoRates).bank(33_00, { ref: "B1" }).bank(33_00, { ref: "B1" });
    expect(account.scene.events).to.deep.equal([]);
    expect(balances(account).bank).to.equal(33_00);
  });

  it("that is too much, or comes twice, waits for a person with what is over", () => {
    const account = household().asked(twoRates).bank(70_00);
    expect(account.book.notes).to.have.length(1);
    expect(account.book.notes[0]).to.include({ cents: 4_00, reason: "overpaid" });
    expect(account.tasks).to.deep.include.members([
      {
        caseId: "case",
        caseNumber: "GLA-26-7K3M9-Q2XAB-41",
        serviceKey: "",
        since: "2026-01-02T11:00:00.000Z",
        reasons: ["overpaid"],
      },
    ]);
    account.bank(66_00);
    expect(account.scene.events, "nothing was open any more").to.deep.equal([]);
    expect(balances(account)).to.include({ receivable: 0, suspense: -70_00, bank: 136_00 });
  });

  it("goes back to who sent it when a person says so, and is refunded once the bank has paid it out", () => {
    const account = household().asked(twoRates).bank(70_00, { ref: "B1" });
    account.settle({ act: "refund", about: "B1" });
    const refund = account.book.items.at(-1);
    expect(refund).to.deep.include({ kind: "refund", cents: 4_00, payTo });
    expect(account.tasks).to.deep.equal([]);
    account.bank(-4_00, { endToEndId: refund?.id ?? "" });
    expect(account.scene.said(PaymentChanged)).to.deep.include({ change: "refunded", cents: 4_00 });
    expect(balances(account)).to.include({ payable: 0, suspense: 0, bank: 66_00 });
  });

  it("with one wrong letter stays in suspense, with a suggestion, until a person assigns it", () => {
    const account = household().asked(twoRates);
    const { reference } = account;
    const swapped = `${reference.slice(0, 9)}${reference[10]}${reference[9]}${reference.slice(11)}`;
    const wrong = swapped === reference ? `${reference.slice(0, 9)}X${reference.slice(10)}` : swapped;
    account.bank(33_00, { ref: "b1", structured: "", text: `Steuer ${wrong}` });
    expect(account.suspense?.notes[0]).to.include({ cents: 33_00, reason: "similar-reference", reference });
    expect(account.book.items[0]?.settledCents, "nothing was paid with it").to.equal(0);
    expect(account.tasks[0]).to.deep.include({ caseNumber: "VERWAHR-B1", reasons: ["similar-reference"] });

    account.settle({ act: "assign", about: "b1", reference, account: "household" }, "suspense");
    const sent = account.scene.newEvent(PaymentReassigned);
    expect(sent.metadata).to.deep.equal({ account: "household" });
    expect(account.tasks).to.deep.equal([]);
    account.scene.when(PaymentReassigned, account.scene.said(PaymentReassigned), { account: "household" });
    expect(account.scene.said(PaymentChanged)).to.deep.include({ change: "partly_paid", cents: 33_00 });
    expect(balances(account)).to.include({ receivable: 33_00, transfer: 33_00 });
    expect(balancesOf(account.suspense?.postings ?? [])).to.include({ bank: 33_00, transfer: -33_00, suspense: 0 });
  });

  it("without any reference is kept to the cent, and so is money that left for no known reason", () => {
    const account = household().asked(twoRates);
    account.bank(12_34, { structured: "", text: "für den Hund" }).bank(-5_00, { structured: "Gebühr der Bank" });
    expect(account.suspense?.notes.map(({ cents, reason }) => [cents, reason])).to.deep.equal([
      [12_34, "unknown-reference"],
      [-5_00, "unclear-debit"],
    ]);
    expect(balancesOf(account.suspense?.postings ?? [])).to.include({ bank: 7_34, suspense: -7_34 });
    expect(wrongIn(account.suspense ?? account.book)).to.deep.equal([]);
  });

  it("of nobody can go back from suspense, and the bank's answer settles it there", () => {
    const id = computeId("an entry");
    const account = household().asked(twoRates).bank(12_34, { ref: id, structured: "", text: "Irrläufer" });
    account.settle({ act: "refund", about: id }, "suspense");
    const asked = { fileId: "F1", kind: "payouts", today: "2026-05-12", until: "2026-05-31" };
    account.scene.handle("record.collect", asked, { account: "suspense" });
    const [order] = account.scene.answer as (Order & Debit)[];
    expect(order).to.deep.include({ cents: 12_34, other: payTo });
    account.bank(-12_34, { structured: "", endToEndId: order?.id ?? "" });
    expect(account.scene.key).to.include("suspense");
    expect(account.suspense?.notes).to.deep.equal([]);
    expect(balancesOf(account.suspense?.postings ?? [])).to.include({ bank: 0, payable: 0, suspense: 0 });
  });

  it("that left is booked by a person as the bank's charge, or as taken back from what was paid", () => {
    const account = household().asked(twoRates).bank(33_00);
    account.bank(-5_00, { ref: "fee", structured: "", text: "Kontoführung" });
    account.settle({ act: "charge", about: "fee" }, "suspense");
    expect(balancesOf(account.suspense?.postings ?? [])).to.include({ charges: 5_00, suspense: 0 });
    account.bank(-33_00, { ref: "back", returned: { reason: "MS03" } });
    expect(account.book.notes[0]).to.include({ cents: -33_00, reason: "unclear-return" });
    account.settle({ act: "assign", about: "back", reference: account.reference, account: "household" });
    expect(account.book.notes).to.deep.equal([]);
    expect(balances(account)).to.include({ receivable: 66_00, bank: 0, suspense: 0 });
    expect(wrongIn(account.book)).to.deep.equal([]);
  });

  it("is settled by nobody a second time", () => {
    const account = household().asked(twoRates).bank(70_00, { ref: "B1" }).settle({ act: "refund", about: "B1" });
    expect(() => account.settle({ act: "refund", about: "B1" })).to.throw(Fault, "not-waiting");
    expect(() => account.settle({ act: "keep", about: "B1" })).to.throw(Fault, "not-waiting");
  });
});

describe("payments: what is collected and paid out", () => {
  const collect = (account: ReturnType<typeof household>, kind: string, until: string, fileId = "F1") => {
    const today = "2026-05-12";
    account.scene.handle("record.collect", { fileId, kind, today, until }, { account: "household" });
    return account.scene.answer as (Order & Debit)[];
  };

  it("is due up to the day, under a mandate, and in one file only", () => {
    const account = household().asked(twoRates, { mandate });
    const orders = collect(account, "debits", "2026-06-30");
    expect(orders.map(({ cents, on, other }) => [cents, on, other.iban])).to.deep.equal([
      [33_00, "2026-05-15", mandate.iban],
    ]);
    expect(collect(account, "debits", "2026-06-30", "F2"), "another file").to.deep.equal([]);
    expect(collect(account, "debits", "2026-06-30"), "the same file").to.deep.equal(orders);
    expect(collect(account, "payouts", "2026-12-31", "F3")).to.deep.equal([]);
    expect(collect(household().asked(twoRates), "debits", "2026-12-31"), "without a mandate").to.deep.equal([]);
  });

  it("is free for another file when a person says that the bank refused the first one", () => {
    const account = household().asked(twoRates, { mandate });
    const [order] = collect(account, "debits", "2026-06-30");
    account.settle({ act: "release", about: order?.id });
    expect(collect(account, "debits", "2026-06-30", "F2")).to.deep.equal([order]);
    expect(() => household().asked(twoRates).settle({ act: "release", about: "x" })).to.throw(Fault, "not-possible");
  });

  it("that the bank returns is owed again, is not collected again, and a person looks at it", () => {
    const account = household().asked(twoRates, { mandate });
    const [order] = collect(account, "debits", "2026-06-30");
    const endToEndId = order?.id ?? "";
    account.bank(33_00, { endToEndId }).bank(-36_50, { endToEndId, returned: { reason: "AC04" }, chargeCents: 3_50 });
    expect(account.scene.said(PaymentChanged)).to.deep.include({ change: "returned", cents: 33_00, openCents: 66_00 });
    expect(balances(account)).to.include({ receivable: 66_00, bank: -3_50, charges: 3_50 });
    expect(account.tasks[0]?.reasons).to.deep.equal(["debit-returned"]);
    expect(collect(account, "debits", "2026-12-31", "F2")).to.deep.equal([]);
    account.settle({ act: "acknowledge", about: account.book.matters[0]?.id });
    expect(account.tasks).to.deep.equal([]);
  });

  it("of a benefit is each month's sum on the day before it, to the account that was named", () => {
    const account = household().asked(
      [
        [-441_00, "2026-05-29"],
        [-441_00, "2026-06-30"],
      ],
      { payTo },
    );
    const [first, ...others] = collect(account, "payouts", "2026-05-31");
    expect(first).to.deep.include({ cents: 441_00, on: "2026-05-29", other: payTo });
    expect(others).to.deep.equal([]);
    account.bank(-441_00, { endToEndId: first?.id ?? "" });
    expect(account.scene.said(PaymentChanged).change).to.equal("paid_out");
    expect(balances(account)).to.include({ assessed: 882_00, payable: -441_00, bank: -441_00 });
    account.bank(441_00, { endToEndId: first?.id ?? "", returned: { reason: "AC01" } });
    expect(account.tasks[0]?.reasons).to.deep.equal(["payout-returned"]);
    expect(collect(account, "payouts", "2026-05-31", "F2"), "before a person looked").to.deep.equal([]);
    account.settle({ act: "acknowledge", about: first?.id, ...mandate }).approve();
    const [again] = collect(account, "payouts", "2026-05-31", "F3");
    expect(again?.other.iban, "the account that the person named").to.equal(mandate.iban);
  });

  it("is not given back while it was never paid: a credit is offset first", () => {
    const account = household()
      .asked(twoRates)
      .asked([[-33_00, "2026-08-17"]]);
    expect(account.book.items).to.have.length(2);
    expect(account.book.items.map(({ settledCents }) => settledCents)).to.deep.equal([0, 33_00]);
    expect(balances(account)).to.include({ receivable: 33_00, payable: 0, assessed: -33_00 });
  });

  it("is told to the application whose receivable it was offset against, not to the one that brought it", () => {
    const account = household();
    account.scene.for({ applicationId: "first", portal: "p" });
    const { reference } = account.asked(twoRates);
    account.scene.for({ applicationId: "second", portal: "p" });
    account.asked([[-33_00, "2026-08-17"]]);
    expect(account.scene.said(PaymentChanged)).to.deep.include({ reference, change: "offset", openCents: 33_00 });
    expect(account.scene.newEvent(PaymentChanged).metadata).to.include({ applicationId: "first", portal: "p" });
    account.asked([
      [10_00, "2026-09-15"],
      [-10_00, "2026-09-15"],
    ]);
    expect(account.scene.names, "what was arranged says it").to.deep.equal(["payment.arranged.v1"]);
  });

  it("is given back to the account that debits of the same person come from, else a person names one", () => {
    const paid = household()
      .asked(twoRates, { mandate })
      .bank(66_00)
      .asked([[-33_00, "2026-08-17"]]);
    expect(collect(paid, "payouts", "2026-12-31")[0]).to.deep.include({ cents: 33_00 });
    const unknown = household()
      .asked(twoRates)
      .bank(66_00)
      .asked([[-33_00, "2026-08-17"]]);
    expect(unknown.tasks[0]?.reasons).to.deep.equal(["refund-without-account"]);
    const itemId = unknown.book.matters[0]?.id;
    expect(() => unknown.settle({ act: "acknowledge", about: itemId })).to.throw(Fault, "not-possible");
    unknown.settle({ act: "acknowledge", about: itemId, ...payTo }).approve();
    expect(collect(unknown, "payouts", "2026-12-31")[0]?.other).to.deep.equal(payTo);
  });
});
