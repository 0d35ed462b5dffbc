import { expect } from "chai";
import fc from "fast-check";
import { addDays } from "../../../platform/casework/law/calendar.ts";
import { Fault } from "../../../platform/messaging/faults.ts";
import { dun, plan } from "../dunning/dunning.ts";
import {
  acknowledge,
  chargeNote,
  defer,
  keepNote,
  refundNote,
  sendNote,
  takeBack,
  takeBackNote,
} from "../ledger/acts.ts";
import { type Book, emptyBook, isOwedToTown, openOf } from "../ledger/book.ts";
import { bookRequest, withMissingAccounts } from "../ledger/booking.ts";
import type { Booked } from "../ledger/change.ts";
import { paying } from "../ledger/late.ts";
import { balancesOf, differenceOf, sumOf } from "../ledger/ledger.ts";
import { debitReturned, keep, paidOut, payoutReturned, receive } from "../ledger/money.ts";
import { entry, mandate, money, rule, since, wrongIn } from "./books.ts";

const kinds = [
  ...[
    "tax",
    "tax",
    "benefit",
    "credit",
    "pay",
    "pay",
    "pay",
    "pay again",
    "pay, known late",
    "debit back",
    "pay out",
    "payout back",
  ],
  ...[
    "unknown",
    "money out",
    "keep",
    "refund",
    "assign",
    "defer",
    "look",
    "charge",
    "take back",
    "pay online",
    ...Array<"days go by">(8).fill("days go by"),
  ],
] as const;
const step = fc.record({
  kind: fc.constantFrom(...kinds),
  cents: fc.oneof(fc.integer({ min: 1, max: 99_99 }), fc.constantFrom(1, 33_00, 132_00, 627_00)),
  pick: fc.nat(50),
  days: fc.integer({ min: 1, max: 90 }),
});
type Step = { kind: string; cents: number; pick: number; days: number };

/** A town's account of one household and its suspense account, with what happened counted apart from the ledger. */
class History {
  household: Book = emptyBook();
  suspense: Book = emptyBook();
  asked = 0;
  charged = 0;
  surcharged = false;
  onTheBank = 0;
  withProvider = 0;
  today = "2026-01-02";
  private count = 0;
  private last: { cents: number; reference: string; id: string } | undefined;

  private id(): string {
    this.count += 1;
    return `${this.count}`;
  }

  private picked<T>(list: readonly T[], pick: number): T | undefined {
    return list[pick % Math.max(1, list.length)];
  }

  take({ kind, cents, pick, days }: Step): void {
    try {
      this.happens(kind, cents, pick, days);
    } catch (error) {
      // What a person asks for and cannot have changes nothing.
      if (!(error instanceof Fault) || !["not-possible", "not-waiting"].includes(error.code)) throw error;
    }
    this.household = plan(withMissingAccounts(this.household, since), () => rule);
  }

  private become({ book, changes }: Booked): void {
    this.household = book;
    this.surcharged ||= changes.some(({ what }) => what === "surcharged");
  }

  /** Something that settles, on a day; coming again at once it must have no effect. */
  private settles(id: string, on: string, work: (book: Book) => Booked): void {
    this.become(paying(this.household, { id, on }, since, work));
  }

  private happens(kind: string, cents: number, pick: number, days: number): void {
    if (kind === "days go by") this.daysGoBy(days);
    else if (["tax", "benefit", "credit"].includes(kind)) this.request(kind, cents, pick);
    else if (["keep", "refund", "assign", "defer", "look", "charge", "take back"].includes(kind))
      this.personActs(kind, pick);
    else this.bankSays(kind, cents, pick);
  }

  private request(kind: string, cents: number, pick: number): void {
    const reference = `R${this.id()}`;
    const half = Math.floor(cents / 2);
    const sign = kind === "tax" ? 1 : -1;
    const claims: [number, string][] = [
      [sign * (cents - half), addDays(this.today, 30)],
      [sign * half, addDays(this.today, 120)],
    ];
    const made = entry(reference, claims, {
      mandate: pick % 3 === 0 ? mandate : null,
      charge: kind === "benefit" ? "benefit" : "tax",
      payTo: kind === "benefit" ? { iban: mandate.iban, holder: mandate.holder } : null,
    });
    this.asked += sign * cents;
    this.settles(made.requestId, this.today, (book) => bookRequest(book, made, this.today));
  }

  private bankSays(kind: string, cents: number, pick: number): void {
    const { items } = this.household;
    const payouts = items.filter((one) => !isOwedToTown(one));
    const item = this.picked(kind.startsWith("pay") && kind.includes("out") ? payouts : items, pick);
    const aim = { reference: item?.reference ?? "R0", itemId: item?.id ?? "" };
    const movement = money(this.id(), cents, this.today);
    const whole = { ...movement, cents: item?.cents ?? cents };
    if (kind === "pay online") {
      this.withProvider += cents;
      this.settles(movement.id, this.today, (book) => receive(book, movement, aim, "online"));
    } else if (kind === "pay" || kind === "pay, known late") {
      this.last = { id: movement.id, cents, reference: aim.reference };
      this.onTheBank += cents;
      const on = kind === "pay" ? this.today : addDays(this.today, -(pick % 40));
      this.settles(movement.id, on, (book) => receive(book, { ...movement, bookedOn: on }, aim));
    } else if (kind === "pay again" && this.last) {
      // The same entry of a statement that came twice: no effect.
      const again = { ...movement, ...this.last };
      const { reference } = this.last;
      const before = this.household;
      this.settles(again.id, this.today, (book) => receive(book, again, { reference, itemId: "" }));
      expect(this.household).to.deep.equal(before);
    } else if (kind === "debit back") {
      this.onTheBank -= whole.cents + 3_00;
      this.become(debitReturned(this.household, whole, aim, { charges: 3_00, reason: "AC04" }));
    } else if (kind === "pay out" && item && !isOwedToTown(item)) {
      this.onTheBank -= cents % 2 ? openOf(item) || cents : cents;
      this.become(paidOut(this.household, { ...movement, cents: cents % 2 ? openOf(item) || cents : cents }, aim));
    } else if (kind === "payout back") {
      const charge = Math.min(1_00, whole.cents - 1);
      this.onTheBank += whole.cents - charge;
      this.become(payoutReturned(this.household, whole, aim, charge));
    } else if (kind === "unknown" || kind === "money out") {
      const signed = kind === "unknown" ? cents : -cents;
      this.onTheBank += signed;
      this.suspense = keep(this.suspense, movement, signed, { reason: "unknown-reference", reference: "" }).book;
    }
  }

  private personActs(kind: string, pick: number): void {
    const act = { id: this.id(), on: this.today };
    const note = this.picked(this.household.notes, pick);
    const reference = this.picked(this.household.entries, pick)?.reference ?? "";
    if (kind === "charge" && note) this.become(chargeNote(this.household, act, note.id));
    if (kind === "take back" && note && note.cents < 0)
      this.become(takeBackNote(this.household, act, note.id, reference));
    if (kind === "keep" && note) this.become(keepNote(this.household, act, note.id));
    if (kind === "refund" && note) this.become(refundNote(this.household, act, note.id, null));
    if (kind === "defer" && reference) this.become(defer(this.household, act, reference, addDays(this.today, 60)));
    const matter = this.picked(this.household.matters, pick);
    if (kind === "look" && matter) this.become(acknowledge(this.household, matter.id, mandate));
    const lost = this.picked(this.suspense.notes, pick);
    if (kind !== "assign" || !lost || !reference) return;
    const sent = sendNote(this.suspense, act, lost.id);
    this.suspense = sent.book;
    const { cents } = sent.note;
    const there = { id: this.id(), on: this.today };
    const movement = money(there.id, cents, this.today);
    if (cents < 0) this.become(takeBack(this.household, there, { ...sent.note, id: there.id, reference }));
    else
      this.settles(there.id, lost.bookedOn, (book) => receive(book, movement, { reference, itemId: "" }, "transfer"));
  }

  private daysGoBy(days: number): void {
    this.today = addDays(this.today, days);
    const step = dun(this.household, { id: this.id(), today: this.today, since }, () => rule);
    this.charged += step.dunned.reduce((sum, { feeCents }) => sum + feeCents, 0);
    this.become(step);
  }

  /** What is wrong between what was asked for and paid, and what the ledger holds. */
  get wrong(): string[] {
    const whole = sumOf([balancesOf(this.household.postings), balancesOf(this.suspense.postings)]);
    const differ = (what: string, ledger: number, counted: number) =>
      ledger === counted ? [] : [`${what}: the ledger has ${ledger}, what happened comes to ${counted}`];
    return [
      ...wrongIn(this.household),
      ...wrongIn(this.suspense),
      ...differ("asked for by services", -whole.assessed, this.asked),
      ...differ("charged as fees", -whole.fees, this.charged),
      ...differ("on the bank account", whole.bank, this.onTheBank),
      ...differ("with the provider", whole.online, this.withProvider),
      ...differ("on its way", whole.transfer, 0),
      ...differ(
        "held of what was asked for",
        whole.receivable + whole.payable + whole.bank + whole.online + whole.charges + whole.suspense,
        this.asked + this.charged - whole.surcharges,
      ),
    ];
  }
}

describe("payments: the ledger", () => {
  it("balances after every event of 10,000 random histories, and holds exactly what services asked for", () => {
    const seen = new Map<string, number>();
    fc.assert(
      fc.property(fc.array(step, { minLength: 4, maxLength: 16 }), (steps) => {
        const history = new History();
        for (const one of steps) {
          history.take(one);
          expect(history.wrong).to.deep.equal([]);
        }
        const { household, suspense } = history;
        for (const what of [...household.notes, ...household.matters, ...suspense.notes].map(({ reason }) => reason))
          seen.set(what, (seen.get(what) ?? 0) + 1);
        const count = (what: string) => seen.set(what, (seen.get(what) ?? 0) + 1);
        if (history.charged > 0) count("fee");
        if (history.surcharged) count("surcharge");
        const owed = household.items.filter(({ kind }) => kind === "surcharge");
        if (owed.some(({ settledCents }) => settledCents > 0)) count("surcharge that was paid");
        if (household.postings.some(({ id }) => id.includes("/late-back/"))) count("surcharge that was taken back");
      }),
      { numRuns: 10_000, seed: 20261122 },
    );
    // Histories that never lead anywhere would prove nothing.
    for (const what of [
      ...["overpaid", "unclear-return", "unclear-debit", "unknown-reference", "debit-returned", "payout-returned"],
      ...["refund-without-account", "hand-over", "fee", "surcharge", "surcharge that was paid"],
      "surcharge that was taken back",
    ])
      expect(seen.get(what) ?? 0, what).to.be.above(20);
  });

  it("would be seen not to balance, or to hold something else than was asked for", () => {
    const history = new History();
    history.take({ kind: "tax", cents: 33_00, pick: 1, days: 1 });
    expect(history.wrong).to.deep.equal([]);
    history.asked += 1;
    expect(history.wrong).to.have.length(2);
    const [first] = history.household.postings;
    if (!first) throw new Error("nothing was posted");
    history.household = { ...history.household, postings: [{ ...first, sides: first.sides.slice(1) }] };
    expect(history.wrong).to.include("debit and credit differ");
    expect(differenceOf(balancesOf(history.household.postings))).to.equal(33_00);
  });
});
