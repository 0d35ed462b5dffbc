import { PaymentArranged, PaymentRequested } from "../../../platform/casework/case/events.ts";
import { readTownFiles, readTowns } from "../../../platform/casework/towns/towns.ts";
import { given } from "../../../test/support/given.ts";
import type { StatementLine } from "../camt/camt-lines.ts";
import type { Book } from "../ledger/book.ts";
import type { Said } from "../online/provider.ts";
import { payments } from "../payments.ts";
import type { Request } from "../rules.ts";
import { match } from "../statements/matching.ts";
import schema from "../town.schema.json" with { type: "json" };
import type { TownPayments } from "../town.ts";

export const gladbeck = "055620014014";
const towns = readTownFiles<TownPayments>("payments", schema);

export const payer = {
  familyName: "Beispiel",
  givenNames: "Änne",
  birthDate: "1984-02-29",
  address: { street: "Musterweg", houseNumber: "1", supplement: "", postcode: "45966", city: "Gladbeck" },
};
export const mandate = { iban: "DE46000000000000000014", holder: "Änne Beispiel", signedOn: "2026-01-01" };
export const payTo = { iban: "DE73000000000000000013", holder: "Änne Beispiel" };

/** An account of a household in Gladbeck, and the town's suspense account. */
export const household = () =>
  new Account(
    given<Book, Said | undefined>(payments({ towns: readTowns(), accounts: towns }), {
      municipality: gladbeck,
      account: "household",
      caseId: "case",
      caseNumber: "GLA-26-7K3M9-Q2XAB-41",
    }).on("2026-01-02"),
  );

type Scene = ReturnType<typeof given<Book, Said | undefined>>;

/** What happens to one account, said shortly. */
export class Account {
  readonly scene: Scene;
  reference = "";
  private count = 0;

  constructor(scene: Scene) {
    this.scene = scene;
  }

  on(day: string): this {
    this.scene.on(day);
    return this;
  }

  /** A service asks for claims of [cents, due on]. */
  asked(claims: [number, string][], more: Partial<Request> = {}): this {
    const list = claims.map(([cents, dueOn], i) => ({ cents, dueOn, label: `Rate ${i + 1}` }));
    const totalCents = claims.reduce((sum, [cents]) => sum + cents, 0);
    const body: Request = {
      ...{ payer, purpose: "Hundesteuer", claims: list, totalCents, mandate: null, payTo: null, charge: "tax" },
      ...more,
    };
    this.scene.when(PaymentRequested, body, { account: "household" });
    this.reference = this.scene.said(PaymentArranged).reference;
    return this;
  }

  /** The bank says that money moved. */
  bank(cents: number, said: Partial<StatementLine> & { ref?: string } = {}): this {
    this.count += 1;
    const { ref = `entry ${this.count}`, ...more } = said;
    const line: StatementLine = {
      ...{ id: ref, cents, bookedOn: "2026-03-02", returned: null, chargeCents: 0 },
      ...{ endToEndId: "", structured: this.reference, text: "", payer: payTo },
      ...more,
    };
    const found = match(line, this.references);
    const account = (found.kind === "exact" && this.references.get(found.reference)) || "suspense";
    this.scene.handle("record.statement-line", { ...line, match: found }, { id: ref, account });
    return this;
  }

  /** A person decides. */
  settle(body: object, own = "household", actor = "anna"): this {
    this.scene.handle("command.settle", { ...body, bookKey: own, actor }, { account: own });
    return this;
  }

  /** A second person approves what the first one decided last. */
  approve(own = "household", actor = "kasse"): this {
    const itemId = this.scene.states.get(`${gladbeck}/account/${own}`)?.pending.at(-1)?.id;
    return this.settle({ act: "approve", about: itemId }, own, actor);
  }

  /** The timer that the account waits for fires on its day. */
  timerFires(): string {
    const timer = this.timers.find((one) => one.name === "dunning");
    if (!timer) throw new Error("no timer is set");
    this.scene.on(timer.due).handle("timer.dunning", {}, { id: timer.id, account: "household" });
    return timer.due;
  }

  /** As services/payments/register.ts reads them. */
  private get references(): Map<string, string> {
    const known = new Map([[this.reference, "household"]]);
    for (const { reference } of this.suspense?.items ?? []) known.set(reference, "suspense");
    return known;
  }

  get book() {
    const found = this.scene.states.get(`${gladbeck}/account/household`);
    if (!found) throw new Error("nothing was booked yet");
    return found;
  }

  get suspense() {
    return this.scene.states.get(`${gladbeck}/account/suspense`);
  }

  get tasks() {
    return this.scene.view.tasks;
  }

  get timers() {
    const [accounts] = this.scene.service.processors;
    return accounts?.view(this.book).timers ?? [];
  }
}
