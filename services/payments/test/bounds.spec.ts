import { expect } from "chai";
import type { Runtime } from "../../../platform/messaging/index.ts";
import { postingsMax } from "../handling.ts";
import { beginOnline, onlineMax } from "../online/paying-online.ts";
import { sandboxProvider } from "../online/sandbox-provider.ts";
import { gladbeck, household } from "./account.ts";

const now = new Date("2026-01-02T11:00:00Z");

describe("payments: what one account may have", () => {
  it("is 20,000 postings: money that comes beyond is kept for a person, and is not booked", () => {
    const account = household().asked([[1_00, "2026-02-16"]]);
    const postings = Array.from({ length: postingsMax - 1 }, (_, i) => ({ id: `p-${i}`, on: "2026-01-02", sides: [] }));
    account.scene.states.set(`${gladbeck}/account/household`, { ...account.book, postings });
    account.bank(50);
    expect(account.book.postings).to.have.length(postingsMax);
    expect(() => account.bank(50)).to.throw("account-full");
    expect(account.book.postings).to.have.length(postingsMax);
  });

  it("is twenty online payments at once: who begins another is told so", async () => {
    const account = household().asked([[1_00, "2026-02-16"]]);
    const { reference } = account;
    for (let i = 1; i <= onlineMax; i += 1) {
      const begun = { requestId: `request-${i}`, transactionId: `t-${i}`, reference, cents: 1_00 };
      account.scene.handle("record.online-begun", begun, { account: "household" });
    }
    const paidOn = { tenant: gladbeck, key: "household", book: account.book };
    const asked = { commandId: "c", reference, redirectUrl: "https://portal.example/", actor: "anna", at: now };
    const another = beginOnline(
      {} as Runtime,
      sandboxProvider(() => now),
      paidOn,
      asked,
    );
    const code = await another.then(
      () => "begun",
      (error) => error.code,
    );
    expect(code).to.equal("not-possible");
  });
});
