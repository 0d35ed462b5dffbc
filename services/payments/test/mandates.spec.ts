import { expect } from "chai";
import { PaymentArranged } from "../../../platform/casework/case/events.ts";
import type { Debit, Order } from "../bank-files/bank-files.ts";
import type { Entry } from "../ledger/book.ts";
import { gladbeck, household, mandate } from "./account.ts";

describe("payments: mandates from outside of the EEA", () => {
  const swiss = { iban: "CH9300762011623852957", holder: "Änne Beispiel", signedOn: "2026-01-01" };
  const ordersOf = (account: ReturnType<typeof household>, today: string) => {
    const asked = { fileId: `F ${today}`, kind: "debits", today, until: "2026-12-31" };
    account.scene.handle("record.collect", asked, { account: "household" });
    return account.scene.answer as (Order & Debit)[];
  };
  const orders = (account: ReturnType<typeof household>) => ordersOf(account, "2026-05-12");

  it("are collected with the address of the application, where it is the debtor's", () => {
    const account = household().asked([[33_00, "2026-05-15"]], { mandate: swiss });
    expect(orders(account)[0]?.address).to.deep.include({ street: "Musterweg", houseNumber: "1", city: "Gladbeck" });
    expect(account.tasks).to.deep.equal([]);
  });

  for (const [what, mandate, reason] of [
    ["of somebody whose address nobody knows", { ...swiss, holder: "Carla Fremd" }, "mandate-without-address"],
    ["that direct debits do not reach", { ...swiss, iban: "RS35260005601001611379" }, "mandate-not-reached"],
  ] as const)
    it(`are not used for an account ${what}: the debtor is asked to transfer, and a person hears why`, () => {
      const account = household();
      account.asked([[33_00, "2026-05-15"]], { mandate });
      expect(account.scene.said(PaymentArranged).method).to.equal("transfer");
      expect(orders(account)).to.deep.equal([]);
      expect(account.tasks[0]?.reasons).to.deep.equal([reason]);
    });

  it("from before anybody asked for the address are a matter for a person, who hears of each once, and are reminded of", () => {
    const account = household().asked([[120_00, "2026-05-15"]], { mandate: swiss });
    const [entry] = account.book.entries;
    const before = { ...account.book, entries: [{ ...entry, payer: null } as Entry] };
    account.scene.states.set(`${gladbeck}/account/household`, before);
    account.on("2026-07-20");
    expect(ordersOf(account, "2026-07-20")).to.deep.equal([]);
    expect(account.tasks[0]?.reasons).to.deep.equal(["mandate-without-address"]);
    expect(account.book.entries[0]?.mandate?.blocked).to.equal("mandate-without-address");
    expect(account.timers[0]?.name, "a reminder is on its way").to.equal("dunning");
    const told = account.book;
    account.settle({ act: "acknowledge", about: account.book.matters[0]?.id });
    expect(ordersOf(account, "2026-07-21")).to.deep.equal([]);
    expect(account.tasks, "once").to.deep.equal([]);
    expect(told.items[0]?.overdueFrom).to.equal("2026-07-20");
    account.bank(120_00, { bookedOn: "2026-07-22" });
    expect(account.book.items, "no surcharge for what the town did not collect").to.have.length(1);
  });

  it("of somebody else that were taken before the rule was known are not used any more", () => {
    const account = household().asked([[33_00, "2026-05-15"]], { mandate: swiss });
    const entries = account.book.entries.map((one) => ({ ...one, mandate: { ...one.mandate, holder: "Carla Fremd" } }));
    account.scene.states.set(`${gladbeck}/account/household`, { ...account.book, entries: entries as Entry[] });
    expect(ordersOf(account, "2026-05-12")).to.deep.equal([]);
    expect(account.tasks[0]?.reasons).to.deep.equal(["mandate-without-address"]);
  });

  it("that nothing is due by are left until something is", () => {
    const account = household().asked([[33_00, "2027-05-15"]], { mandate: swiss });
    const entries = account.book.entries.map((one) => ({ ...one, payer: null }));
    account.scene.states.set(`${gladbeck}/account/household`, { ...account.book, entries });
    expect(ordersOf(account, "2026-05-12")).to.deep.equal([]);
    expect(account.tasks).to.deep.equal([]);
  });
});

describe("payments: money that has no account to go to", () => {
  const owedBack = () => {
    const account = household().asked([[66_00, "2026-05-15"]], { mandate });
    return account.bank(66_00, { endToEndId: account.book.items[0]?.id ?? "" });
  };

  it("is a matter for a person once the mandate that named it is not used any more", () => {
    const account = owedBack().asked([[-33_00, "2026-08-17"]]);
    expect(account.tasks).to.deep.equal([]);
    const [debit] = account.book.items;
    account.reference = debit?.reference ?? "";
    account.bank(-66_00, { endToEndId: debit?.id ?? "", returned: { reason: "AC04" } });
    expect(account.tasks[0]?.reasons).to.have.members(["debit-returned", "refund-without-account"]);
  });

  it("is one where no transfer reaches the account that was named", () => {
    const payTo = { iban: "TR330006100519786457841326", holder: "Änne Beispiel" };
    const account = household().asked([[-441_00, "2026-05-29"]], { payTo });
    expect(account.tasks[0]?.reasons).to.deep.equal(["refund-without-account"]);
  });

  it("is not refunded where no transfer reaches, and who decides hears it", () => {
    for (const [payer, sentence] of [
      [{ iban: "TR330006100519786457841326", holder: "Änne Beispiel" }, "mit SEPA-Überweisung nicht erreichbar"],
      [{ iban: "DE00000000000000000014", holder: "Änne Beispiel" }, "mit SEPA-Überweisung nicht erreichbar"],
      [{ iban: "", holder: "Änne Beispiel" }, "von welchem Konto das Geld kam"],
      [{ iban: mandate.iban, holder: "" }, "wem das Konto gehört"],
    ] as const) {
      const account = household()
        .asked([[33_00, "2026-05-15"]])
        .bank(40_00, { ref: "B1", payer });
      expect(() => account.settle({ act: "refund", about: "B1" })).to.throw(sentence);
      account.settle({ act: "refund", about: "B1", ...mandate });
      if (account.book.pending.length) account.approve();
      expect(account.book.items.at(-1)?.payTo).to.include({ iban: mandate.iban });
    }
  });
});
