import type { Outcome } from "../../platform/messaging/engine/delivery.ts";
import { type Part, StatementReader } from "../../services/payments/camt/camt.ts";
import { type Book, emptyBook, withLedger } from "../../services/payments/ledger/book.ts";
import { balancesOf, sumOf } from "../../services/payments/ledger/ledger.ts";
import type { Chain } from "../../services/payments/statements/chain.ts";
import { Intake, linksOf } from "../../services/payments/statements/intake.ts";
import { takeLine } from "../../services/payments/statements/lines.ts";
import { Survey } from "../../services/payments/statements/survey.ts";

const since = "2026-03-03T01:00:00.000Z";

/** Says that the process died on purpose. */
export class Died extends Error {}

/** A town's books into which statements are taken, with nothing around that is not pure. */
export class TownBooks {
  readonly books = new Map<string, Book>();
  /** movements that were left to a person because nothing explains them */
  unclear = 0;
  private readonly chains = new Map<string, Chain>();

  private get posted(): Set<string> {
    return new Set([...this.books.values()].flatMap(({ postings }) => postings.map(({ id }) => id)));
  }

  private get references(): Map<string, string> {
    const named = [...this.books].flatMap(([key, { entries, items }]) =>
      [...entries, ...items].map(({ reference }) => [reference, key] as const),
    );
    return new Map(named);
  }

  get bankCents(): number {
    return sumOf([...this.books.values()].map(({ postings }) => balancesOf(postings))).bank;
  }

  /**
   * Takes a file in, read in pieces of so many bytes.
   * @param diesAfter lines that are booked before the process dies
   * @throws Died, and what is said to who brings the file
   */
  async take(bytes: Buffer, { anew = false, pieceBytes = 1_000, diesAfter = Number.POSITIVE_INFINITY } = {}) {
    const parts = partsOf(bytes, pieceBytes);
    const survey = new Survey();
    for (const part of parts) survey.add(part);
    const { statements } = survey;
    let left = diesAfter;
    const intake = new Intake({
      ...{ statements, links: linksOf(this.chains, statements, anew), chains: new Map(this.chains), anew },
      register: { references: this.references, posted: this.posted },
      keep: async (iban, chain) => {
        this.chains.set(iban, JSON.parse(JSON.stringify(chain)) as Chain);
      },
      book: async (lines) =>
        lines.map(({ account, line }): Outcome => {
          if (left <= 0) throw new Died();
          left -= 1;
          if (line.isUnclear) this.unclear += 1;
          const before = withLedger(this.books.get(account) ?? emptyBook());
          this.books.set(account, takeLine(before, line, since).book);
          return { kind: "done", answer: undefined, again: false };
        }),
    });
    for (const part of parts) await intake.take(part);
    return intake.tally;
  }
}

/** What a file holds, read in pieces of so many bytes. */
export function partsOf(bytes: Buffer, pieceBytes: number): Part[] {
  const reader = new StatementReader();
  const pieces = Array.from({ length: Math.ceil(bytes.length / pieceBytes) }, (_, i) =>
    reader.write(bytes.subarray(i * pieceBytes, (i + 1) * pieceBytes)),
  );
  return [...pieces.flat(), ...reader.end()];
}
