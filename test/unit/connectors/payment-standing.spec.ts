import { expect } from "chai";
import type { PortalNotification } from "../../../connectors/portals/common/portal.ts";
import { PaymentChanged } from "../../../platform/casework/case/events.ts";
import { ear, type Update } from "./ear.ts";

describe("connectors: what a portal is told of a payment", () => {
  it("is numbered like everything else, with reference, sums and a sentence", () => {
    const heard = ear().accepted().decided().arranged().changed("partly_paid", undefined, 11_00);
    expect(heard.told.at(-1)).to.deep.equal([4, "Progress"]);
    const update = (heard.events[0]?.body as Update).update as Record<string, unknown>;
    expect(update["nrw.sozialplattform.Progress"]).to.deep.equal({
      state: "PAYMENT",
      message: "Ihre Zahlung über 22,00 € ist eingegangen. Noch zu zahlen sind 11,00 €.",
      items: [],
      dueOn: "",
      payment: {
        ...{ reference: "RF18539007547034", event: "PARTLY_PAID", cents: 22_00, openCents: 11_00 },
        on: "2026-12-23",
      },
    });
    expect(heard.changed("paid").told.at(-1)).to.deep.equal([5, "Progress"]);
  });

  it("waits until the payment that it is about was told of, whatever comes first", () => {
    const early = ear().changed("paid").arranged().decided().accepted();
    expect(early.told.map(([, what]) => what)).to.deep.equal(["Received", "Decision", "Payment", "Progress"]);
    const other = ear().accepted().decided().arranged("RF1").changed("paid", "RF2");
    expect(other.told.at(-1), "another one's is held").to.deep.equal([3, "Payment"]);
    expect(other.arranged("RF2").told.slice(3)).to.deep.equal([
      [4, "Payment"],
      [5, "Progress"],
    ]);
  });

  it("is told of a payment from before references were noted", () => {
    const heard = ear().accepted().decided().arranged();
    const { payments: _, ...before } = heard.state;
    heard.states.set(heard.key, before);
    expect(heard.changed("returned").told.at(-1)).to.deep.equal([4, "Progress"]);
  });

  it("says why a mandate is not used, where one was given that is not", () => {
    const heard = ear().accepted().decided();
    const note = () => {
      const update = (heard.events[0]?.body as Update).update as Record<string, { note?: string }>;
      return update["nrw.sozialplattform.Payment"]?.note;
    };
    heard.arranged("RF1", "address_unknown");
    expect(note()).to.match(/^Ihr SEPA-Lastschriftmandat können wir nicht verwenden: .*läuft nicht auf Ihren Namen/);
    heard.arranged("RF2", "account_not_reached");
    expect(note()).to.include("Von dem angegebenen Konto können keine SEPA-Lastschriften eingezogen werden.");
    for (const other of ["none", "UNKNOWN"] as const) {
      heard.arranged(`RF ${other}`, other);
      expect(note(), other).to.equal("");
    }
  });

  it("is told of a payment that was held before reasons were told", () => {
    const heard = ear().accepted().arranged();
    const [held] = heard.state.held;
    const { note: _, ...notification } = held?.notification as Extract<PortalNotification, { kind: "payment" }>;
    heard.states.set(heard.key, { ...heard.state, held: [{ ...held, notification } as NonNullable<typeof held>] });
    expect(heard.decided().told.at(-1)).to.deep.equal([3, "Payment"]);
  });

  it("leaves a decided application decided", () => {
    const heard = ear().accepted().decided().arranged();
    for (const change of ["reminded", "dunned", "surcharged", "handed_over", "paid"] as const) heard.changed(change);
    expect(heard.view.status).to.equal("decided");
    expect(heard.told.filter(([, what]) => what === "Decision")).to.have.length(1);
  });

  it("never names an account or a person", () => {
    const heard = ear().accepted().decided().arranged();
    const iban = "DE73000000000000000013";
    heard.handle(PaymentChanged.name, {
      ...{ reference: "RF18539007547034", change: "returned", cents: 22_00, openCents: 22_00, on: "2026-12-23" },
      ...{ payer: { iban, holder: "Änne Beispiel" } },
    });
    expect(heard.told.at(-1)).to.deep.equal([4, "Progress"]);
    expect(JSON.stringify(heard.events)).not.to.match(new RegExp(`${iban}|Beispiel`));
  });
});
