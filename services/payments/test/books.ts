import type { DunningRule } from "../dunning/dunning.ts";
import { type Book, type Entry, emptyBook, openOf } from "../ledger/book.ts";
import { balancesOf, differenceOf } from "../ledger/ledger.ts";
import type { Movement } from "../ledger/money.ts";

export const since = "2026-01-02T09:00:00.000Z";

export const rule: DunningRule = {
  from: "2020-01-01",
  reminderDays: 7,
  dunningDays: 14,
  handOverDays: 7,
  smallestCents: 5_00,
  fees: [
    { upToCents: 100_00, feeCents: 6_00 },
    { upToCents: null, feeCents: 12_00 },
  ],
  source: "invented for tests",
};

export const mandate = {
  reference: "GLA-M-1",
  iban: "DE46000000000000000014",
  holder: "Änne Beispiel",
  signedOn: "2026-01-01",
  blocked: "",
};

/** What was arranged for claims of [cents, due on]. */
export function entry(reference: string, claims: [number, string][], more: Partial<Entry> = {}): Entry {
  return {
    requestId: `request of ${reference}`,
    caseId: "case",
    reference,
    totalCents: claims.reduce((sum, [cents]) => sum + cents, 0),
    claims: claims.map(([cents, dueOn], i) => ({ cents, dueOn, label: `Rate ${i + 1}` })),
    payTo: null,
    charge: "tax",
    mandate: null,
    payer: null,
    metadata: {},
    ...more,
  };
}

export const empty = emptyBook();

/** Money of somebody invented. */
export const money = (id: string, cents: number, bookedOn = "2026-03-02"): Movement => ({
  ...{ id, cents, bookedOn, since },
  payer: { iban: "DE73000000000000000013", holder: "Bernd Beispiel" },
  text: "",
});

/** What the ledger has as surcharges, what is owed as such, and the months that it arose for: three times one sum. */
function surchargesWrong({ items, matters }: Book, charged: number): string[] {
  const owed = items.filter(({ kind }) => kind === "surcharge");
  const months = items.flatMap(({ late }) => late?.months ?? []);
  const sum = (list: readonly { cents: number }[]) => list.reduce((all, { cents }) => all + cents, 0);
  const leftToAPerson = matters.some(({ reason }) => reason === "surcharge-unclear");
  return [
    ...(sum(owed) === charged ? [] : ["surcharges are not what the ledger holds"]),
    ...(sum(months) === charged || leftToAPerson ? [] : ["surcharges are not what arose by month"]),
    ...(owed.every(({ cents }) => cents % 50 === 0) ? [] : ["a surcharge that is no percent of fifties of euros"]),
    ...(items.every(({ kind, late }) => kind === "receivable" || !late) ? [] : ["a surcharge on a surcharge or fee"]),
  ];
}

/** Everything that has to hold of a book at any time, as sentences about what is wrong. */
export function wrongIn(book: Book): string[] {
  const balances = balancesOf(book.postings);
  const open = (...kinds: string[]) =>
    book.items.filter(({ kind }) => kinds.includes(kind)).reduce((sum, item) => sum + openOf(item), 0);
  const noted = book.notes.reduce((sum, { cents }) => sum + cents, 0);
  const ids = book.items.map(({ id }) => id);
  return [
    ...(differenceOf(balances) === 0 ? [] : ["debit and credit differ"]),
    ...(balances.receivable === open("receivable", "fee", "surcharge")
      ? []
      : ["open receivables are not what the ledger holds"]),
    ...surchargesWrong(book, -balances.surcharges),
    ...(balances.payable === -open("payout", "refund") ? [] : ["open payouts are not what the ledger holds"]),
    ...(balances.suspense === -noted ? [] : ["money in suspense has no note"]),
    ...(book.items.every(({ cents, settledCents }) => settledCents >= 0 && settledCents <= cents)
      ? []
      : ["more was paid of an item than it is"]),
    ...(new Set(ids).size === ids.length ? [] : ["two items have one id"]),
    ...(book.notes.every(({ cents }) => cents !== 0) ? [] : ["a note about nothing"]),
  ];
}
