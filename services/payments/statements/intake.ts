import { Fault, type Outcome } from "../../../platform/messaging/index.ts";
import type { Part } from "../camt/camt.ts";
import type { Register } from "../register.ts";
import { type Chain, type Link, linked, linkOf } from "./chain.ts";
import { match } from "./matching.ts";
import { type Addressed, Queue, type Tally } from "./queue.ts";
import { withoutRepeats } from "./repeats.ts";
import { Numbering, precedingOf, type Surveyed } from "./survey.ts";

/** The statements of each account that were taken in, by IBAN. */
export type Chains = ReadonlyMap<string, Chain>;

/**
 * How each statement of a file stands to those before it.
 * @throws Fault not-possible where one does not follow
 */
export function linksOf(chains: Chains, statements: readonly Surveyed[], anew: boolean): Link[] {
  const now = new Map(chains);
  return statements.map(({ iban, balance }) => {
    const link = linkOf(now.get(iban), balance, anew);
    if (link !== "known") now.set(iban, linked(now.get(iban), balance));
    return link;
  });
}

export interface IntakeParts {
  register: Register;
  statements: readonly Surveyed[];
  links: readonly Link[];
  chains: Chains;
  /** a person has looked at what does not follow */
  anew: boolean;
  /** Keeps how far an account is. Throws where it is not as far as `before` any more. */
  keep(iban: string, chain: Chain): Promise<void>;
  /** Books at most 500 lines, one outcome for each. */
  book(lines: readonly Addressed[]): Promise<Outcome[]>;
}

/** Takes in a file of which it is known that all of it may be booked, part by part. */
export class Intake {
  private readonly parts: IntakeParts;
  private readonly chains: Map<string, Chain>;
  private readonly links: readonly Link[];
  private readonly queue: Queue;
  private known = 0;
  /** which statement of the file it is at, and the numbering of its lines once they began */
  private at = 0;
  private numbering: Numbering | undefined;
  /** movements of it so far */
  private count = 0;

  /** Throws Fault not-possible for a file of which it cannot be told whether it was booked before. */
  constructor(parts: IntakeParts) {
    this.parts = parts;
    this.links = withoutRepeats(parts, parts.register.posted);
    this.chains = new Map(parts.chains);
    this.queue = new Queue(parts.book);
  }

  get tally(): Tally {
    return { ...this.queue.tally, known: this.queue.tally.known + this.known };
  }

  /** Throws Fault hash-differs, before it is booked, for what was not in the file when it was surveyed. */
  async take(part: Part): Promise<void> {
    const { register, statements } = this.parts;
    const [link, statement] = [this.links[this.at], statements[this.at]];
    const likeness = part.kind === "line" ? part.line.likeness : undefined;
    if (!link || !statement || statement.likenesses[this.count] !== likeness) throw new Fault("hash-differs");
    this.count += 1;
    if (part.kind === "statement") {
      this.at += 1;
      this.count = 0;
      if (link !== "known") await this.end(statement);
      return;
    }
    if (link === "known") {
      this.known += 1;
      return;
    }
    this.numbering ??= await this.begin(statement, link);
    const line = this.numbering.number(part.line);
    if (register.posted.has(line.id)) {
      this.known += 1;
      return;
    }
    register.posted.add(line.id);
    const found = line.isUnclear ? ({ kind: "unclear" } as const) : match(line, register.references);
    const account = found.kind === "exact" ? register.references.get(found.reference) : undefined;
    await this.queue.add({ ...line, match: found }, account);
  }

  /** Notes what precedes a statement before anything of it is booked: afterwards its own movements could not be told apart. */
  private async begin({ iban, balance, likenesses }: Surveyed, link: Link): Promise<Numbering> {
    const chain = this.chains.get(iban);
    if (link !== "follows" || !chain) return new Numbering();
    if (chain.begun?.key === balance.key) return new Numbering(chain.begun.preceding);
    const preceding = precedingOf(likenesses, this.parts.register.posted);
    await this.keep(iban, { ...chain, begun: { key: balance.key, preceding } });
    return new Numbering(preceding);
  }

  /** Noted last: a statement that was broken off comes again as the one that follows. */
  private async end({ iban, balance }: Surveyed): Promise<void> {
    await this.queue.end();
    this.numbering = undefined;
    await this.keep(iban, linked(this.chains.get(iban), balance));
  }

  private async keep(iban: string, chain: Chain): Promise<void> {
    await this.parts.keep(iban, chain);
    this.chains.set(iban, chain);
  }
}
