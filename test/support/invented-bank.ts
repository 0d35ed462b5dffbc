// A bank that writes its statements in every way that camt.053.001.02 to .08 allow. It knows what it booked, and nothing
// of how statements are read.
import { Chance } from "./chance.ts";
import { type Entry, InventedEntries, type Known, sideOf, tag } from "./invented-entries.ts";

/** A file of statements, and what the account held before and after it. */
export interface BankFile {
  bytes: Buffer;
  openingCents: number;
  closingCents: number;
  /** entries, those that move nothing included */
  movements: number;
  /** of them those that only a person can explain */
  unclear: number;
}

const counted = (entries: readonly Entry[]) => ({
  movements: entries.length,
  unclear: entries.filter(({ isUnclear }) => isUnclear).length,
});

export class InventedBank {
  private readonly chance: Chance;
  private readonly iban: string;
  private readonly entries: InventedEntries;
  private readonly version: number;
  private readonly prefix: string;
  private readonly numbers: "counted" | "nought" | "year" | "none";
  private balance: number;
  private count = 0;
  private readonly first = Date.UTC(2026, 2, 2);
  private written: Entry[][] = [];

  constructor(seed: number, iban: string, known: readonly Known[]) {
    this.chance = new Chance(seed);
    this.iban = iban;
    this.version = 2 + this.chance.below(7);
    this.entries = new InventedEntries(this.chance, this.version, known);
    this.prefix = this.chance.of(["", "", "c:"]);
    this.numbers = this.chance.of(["counted", "nought", "year", "none"]);
    this.balance = this.chance.below(2_000_000) - 500_000;
  }

  /** Only of .08 there is a schema to hold this bank against. */
  get isNewest(): boolean {
    return this.version === 8;
  }

  /** The next file: one statement, or its pages, or two statements. */
  next(entriesMax = 6): BankFile {
    const openingCents = this.balance;
    const parts = this.chance.of([1, 1, 1, 2]);
    const isPaged = parts > 1 && this.version > 2 && this.chance.once(2);
    const statements: string[] = [];
    const all: Entry[] = [];
    for (let page = 1; page <= parts; page += 1) {
      if (!isPaged || page === 1) this.count += 1;
      this.entries.day = this.day;
      const entries = Array.from({ length: this.chance.below(entriesMax + 1) }, () => this.entries.entry());
      all.push(...entries);
      this.written.push(entries);
      statements.push(
        this.statement(`S-${this.count}`, entries, isPaged ? { page, isLast: page === parts } : undefined),
      );
    }
    return { bytes: this.file(statements), openingCents, closingCents: this.balance, ...counted(all) };
  }

  /** All statements so far once more as one, under another name. */
  overlapping(): BankFile {
    const entries = this.written.flat();
    const closingCents = this.balance;
    this.balance -= entries.reduce((sum, { cents }) => sum + cents, 0);
    const openingCents = this.balance;
    const bytes = this.file([this.statement(`ALL-${this.count}`, entries)]);
    return { bytes, openingCents, closingCents, ...counted(entries) };
  }

  private get day(): string {
    // Two statements of one day are as usual as one for each day.
    return new Date(this.first + Math.floor(this.count / 2) * 86_400_000).toISOString().slice(0, 10);
  }

  private file(statements: string[]): Buffer {
    const prefix = this.prefix;
    const space = `urn:iso:std:iso:20022:tech:xsd:camt.053.001.0${this.version}`;
    const root = `Document xmlns${prefix ? `:${prefix.slice(0, -1)}` : ""}="${space}"`;
    const header = tag("GrpHdr", `${tag("MsgId", `M-${this.count}`)}${tag("CreDtTm", `${this.day}T23:00:00`)}`);
    const body = `<${root}>${tag("BkToCstmrStmt", header + statements.join(""))}</Document>`;
    const prefixed = prefix ? body.replace(/<(\/?)(?=\w)/g, `<$1${prefix}`) : body;
    return Buffer.from(`<?xml version="1.0" encoding="${this.chance.of(["UTF-8", "utf-8"])}"?>\n${prefixed}`);
  }

  private statement(id: string, entries: readonly Entry[], paged?: { page: number; isLast: boolean }): string {
    const { chance } = this;
    const opening = this.balance;
    this.balance += entries.reduce((sum, { cents }) => sum + cents, 0);
    const numbered = { counted: String(this.count), nought: "00000", none: "" };
    const number = this.numbers === "year" ? `2026${String(this.count * 2).padStart(3, "0")}` : numbered[this.numbers];
    const [before, after] = paged
      ? [paged.page === 1 ? "OPBD" : "ITBD", paged.isLast ? "CLBD" : "ITBD"]
      : [chance.of(["OPBD", "PRCD"]), "CLBD"];
    return tag(
      "Stmt",
      [
        tag("Id", id),
        paged ? tag("StmtPgntn", tag("PgNb", String(paged.page)) + tag("LastPgInd", String(paged.isLast))) : "",
        tag("ElctrncSeqNb", number),
        this.version === 2 ? tag("CreDtTm", `${this.day}T23:00:00`) : "",
        tag("Acct", tag("Id", tag("IBAN", this.iban)) + tag("Ccy", "EUR")),
        this.bal(before, opening),
        this.bal(after, this.balance),
        chance.once(3) ? this.bal("CLAV", this.balance + 12_34) : "",
        entries.map(({ xml }) => xml).join(""),
      ].join(""),
    );
  }

  private bal(code: string, cents: number): string {
    const type = tag("Tp", tag("CdOrPrtry", tag("Cd", code)));
    return tag(
      "Bal",
      `${type}${this.entries.amount("Amt", cents)}${tag("CdtDbtInd", sideOf(cents))}${tag("Dt", tag("Dt", this.day))}`,
    );
  }
}
