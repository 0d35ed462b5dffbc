import { expect } from "chai";
import { NoticeRequested, PaymentChanged } from "../../../platform/casework/case/events.ts";
import { dayOf } from "../../../platform/casework/law/calendar.ts";
import { compileSchema, readSchema } from "../../../platform/messaging/contracts/validate.ts";
import { Fault } from "../../../platform/messaging/faults.ts";
import { feeFor } from "../dunning/dunning.ts";
import { balancesOf } from "../ledger/ledger.ts";
import { household, mandate } from "./account.ts";
import { rule, wrongIn } from "./books.ts";

const oneRate: [number, string][] = [[132_00, "2026-02-16"]];
/** A fee that the law names no late payment surcharge for: the steps by themselves. */
const owing = () => household().asked(oneRate, { charge: "administrative_fee" });
const checkNotice = compileSchema(readSchema("forms", "notice-content.v1.json"));

describe("payments: dunning", () => {
  it("reminds, then duns with the town's fee, then hands over to a person, each on a working day", () => {
    const account = owing();
    expect(dayOf(account.timerFires()), "a week and a day after the due date").to.equal("2026-02-24");
    expect(account.scene.said(PaymentChanged)).to.deep.include({
      change: "reminded",
      cents: 132_00,
      openCents: 132_00,
    });
    expect(dayOf(account.timerFires()), "two weeks later").to.equal("2026-03-11");
    expect(account.scene.said(PaymentChanged)).to.deep.include({ change: "dunned", cents: 132_00, openCents: 142_00 });
    expect(account.tasks).to.deep.equal([]);
    expect(dayOf(account.timerFires()), "ten days later, moved to Monday if need be").to.equal("2026-03-23");
    expect(account.scene.said(PaymentChanged)).to.deep.include({ change: "handed_over", cents: 142_00 });
    expect(account.tasks[0]).to.deep.include({ caseNumber: "GLA-26-7K3M9-Q2XAB-41", reasons: ["hand-over"] });
    expect(account.timers, "the town's own steps end here").to.deep.equal([]);
    expect(balancesOf(account.book.postings)).to.include({ fees: -10_00, receivable: 142_00 });
    expect(wrongIn(account.book)).to.deep.equal([]);
  });

  it("writes letters that say what is owed, where to and until when", () => {
    const account = owing();
    account.timerFires();
    const letter = () => JSON.parse(account.scene.said(NoticeRequested).content);
    expect(checkNotice(letter())).to.deep.equal([]);
    expect(letter().title).to.equal("Zahlungserinnerung");
    expect(JSON.stringify(letter())).to.include("132,00 €").and.to.include("Änne Beispiel");
    account.timerFires();
    expect(checkNotice(letter())).to.deep.equal([]);
    expect(letter().title).to.equal("Mahnung");
    expect(JSON.stringify(letter())).to.include("142,00 €").and.to.include("23.03.2026").and.to.include("§ 259");
    account.timerFires();
    expect(account.scene.names, "a hand-over is told to a person").not.to.include("notice.requested.v1");
  });

  it("stops at once when it is paid, and goes on with the rest when only a part is", () => {
    const account = owing();
    account.timerFires();
    account.bank(100_00);
    expect(account.timers).to.have.length(1);
    account.bank(32_00);
    expect(account.timers).to.deep.equal([]);
  });

  it("leaves nobody alone with only the fee: it is handed over too", () => {
    const account = owing();
    account.timerFires();
    account.timerFires();
    account.bank(132_00);
    account.timerFires();
    expect(account.scene.said(PaymentChanged)).to.deep.include({ change: "handed_over", cents: 10_00 });
  });

  it("stops when a person defers the claim, and begins anew when the time is over", () => {
    const account = owing();
    const { reference } = account;
    account.timerFires();
    account.settle({ act: "defer", reference, until: "2026-06-30" });
    expect(account.scene.said(PaymentChanged)).to.deep.include({ change: "deferred", cents: 132_00 });
    expect(dayOf(account.timerFires())).to.equal("2026-07-08");
    expect(account.scene.said(PaymentChanged).change).to.equal("reminded");
    expect(() => account.settle({ act: "defer", reference, until: "2026-01-01" })).to.throw(Fault, "not-possible");
    expect(() => account.settle({ act: "defer", reference: "RF00", until: "2027-01-01" })).to.throw(Fault);
  });

  it("does not begin where the town collects, but does when the debit came back", () => {
    const account = household().asked(oneRate, { mandate });
    expect(account.timers).to.deep.equal([]);
    const endToEndId = `${account.reference}-01`;
    account.bank(132_00, { endToEndId });
    account.on("2026-03-02").bank(-132_00, { endToEndId, returned: { reason: "MD06" }, bookedOn: "2026-03-02" });
    expect(dayOf(account.timerFires()), "counted from the day on which it came back").to.equal("2026-03-10");
  });

  it("is one letter and one fee for what fell due together, and none for what is too little", () => {
    const account = household().asked([
      [33_00, "2026-02-16"],
      [33_00, "2026-02-16"],
    ]);
    account.timerFires();
    expect(account.scene.names.filter((name) => name === "notice.requested.v1")).to.have.length(1);
    account.timerFires();
    expect(account.book.items.filter(({ kind }) => kind === "fee")).to.have.length(1);
    const little = household().asked([[4_99, "2026-02-16"]]);
    little.timerFires();
    expect(little.scene.events).to.deep.equal([]);
    expect(little.timers).to.deep.equal([]);
  });

  it("fires once: a timer that comes again does nothing", () => {
    const account = owing();
    account.timerFires();
    const { book } = account;
    account.scene.handle("timer.dunning", {}, { account: "household" });
    expect(account.scene.events).to.deep.equal([]);
    expect(account.book).to.deep.equal(book);
  });

  it("costs what the town's table says, at its bounds", () => {
    expect([99_99, 100_00, 100_01].map((cents) => feeFor(rule, cents))).to.deep.equal([6_00, 6_00, 12_00]);
  });
});
