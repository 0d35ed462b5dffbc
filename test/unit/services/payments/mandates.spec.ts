import { expect } from "chai";
import { PaymentArranged } from "../../../../platform/contracts/events.ts";
import { unsealOrders } from "../../../../services/payments/collecting.ts";
import { household } from "./account.ts";

describe("payments: mandates from outside of the EEA", () => {
  const swiss = { iban: "CH9300762011623852957", holder: "Änne Beispiel", signedOn: "2026-01-01" };
  const orders = (account: ReturnType<typeof household>) => {
    const asked = { fileId: "F1", kind: "debits", today: "2026-05-12", until: "2026-12-31" };
    account.scene.handle("record.collect", asked, { account: "household" });
    return unsealOrders(account.scene.answer as string);
  };

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
});
