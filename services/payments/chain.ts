import { Fault } from "../../platform/faults.ts";
import { computeId } from "../../platform/ids.ts";

/** What one statement says of its account before and after its movements; it adds up. Cents, negative in debt. */
export interface Balance {
  /** the bank's name of the statement */
  statementId: string;
  /** the bank's electronic sequence number, or null where it gives none */
  number: number | null;
  /** of a statement that comes in pages; they have one number */
  page: number | null;
  openingCents: number;
  closingCents: number;
  /** day of the closing balance, YYYY-MM-DD */
  closedOn: string;
  /** the same for a statement of the same content, however often it is fetched */
  key: string;
}

/** The statements of one account that were taken in. It is JSON. */
export interface Chain {
  last: Balance;
  /** keys, oldest first */
  taken: string[];
}

/** Four years of a statement on each working day. An older one that comes again does not follow, and is refused. */
const takenMax = 1_000;

export const balanceKey = (
  iban: string,
  { statementId, number, page, ...sums }: Omit<Balance, "key">,
  lines: string[],
) => computeId("balance", iban, statementId, String(number), String(page), JSON.stringify(sums), ...lines);

const euros = (cents: number) => `${(cents / 100).toFixed(2)} EUR`;
const named = ({ statementId, number }: Balance) =>
  `statement ${statementId}${number === null ? "" : ` (no. ${number})`}`;

/** What keeps a statement from following another one of its account, or nothing. */
function gap(last: Balance, next: Balance): string | undefined {
  const after = `${named(next)} does not follow the last one that was taken in, ${named(last)} of ${last.closedOn}`;
  if (next.openingCents !== last.closingCents)
    return `${after}: that one closed with ${euros(last.closingCents)}, this one opens with ${euros(next.openingCents)}`;
  if (next.number === null || last.number === null || next.number === last.number + 1) return undefined;
  if (next.number === last.number && next.page !== null && next.page === (last.page ?? 0) + 1) return undefined;
  // Banks begin to count anew with the year.
  if (next.number === 1 && next.closedOn.slice(0, 4) > last.closedOn.slice(0, 4)) return undefined;
  return `${after}: its number is not ${last.number + 1}`;
}

/**
 * The chain with further statements of its account: each opens with what the one before closed with, and has the next
 * number. One that was taken in before changes nothing.
 * @param anew begins a new chain where one does not follow: a person has looked at what lies between
 * @throws Fault not-possible with what does not fit
 */
export function follow(chain: Chain | undefined, statements: readonly Balance[], anew = false): Chain | undefined {
  let after = chain;
  for (const next of statements) {
    if (after?.taken.includes(next.key)) continue;
    const problem = after && gap(after.last, next);
    if (problem && !anew) throw new Fault("not-possible", `${problem}. Nothing of it was booked`);
    after = { last: next, taken: [...(after?.taken ?? []), next.key].slice(-takenMax) };
  }
  return after;
}
