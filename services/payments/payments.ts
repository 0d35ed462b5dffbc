import {
  addDays,
  CaseDelayed,
  caseCommands,
  dayOf,
  endOfDay,
  NoticeRequested,
  PaymentArranged,
  PaymentChanged,
  PaymentReassigned,
  PaymentRequested,
  TaskChanged,
  type Town,
} from "../../platform/casework/index.ts";
import {
  computeId,
  Fault,
  type Message,
  onEach,
  type Processor,
  type ServiceDefinition,
} from "../../platform/messaging/index.ts";
import { nextDay } from "./dunning/dunning.ts";
import { AccountHandler } from "./handling.ts";
import { type Book, emptyBook, withLedger } from "./ledger/book.ts";
import { tasksOf } from "./ledger/tasks.ts";
import { accountProcessor, Collect, DunningDue, OnlineBegun, Settle, StatementLineTaken } from "./messages.ts";
import { AskAgain, onlineTimers } from "./online/online.ts";
import type { Said } from "./online/provider.ts";
import type { TownPayments } from "./town.ts";

export interface PaymentsParts {
  towns: Map<string, Town>;
  /** by ARS */
  accounts: Map<string, TownPayments>;
  /** asks the provider about the payments that a batch's timers are for */
  ask?(messages: readonly Message[]): Promise<Said>;
}

/**
 * Keeps what is owed and paid: requests become receivables or payouts with references, due dates and mandates, and
 * bank statements, timers and persons move them on. One state is one account; one more per town holds what belongs to
 * no account yet.
 */
export const payments = (parts: PaymentsParts): ServiceDefinition => ({
  name: "payments",
  processors: [accounts(parts)],
  taskChanged: TaskChanged,
  publishes: [PaymentArranged, PaymentChanged, PaymentReassigned, NoticeRequested, CaseDelayed, TaskChanged],
});

const contracts = [
  ...[PaymentRequested, PaymentReassigned, StatementLineTaken, Collect, OnlineBegun],
  ...[AskAgain, DunningDue, Settle, ...caseCommands],
];

function accounts(parts: PaymentsParts): Processor<Book, Said | undefined> {
  return {
    name: accountProcessor,
    initial: emptyBook,
    key: ({ envelope }) => ({ tenant: envelope.municipality, key: envelope.account }),
    prepare: async (messages) => await parts.ask?.(messages),
    on: onEach(contracts, (book, message, { now, prepared: said }) => {
      const { municipality } = message.envelope;
      const town = parts.towns.get(municipality);
      if (!town) throw new Fault("not-possible", "Diese Stadt ist hier nicht eingerichtet.");
      const says = parts.accounts.get(municipality) ?? { accounts: [], dunning: [], secondPerson: [] };
      return new AccountHandler({ town, says, now, today: dayOf(now), said }).handle(withLedger(book), message);
    }),
    view: (book) => ({
      status: `${book.entries.length} receivables`,
      tasks: tasksOf(book),
      timers: [...timersOf(book), ...onlineTimers(book)],
    }),
  };
}

/** One timer: the day of the earliest step of dunning has come. Nothing that was paid or deferred has a step. */
function timersOf(book: Book) {
  const day = nextDay(book);
  if (!day) return [];
  const ids = book.items
    .filter(({ dunning }) => dunning.next === day)
    .map(({ id, dunning }) => `${id} ${dunning.stage}`);
  return [DunningDue.at(computeId("dunning", day, ...ids), endOfDay(addDays(day, -1)))];
}
