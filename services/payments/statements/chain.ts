import { euros, germanDay } from "../../../platform/casework/index.ts";
import { computeId, Fault, sha256 } from "../../../platform/messaging/index.ts";

/** What one statement says of its account before and after its movements; it adds up. Cents, negative in debt. */
export interface Balance {
  /** the bank's name of the statement */
  statementId: string;
  /** the bank's electronic sequence number, or null where it does not count by it */
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
  /** one of which some movements may be booked already: how many just like them precede its own, by likeness */
  begun?: { key: string; preceding: Record<string, number> };
}

/** How a statement stands to those of its account that were taken in. */
export type Link = "first" | "known" | "follows" | "anew";

/** Four years of a statement on each working day. An older one that comes again does not follow, and is refused. */
const takenMax = 1_000;

/** @param movements what its movements are alike by, in their order */
export function balanceKey(
  iban: string,
  { statementId, number, page, openingCents, closingCents, closedOn }: Omit<Balance, "key">,
  movements: readonly string[],
): string {
  const sums = JSON.stringify({ openingCents, closingCents, closedOn });
  const said = sha256(Buffer.from(movements.join()));
  return computeId("balance", iban, statementId, String(number), String(page), sums, said);
}

const named = ({ statementId, number }: Balance) =>
  `Kontoauszug ${statementId}${number === null ? "" : ` (Nr. ${number})`}`;

/** What keeps a statement from following another one of its account, or nothing. */
function gap(last: Balance, next: Balance): string | undefined {
  const after = `${named(next)} schließt nicht an den zuletzt übernommenen an, ${named(last)} vom ${germanDay(last.closedOn)}`;
  if (next.openingCents !== last.closingCents)
    return `${after}: Jener endet mit ${euros(last.closingCents)}, dieser beginnt mit ${euros(next.openingCents)}.`;
  if (next.number === null || last.number === null || next.number === last.number + 1) return undefined;
  if (next.number === last.number && (next.page === null || next.page === (last.page ?? 0) + 1)) return undefined;
  // Banks begin to count anew with the year.
  if (next.number === 1 && next.closedOn.slice(0, 4) > last.closedOn.slice(0, 4)) return undefined;
  return `${after}: Es fehlt die Nr. ${last.number + 1}.`;
}

const whatToDo =
  "Nichts davon wurde gebucht. Übernehmen Sie zuerst den fehlenden oder unterbrochenen Auszug; haben Sie geprüft, was dazwischen liegt, setzen Sie anew.";

/** Of one that broke off some movements may be booked: which of another one's are the same cannot be told. */
const brokenOff = ({ begun }: Chain, next: Balance): string | undefined =>
  begun && begun.key !== next.key
    ? `${named(next)} kann noch nicht übernommen werden: Die Übernahme eines anderen Kontoauszugs wurde unterbrochen.`
    : undefined;

/**
 * How a statement stands to those before it: it opens with what the last one closed with, and has the next number. One
 * that was taken in before is known.
 * @param anew a person has looked at what lies between
 * @throws Fault not-possible with what does not fit
 */
export function linkOf(chain: Chain | undefined, next: Balance, anew = false): Link {
  if (!chain) return "first";
  if (chain.taken.includes(next.key)) return "known";
  const problem = gap(chain.last, next) ?? brokenOff(chain, next);
  if (problem && !anew) throw new Fault("not-possible", `${problem} ${whatToDo}`);
  return problem ? "anew" : "follows";
}

/** The chain with one more statement that was taken in. */
export const linked = (chain: Chain | undefined, next: Balance): Chain => ({
  last: next,
  taken: [...(chain?.taken ?? []), next.key].slice(-takenMax),
});
