import { expect } from "chai";
import { PaymentChanged } from "../../../platform/casework/case/events.ts";
import { emptyEnvelope } from "../../../platform/messaging/contracts/envelope.ts";
import { Fault } from "../../../platform/messaging/faults.ts";

import type { Message } from "../../../platform/messaging/messages/message.ts";
import type { Log } from "../../../platform/messaging/telemetry/log.ts";
import { paymentActions } from "../actions.ts";
import { balancesOf } from "../ledger/ledger.ts";
import { askProvider } from "../online/paying-online.ts";
import type { PaymentInformation } from "../online/provider.ts";
import { requestFor } from "../online/provider.ts";
import { sandboxProvider } from "../online/sandbox-provider.ts";
import { type Account, household } from "./account.ts";
import { wrongIn } from "./books.ts";

const order = {
  reference: "RF98GLA000000000000001",
  description: "Hundesteuer",
  redirectUrl: "https://portal.example/",
};
const at = (ms: number) => new Date(Date.parse("2026-01-02T11:00:00Z") + ms);

/** A household that has begun to pay all it owes, and what the sandbox says of it at a moment. */
async function paying(cents: number) {
  let clock = at(0);
  const provider = sandboxProvider(() => clock);
  const account = household().asked([[cents, "2026-02-16"]]);
  const { reference } = account;
  const begun = await provider.create(requestFor("0123456789abcdef", cents, { ...order, reference }, clock));
  const body = { requestId: "0123456789abcdef", transactionId: begun.transactionId, reference, cents };
  account.scene.handle("record.online-begun", body, { account: "household" });
  const asked = async (when: Date): Promise<PaymentInformation> => {
    clock = when;
    return await provider.read(begun.transactionId);
  };
  return { account, asked };
}

/** The timer that asks the provider fires, and the provider says something, or nothing. */
function fires(account: Account, said?: PaymentInformation): string {
  const timer = account.timers.find(({ name }) => name === "online");
  if (!timer) throw new Error("nobody asks the provider");
  const answers = new Map(said ? [[timer.id, said]] : []);
  account.scene.on(timer.due).handle("timer.online", {}, { id: timer.id, account: "household" }, answers);
  return timer.due;
}
const isAsked = (account: Account) => account.timers.some(({ name }) => name === "online");

describe("payments: paying online", () => {
  it("is paid when the provider says so, not when the citizen comes back", async () => {
    const { account, asked } = await paying(33_00);
    fires(account, await asked(at(1_000)));
    expect(account.scene.events, "they are still at it").to.deep.equal([]);
    fires(account, await asked(at(6_000)));
    expect(account.scene.said(PaymentChanged)).to.deep.include({ change: "paid", cents: 33_00, openCents: 0 });
    expect(isAsked(account)).to.equal(false);
    expect(balancesOf(account.book.postings)).to.include({ online: 33_00, receivable: 0, bank: 0 });
    expect(account.timers, "nor is anybody reminded").to.deep.equal([]);
  });

  it("that failed or was cancelled leaves everything open", async () => {
    for (const cents of [33_13, 33_14]) {
      const { account, asked } = await paying(cents);
      fires(account, await asked(at(6_000)));
      expect(isAsked(account)).to.equal(false);
      expect(balancesOf(account.book.postings)).to.include({ online: 0, receivable: cents });
      expect(account.tasks).to.deep.equal([]);
    }
  });

  it("asks less and less often, for two days; a provider that never answered is for a person", async () => {
    const { account } = await paying(33_15);
    const times: number[] = [];
    while (isAsked(account)) times.push(Date.parse(fires(account)) - at(0).getTime());
    expect(times.slice(0, 3)).to.deep.equal([5_000, 15_000, 35_000]);
    expect(times.at(-1)).to.be.within(48 * 3_600_000, 49 * 3_600_000);
    expect(times.length).to.be.below(70);
    expect(account.tasks[0]?.reasons).to.deep.equal(["online-unclear"]);
  });

  it("that nobody finished ends quietly after two days", async () => {
    const { account, asked } = await paying(33_15);
    const said = await asked(at(6_000));
    while (isAsked(account)) fires(account, said);
    expect(account.tasks).to.deep.equal([]);
  });

  it("is begun once, however often the same begin is noted", async () => {
    const { account } = await paying(33_00);
    const { online } = account.book;
    account.scene.handle("record.online-begun", online[0], { account: "household" });
    expect(account.book.online).to.have.length(1);
  });

  it("is what the provider holds until it passes the money on, which a person sees in suspense", async () => {
    const { account, asked } = await paying(33_00);
    fires(account, await asked(at(6_000)));
    account.bank(33_00, { ref: "payout", structured: "", text: "SANDBOX Sammelauszahlung" });
    account.settle({ act: "clear-online", about: "payout" }, "suspense");
    const town = [...account.book.postings, ...(account.suspense?.postings ?? [])];
    expect(balancesOf(town)).to.include({ online: 0, bank: 33_00, suspense: 0, receivable: 0 });
    expect(wrongIn(account.suspense ?? account.book)).to.deep.equal([]);
  });

  it("asks the provider for what it takes: euros, 27 characters, 36 of an id", () => {
    const request = requestFor("a".repeat(32), 132_07, { ...order, description: "x".repeat(300) }, at(0));
    expect(request.grossAmount).to.equal(132.07);
    expect(request.purpose).to.match(/^[\w -]{1,27}$/);
    expect(request.description).to.have.length(250);
    for (const cents of [0, -1, 0.5, 1_000_000_00])
      expect(() => requestFor("a", cents, order, at(0))).to.throw(RangeError);
  });
});

describe("payments: online, where no provider is set up", () => {
  const actions = paymentActions({
    runtime: () => {
      throw new Error("nothing is asked of the store");
    },
    prove: async () => ({ id: "anna", grants: [] }),
    ...{ towns: new Map(), accounts: new Map(), provider: undefined },
  });

  it("are refused with that sentence", async () => {
    const { handler } = actions.online as unknown as { handler(ctx: object): Promise<unknown> };
    const params = { caseNumber: "N", reference: "RF", redirectUrl: "https://portal.example/", commandId: "c" };
    const problem = await handler({ params, meta: {} }).catch((error: unknown) => error);
    expect(problem)
      .to.be.instanceOf(Fault)
      .and.include({
        ...{
          code: "not-possible",
          detail: "Hier ist kein Bezahldienst eingerichtet. Online-Zahlungen sind nicht möglich.",
        },
      });
  });

  it("are asked about again later, where one was set up before", async () => {
    const ask = askProvider(undefined, { read: async () => [] }, {} as Log);
    const timer: Message = { id: "t", type: "timer.online", envelope: emptyEnvelope, body: { key: "k" } };
    expect((await ask([timer])).size).to.equal(0);
  });
});
