import { expect } from "chai";
import { PaymentReassigned } from "../../../platform/casework/case/events.ts";
import type { Debit, Order } from "../bank-files/bank-files.ts";
import { balancesOf } from "../ledger/ledger.ts";
import { household, mandate, payTo } from "./account.ts";
import { wrongIn } from "./books.ts";

/** Some account that no case and no bank named. */
const other = { iban: "DE89370400440532013000", holder: "Carla Fremd" };
const payouts = (account: ReturnType<typeof household>) => {
  const asked = { fileId: "F1", kind: "payouts", today: "2026-05-12", until: "2026-12-31" };
  account.scene.handle("record.collect", asked, { account: "household" });
  return (account.scene.answer as (Order & Debit)[]).map(({ cents, other }) => [cents, other.iban]);
};
const overpaid = (cents: number) =>
  household()
    .asked([[33_00, "2026-05-15"]])
    .bank(33_00 + cents, { ref: "B1" });

describe("payments: money that leaves on the word of two persons", () => {
  it("goes back to where it came from on one's", () => {
    const account = overpaid(4_00).settle({ act: "refund", about: "B1" });
    expect(payouts(account)).to.deep.equal([[4_00, payTo.iban]]);
  });

  it("goes to an account that no case brought once another person has approved it, and waits until then", () => {
    const account = overpaid(4_00).settle({ act: "refund", about: "B1", ...other });
    expect(account.tasks[0]?.reasons).to.have.members(["overpaid", "second-person"]);
    expect(account.book.pending[0]).to.include({ why: "other-account", askedBy: "anna" });
    expect(payouts(account)).to.deep.equal([]);
    expect(() => account.approve("household", "anna")).to.throw("Das muss eine andere Person tun");
    expect(() => account.settle({ act: "refund", about: "B1" })).to.throw("muss zuerst eine zweite Person");
    account.approve();
    expect(payouts(account)).to.deep.equal([[4_00, other.iban]]);
    expect(account.tasks).to.deep.equal([]);
    expect(balancesOf(account.book.postings)).to.include({ payable: -4_00, suspense: 0 });
    expect(wrongIn(account.book)).to.deep.equal([]);
  });

  it("stays where it is when the other one declines, and the worklist says so until it was read", () => {
    const account = overpaid(4_00).settle({ act: "refund", about: "B1", ...other });
    const itemId = account.book.pending[0]?.id;
    account.settle({ act: "decline", about: itemId }, "household", "kasse");
    expect(account.tasks[0]?.reasons).to.have.members(["overpaid", "declined"]);
    expect(() => account.settle({ act: "approve", about: itemId }, "household", "kasse")).to.throw("not-waiting");
    account.settle({ act: "acknowledge", about: account.book.matters[0]?.id });
    account.settle({ act: "refund", about: "B1" });
    expect(payouts(account)).to.deep.equal([[4_00, payTo.iban]]);
  });

  it("is refunded above the town's limit by two, also to where it came from", () => {
    const account = overpaid(5_000_01).settle({ act: "refund", about: "B1" });
    expect(account.book.pending[0]).to.include({ why: "above-limit" });
    expect(payouts(account.approve())).to.deep.equal([[5_000_01, payTo.iban]]);
    expect(payouts(overpaid(5_000_00).settle({ act: "refund", about: "B1" }))).to.deep.equal([[5_000_00, payTo.iban]]);
  });

  it("is paid out for a case above the limit once somebody of the Kasse has approved it", () => {
    const account = household().asked([[-5_000_01, "2026-05-29"]], { payTo });
    expect(account.tasks[0]?.reasons).to.deep.equal(["second-person"]);
    expect(payouts(account)).to.deep.equal([]);
    const itemId = account.book.matters[0]?.id;
    expect(() => account.settle({ act: "decline", about: itemId })).to.throw("wird dort zurückgenommen");
    expect(payouts(account.settle({ act: "approve", about: itemId }))).to.deep.equal([[5_000_01, payTo.iban]]);
    expect(payouts(household().asked([[-5_000_00, "2026-05-29"]], { payTo }))).to.have.length(1);
  });

  it("goes to the account that debits of the case come from on one's", () => {
    const account = household().asked([[33_00, "2026-05-15"]], { mandate });
    account.bank(40_00, { ref: "B1" });
    account.settle({ act: "refund", about: "B1", iban: mandate.iban, holder: mandate.holder });
    expect(payouts(account)).to.deep.equal([[7_00, mandate.iban]]);
  });

  it("goes to an account on two persons' word though something went back to it on one's before", () => {
    const [stranger, sender] = [
      { iban: "DE73000000000000000013", holder: "Bernd Beispiel" },
      { iban: other.iban, holder: other.holder },
    ];
    const account = household().asked([[33_00, "2026-05-15"]]);
    const lost = { structured: "", text: "ohne Angabe" };
    account.bank(1, { ...lost, ref: "one cent", payer: sender }).bank(90_00, { ...lost, ref: "big", payer: stranger });
    account.settle({ act: "refund", about: "one cent" }, "suspense");
    expect(account.suspense?.pending, "back to where it came from").to.deep.equal([]);
    account.settle({ act: "refund", about: "big", ...other }, "suspense");
    expect(account.suspense?.pending[0]).to.include({ why: "other-account" });
  });

  it("goes on two persons' word to the account of a case that one of them assigned it to", () => {
    const account = household().asked([[33_00, "2026-05-15"]], { mandate });
    const body = { reference: account.reference, entryId: "B7", cents: 90_00, bookedOn: "2026-05-02", text: "" };
    account.scene.when(PaymentReassigned, { ...body, payer: other }, { account: "household" });
    const [note] = account.book.notes;
    expect(note).to.include({ cents: 57_00, isAssigned: true });
    account.settle({ act: "refund", about: note?.id, iban: mandate.iban, holder: mandate.holder });
    expect(account.book.pending[0]).to.include({ why: "other-account" });
    account.approve();
    expect(payouts(account)).to.deep.equal([[57_00, mandate.iban]]);
  });

  it("goes to an account that two persons named before on one's", () => {
    const account = overpaid(4_00)
      .settle({ act: "refund", about: "B1", ...other })
      .approve();
    account.bank(5_00, { ref: "B2" }).settle({ act: "refund", about: "B2", ...other });
    expect(account.book.pending).to.deep.equal([]);
    expect(payouts(account)).to.deep.equal([
      [4_00, other.iban],
      [5_00, other.iban],
    ]);
  });

  it("goes into another file once two persons say that the bank did not carry out the first one", () => {
    const account = household().asked([[-441_00, "2026-05-29"]], { payTo });
    expect(payouts(account)).to.have.length(1);
    const [item] = account.book.items;
    account.settle({ act: "release", about: item?.id });
    expect(account.book.pending[0]).to.include({ why: "paid-again", reference: account.reference });
    expect(account.tasks[0]?.reasons).to.deep.equal(["second-person"]);
    expect(account.book.items[0]?.file, "until then the bank has it").to.equal("F1");
    account.approve();
    expect(account.book.items[0]?.file).to.equal("");
  });

  it("does not go again where the bank's answer comes before the second person's", () => {
    const account = household().asked([[-441_00, "2026-05-29"]], { payTo });
    payouts(account);
    const endToEndId = account.book.items[0]?.id ?? "";
    account.settle({ act: "release", about: endToEndId }).bank(-441_00, { endToEndId });
    expect(() => account.approve()).to.throw("in keiner Datei für die Bank");
    account.settle({ act: "decline", about: account.book.pending[0]?.id }, "household", "kasse");
    expect(account.book.items[0]).to.include({ settledCents: 441_00, file: "" });
  });

  it("is neither approved nor declined once it is with the bank", () => {
    const account = overpaid(4_00).settle({ act: "refund", about: "B1", ...other });
    const itemId = account.book.pending[0]?.id;
    payouts(account.approve());
    const before = account.book;
    for (const act of ["decline", "approve"])
      expect(() => account.settle({ act, about: itemId }, "household", "third")).to.throw("not-waiting");
    expect(account.book).to.deep.equal(before);
  });

  it("is refused to who asks for what cannot be done, instead of waiting", () => {
    expect(() => overpaid(4_00).settle({ act: "refund", about: "unknown", ...other })).to.throw("not-waiting");
    expect(() => overpaid(4_00).settle({ act: "approve", about: "B1" }, "household", "kasse")).to.throw("not-waiting");
  });
});
