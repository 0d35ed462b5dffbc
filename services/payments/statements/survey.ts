import { computeId } from "../../../platform/messaging/index.ts";
import type { Part } from "../camt/camt.ts";
import type { ReadLine, StatementLine } from "../camt/camt-lines.ts";
import { type Balance, balanceKey } from "./chain.ts";

/** What has to be known of a statement before anything of it is booked. */
export interface Surveyed {
  iban: string;
  balance: Balance;
  /** of each movement, in their order */
  likenesses: string[];
}

/** Surveys a file that adds up, part by part. */
export class Survey {
  readonly statements: Surveyed[] = [];
  private likenesses: string[] = [];

  add(part: Part): void {
    if (part.kind === "line") {
      this.likenesses.push(part.line.likeness);
      return;
    }
    const { iban, ...said } = part.statement;
    const { likenesses } = this;
    this.likenesses = [];
    this.statements.push({ iban, balance: { ...said, key: balanceKey(iban, said, likenesses) }, likenesses });
  }
}

/** The id of the movement that so many others just like it precede. */
export const idOf = (likeness: string, before: number): string =>
  before ? computeId("another", likeness, before) : likeness;

/** How many movements there are of each likeness. */
export function countsOf(likenesses: Iterable<string>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const likeness of likenesses) counts.set(likeness, (counts.get(likeness) ?? 0) + 1);
  return counts;
}

/**
 * Which movements of a statement that follows are just like some that were booked before: two people pay the same sum on
 * one day and the bank gives no reference. Since it opens with what the account held then, they are others.
 * @returns how many precede, by likeness; nothing for those that are new
 */
export function precedingOf(
  likenesses: readonly string[],
  posted: Pick<ReadonlySet<string>, "has">,
): Record<string, number> {
  const preceding: Record<string, number> = {};
  for (const likeness of new Set(likenesses)) {
    let before = 0;
    while (posted.has(idOf(likeness, before))) before += 1;
    if (before) preceding[likeness] = before;
  }
  return preceding;
}

/** Gives each movement of one statement its id. */
export class Numbering {
  private readonly next: Map<string, number>;

  /** @param preceding as `precedingOf` gives it; empty for a statement that may hold what was booked before */
  constructor(preceding: Readonly<Record<string, number>> = {}) {
    this.next = new Map(Object.entries(preceding));
  }

  number({ likeness, ...line }: ReadLine): StatementLine {
    const before = this.next.get(likeness) ?? 0;
    this.next.set(likeness, before + 1);
    return { id: idOf(likeness, before), ...line };
  }
}
