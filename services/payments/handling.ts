import {
  aboutOf,
  holds,
  isCaseCommand,
  PaymentArranged,
  PaymentChanged,
  PaymentReassigned,
  PaymentRequested,
  type Town,
} from "../../platform/casework/index.ts";
import {
  type Envelope,
  Fault,
  type Handled,
  is,
  type Message,
  type NewEvent,
  newEvent,
} from "../../platform/messaging/index.ts";
import type { EventBodies } from "../../types/generated/events.ts";
import { collect } from "./bank-files/collecting.ts";
import { dun, plan } from "./dunning/dunning.ts";
import { dunningLetter } from "./dunning/letters.ts";
import { takeBack } from "./ledger/acts.ts";
import { type Book, type Entry, entryOf, openOf } from "./ledger/book.ts";
import { bookRequest, openItems, withMissingAccounts } from "./ledger/booking.ts";
import { type Booked, type Change, unchanged } from "./ledger/change.ts";
import { paying } from "./ledger/late.ts";
import { isPosted } from "./ledger/ledger.ts";
import { mandateMatter } from "./ledger/mandates.ts";
import { receive } from "./ledger/money.ts";
import { withHolds } from "./ledger/second-person.ts";
import type { Settlement } from "./ledger/settlement.ts";
import { settleBy } from "./ledger/settling.ts";
import { Collect, DunningDue, OnlineBegun, Settle, StatementLineTaken } from "./messages.ts";
import { AskAgain, answered, begin } from "./online/online.ts";
import type { Said } from "./online/provider.ts";
import { accountOn, arrange, type MandateProblem, mandateProblem, type Request } from "./rules.ts";
import { takeLine } from "./statements/lines.ts";
import type { TownPayments } from "./town.ts";

/** Requests on one account, whose book is read and written as a whole. */
export const entriesMax = 5_000;
/** Postings on one account up to which money that comes in is booked there: some 5 MB of its book. */
export const postingsMax = 20_000;

export interface Moment {
  town: Town;
  says: TownPayments;
  now: Date;
  /** in Berlin, YYYY-MM-DD */
  today: string;
  /** what the provider said of the payments that timers ask about */
  said: Said | undefined;
}

/** One message on one account, at one moment. */
export class AccountHandler {
  private readonly moment: Moment;

  constructor(moment: Moment) {
    this.moment = moment;
  }

  handle(book: Book, message: Message): Handled<Book> {
    if (is(PaymentRequested, message)) return this.requested(book, message);
    if (is(PaymentReassigned, message)) return this.done(this.reassigned(book, message));
    if (is(StatementLineTaken, message)) {
      this.demandRoom(book);
      return this.done(takeLine(book, message.body, this.since));
    }
    if (is(Collect, message)) {
      const collected = collect(book, message.body, this.since);
      return { ...this.done(unchanged(collected.book)), personalAnswer: collected.orders };
    }
    if (is(OnlineBegun, message)) return { state: begin(book, message.body, this.moment.now), events: [] };
    if (is(AskAgain, message))
      return this.done(answered(book, message.id, this.moment.said?.get(message.id), this.moment.now));
    if (is(DunningDue, message)) return this.dunned(book, message.id);
    if (is(Settle, message)) return this.settled(book, message);
    if (isCaseCommand(message)) throw new Fault("not-possible", "Über Zahlungen wird mit payments.settle entschieden.");
    throw new Fault("bad-contract", message.type);
  }

  private get since(): string {
    return this.moment.now.toISOString();
  }

  /** Without a rule nothing leaves on one person's word. */
  private get aboveCents(): number {
    const { says, today } = this.moment;
    return says.secondPerson.find((rule) => holds(rule, today))?.aboveCents ?? 0;
  }

  private ruleOn = (day: string) => {
    const { dunning } = this.moment.says;
    return dunning.find((rule) => holds(rule, day)) ?? dunning.find((rule) => holds(rule, this.moment.today));
  };

  private requested(book: Book, { id, envelope, body }: Message<Request>): Handled<Book> {
    const { town, says, today } = this.moment;
    // Kept as a dead letter, and its portal hears "delayed": a person parts the account, and nothing of it is lost.
    if (book.entries.length >= entriesMax) throw new Fault("account-full", `Es hat ${entriesMax} Anforderungen.`);
    const arranged = arrange(body, id, { code: town.code, account: accountOn(says.accounts, today) }, today);
    const entry = entryFor(id, envelope, body, arranged);
    const booked = paying(book, { id, on: today }, this.since, (before) => {
      const { book: after, changes } = bookRequest(before, entry, today);
      return { book: withHolds(before, after, this.aboveCents, this.since), changes };
    });
    const { state, events } = this.done(
      this.withMandateProblem(booked, arranged.reference, mandateProblem(body, today)),
    );
    return { state, events: [newEvent(PaymentArranged, arranged), ...events] };
  }

  /** The debtor is told to transfer; a person hears why nothing is collected. */
  private withMandateProblem(booked: Booked, reference: string, reason: MandateProblem | undefined): Booked {
    if (!reason) return booked;
    const matter = { id: mandateMatter(reference), reason, reference, since: this.since };
    return { ...booked, book: { ...booked.book, matters: [...booked.book.matters, matter] } };
  }

  /** Money that a person said is for this account. */
  private reassigned(book: Book, { id, body }: Message<EventBodies["payment.reassigned.v1"]>): Booked {
    this.demandRoom(book);
    const { reference, cents, bookedOn, text, payer } = body;
    const { today } = this.moment;
    const movement = { id, cents: Math.abs(cents), bookedOn: today, payer: { ...payer }, text, since: this.since };
    if (cents >= 0)
      return paying(book, { id, on: bookedOn }, this.since, (before) =>
        receive(before, movement, { reference, itemId: "" }, "transfer"),
      );
    if (isPosted(book.postings, id)) return { book, changes: [] };
    const note = { id, cents, reason: "unclear-return" as const, reference, bookedOn, payer: { ...payer }, text };
    return takeBack(book, { id, on: today }, { ...note, since: this.since });
  }

  /** Kept as a dead letter, which who took the statement in is told: a person parts the account, and no money is lost. */
  private demandRoom({ postings }: Book): void {
    if (postings.length >= postingsMax) throw new Fault("account-full", `Es hat ${postingsMax} Buchungen.`);
  }

  private dunned(book: Book, id: string): Handled<Book> {
    const { today, town, says } = this.moment;
    const step = dun(book, { id, today, since: this.since }, this.ruleOn);
    const sender = { town, account: accountOn(says.accounts, today) };
    const letters = step.dunned.flatMap((one) => {
      const entry = entryOf(book, one.reference);
      return entry ? dunningLetter(one, entry, sender, today) : [];
    });
    const { state, events } = this.done(step);
    return { state, events: [...events, ...letters] };
  }

  private settled(book: Book, { id, body }: Message<Settlement & { actor?: string }>): Handled<Book> {
    const { actor = "", ...settlement } = body;
    const { today: on } = this.moment;
    const result = settleBy(book, settlement, { id, on, actor, since: this.since, aboveCents: this.aboveCents });
    const { state, events } = this.done(result);
    if (!result.sent) return { state, events };
    const { reference, account, note } = result.sent;
    const { cents, bookedOn, text, payer } = note;
    const sent = { reference, entryId: note.id, cents, bookedOn, text, payer };
    return { state, events: [...events, newEvent(PaymentReassigned, sent, { account })] };
  }

  /** Plans the next steps of dunning, asks for accounts that are missing, and tells what changed. */
  private done({ book, changes }: Booked): Handled<Book> {
    const state = plan(withMissingAccounts(book, this.since), this.ruleOn);
    return { state, events: changes.flatMap((change) => this.notify(state, change)) };
  }

  /** What was given back from suspense belongs to no case: nobody is told. */
  private notify(book: Book, { reference, what, cents }: Change): NewEvent[] {
    const entry = entryOf(book, reference);
    if (!entry) return [];
    const open = openItems(book).filter((item) => item.reference === reference);
    const openCents = open.reduce((sum, item) => sum + openOf(item), 0);
    return [
      newEvent(PaymentChanged, { reference, change: what, cents, openCents, on: this.moment.today }, entry.metadata),
    ];
  }
}

function entryFor(
  requestId: string,
  envelope: Envelope,
  { mandate, payTo, payer, charge }: Request,
  { reference, totalCents, claims, mandateReference }: EventBodies["payment.arranged.v1"],
): Entry {
  const usable = mandate && mandateReference ? { ...mandate, reference: mandateReference, blocked: "" } : null;
  return {
    ...{ requestId, caseId: envelope.caseId, reference, totalCents, claims, payTo, payer, charge, mandate: usable },
    metadata: aboutOf(envelope) as Entry["metadata"],
  };
}
