import { expect } from "chai";
import { unsealOrders } from "../../../../services/payments/collecting.ts";
import { balancesOf } from "../../../../services/payments/ledger.ts";
import { household, mandate, payTo } from "./account.ts";
import { wrongIn } from "./books.ts";

/** Some account that no case and no bank named. */
const other = { iban: "DE89370400440532013000", holder: "Carla Fremd" };
const payouts = (account: ReturnType<typeof household>) => {
  const asked = { fileId: "F1", kind: "payouts", today: "2026-05-12", until: "2026-12-31" };
  account.scene.handle("record.collect", asked, { account: "household" });
  return unsealOrders(account.scene.answer as string).map(({ cents, other }) => [cents, other.iban]);
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
    expect(() => account.approve("household", "anna")).to.throw("another person has to");
    expect(() => account.settle({ act: "refund", about: "B1" })).to.throw("waits for a second person");
    account.approve();
    expect(payouts(account)).to.deep.equal([[4_00, other.iban]]);
    expect(account.tasks).to.deep.equal([]);
    expect(balancesOf(account.book.postings)).to.include({ payable: -4_00, suspense: 0 });
    expect(wrongIn(account.book)).to.deep.equal([]);
  });

  it("stays where it is when the other one declines, and the worklist says so until it was read", () => {
    const account = overpaid(4_00).settle({ act: "refund", about: "B1", ...other });
    const about = account.book.pending[0]?.id;
    account.settle({ act: "decline", about }, "household", "kasse");
    expect(account.tasks[0]?.reasons).to.have.members(["overpaid", "declined"]);
    expect(() => account.settle({ act: "approve", about }, "household", "kasse")).to.throw("not-waiting");
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
    const about = account.book.matters[0]?.id;
    expect(() => account.settle({ act: "decline", about })).to.throw("taken back there");
    expect(payouts(account.settle({ act: "approve", about }))).to.deep.equal([[5_000_01, payTo.iban]]);
    expect(payouts(household().asked([[-5_000_00, "2026-05-29"]], { payTo }))).to.have.length(1);
  });

  it("goes to the account that debits of the case come from on one's", () => {
    const account = household().asked([[33_00, "2026-05-15"]], { mandate });
    account.bank(40_00, { ref: "B1" });
    account.settle({ act: "refund", about: "B1", iban: mandate.iban, holder: mandate.holder });
    expect(payouts(account)).to.deep.equal([[7_00, mandate.iban]]);
  });

  it("is refused to who asks for what cannot be done, instead of waiting", () => {
    expect(() => overpaid(4_00).settle({ act: "refund", about: "unknown", ...other })).to.throw("not-waiting");
    expect(() => overpaid(4_00).settle({ act: "approve", about: "B1" }, "household", "kasse")).to.throw("not-waiting");
  });
});
