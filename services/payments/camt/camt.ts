import { euros, XmlProblem, type XmlProblemCode, XmlStream } from "../../../platform/casework/index.ts";
import { Fault } from "../../../platform/messaging/index.ts";
import type { Balance } from "../statements/chain.ts";
import { balancesOf, numberOf, type SaidBalances } from "./camt-balances.ts";
import { type Detail, detailOf } from "./camt-entry.ts";
import { linesOf, type ReadLine } from "./camt-lines.ts";
import { addText, type Element, elementOf, textAt } from "./camt-tree.ts";

/** What one statement says of itself. */
export type ReadStatement = Omit<Balance, "key"> & { iban: string };

/** What a file holds, in its order: the lines of each statement, then the statement itself. */
export type Part = { kind: "line"; line: ReadLine } | { kind: "statement"; statement: ReadStatement };

/** Bytes of one file. */
export const statementBytesMax = 64 * 1024 * 1024;
/** Movements of one file: more than a large town has on a due day. */
export const linesMax = 50_000;
const boundsOfFiles = { bytes: statementBytesMax, lines: linesMax };

const problems: Record<XmlProblemCode, string> = {
  "too-large": "Eine Datei mit Kontoauszügen hat höchstens 64 MiB.",
  "not-utf8": "Die Datei ist kein XML in UTF-8.",
  "document-type": "Die Datei enthält einen Dokumenttyp (DOCTYPE). Das ist nicht erlaubt.",
  "not-well-formed": "Die Datei ist kein vollständiges XML. Rufen Sie sie noch einmal bei der Bank ab.",
  "too-deep": "Die Elemente der Datei sind zu tief verschachtelt.",
};

const namespaces = /^urn:iso:std:iso:20022:tech:xsd:camt\.053\.001\.0[2-8]$/;

/** The statement that is being read. */
interface Open {
  element: Element;
  said: SaidBalances | undefined;
  entries: number;
  cents: number;
}

/**
 * Reads a file of bank statements (camt.053.001.02 to .08) piece by piece: booked movements in euros, as many as come to
 * the closing balance. What an entry says beside its amount is used where it explains it, and else left to a person.
 * All methods throw Fault bad-request with what is wrong and where, for anything but statements that add up.
 */
export class StatementReader {
  private readonly xml: XmlStream;
  private readonly bounds: typeof boundsOfFiles;
  private namespace = "";
  /** the elements that are open, outermost first */
  private stack: Element[] = [];
  private header: Element | undefined;
  private open: Open | undefined;
  private details: Detail[] = [];
  private statements = 0;
  private lines = 0;
  private bytes = 0;
  private parts: Part[] = [];

  constructor(bounds = boundsOfFiles) {
    this.bounds = bounds;
    this.xml = new XmlStream({
      opened: (element) => {
        if (!this.stack.length) this.begin(element.namespace);
        const isOurs = element.namespace === this.namespace;
        this.stack.push(elementOf(isOurs ? element : { name: "", attributes: {} }));
        if (this.isAt(3, "Stmt")) this.beginStatement();
      },
      text: (text) => {
        const innermost = this.stack.at(-1);
        if (innermost) addText(innermost, text);
      },
      closed: () => this.closed(),
    });
  }

  /** @returns what the next bytes bring to an end */
  write(bytes: Uint8Array): Part[] {
    this.bytes += bytes.length;
    return this.reading(() => {
      if (this.bytes > this.bounds.bytes) throw new XmlProblem("too-large");
      this.xml.write(bytes);
    });
  }

  /** Says that these were all bytes. */
  end(): Part[] {
    return this.reading(() => {
      this.xml.end();
      if (!this.statements) throw new Fault("bad-request", "Die Datei enthält keinen Kontoauszug.");
    });
  }

  private reading(work: () => void): Part[] {
    try {
      work();
    } catch (error) {
      if (error instanceof XmlProblem) throw new Fault("bad-request", problems[error.code]);
      throw error;
    }
    const { parts } = this;
    this.parts = [];
    return parts;
  }

  /** Whether the innermost open element is one of a name in so many others, from Document on. */
  private isAt(depth: number, name: string): boolean {
    const { stack } = this;
    if (stack.length !== depth || stack[depth - 1]?.name !== name) return false;
    return stack[0]?.name === "Document" && stack[1]?.name === "BkToCstmrStmt";
  }

  private begin(namespace: string): void {
    if (!namespaces.test(namespace))
      throw new Fault(
        "bad-request",
        "Die Datei ist kein Kontoauszug als camt.053.001.02 bis .08. Rufen Sie ihn in einem dieser Formate bei der Bank ab.",
      );
    this.namespace = namespace;
  }

  private closed(): void {
    const [isHeader, isStatement] = [this.isAt(3, "GrpHdr"), this.isAt(3, "Stmt")];
    const isEntry = this.isAt(4, "Ntry") && this.stack[2]?.name === "Stmt";
    const element = this.stack.pop();
    const around = this.stack.at(-1);
    if (!element || !around) return;
    if (isHeader) this.header = element;
    else if (isStatement) this.endStatement();
    else if (isEntry) this.entry(element);
    // Kept as what it says: a batch may have as many as the whole file has lines.
    else if (element.name === "TxDtls" && this.stack.at(-2)?.name === "Ntry") this.detail(element);
    else if (element.name) around.children.push(element);
  }

  private beginStatement(): void {
    const element = this.stack.at(-1);
    if (element) this.open = { element, said: undefined, entries: 0, cents: 0 };
  }

  private detail(element: Element): void {
    this.details.push(detailOf(element));
    this.demandRoom(this.details.length);
  }

  private demandRoom(more: number): void {
    const { lines } = this.bounds;
    if (this.lines + more > lines)
      throw new Fault(
        "bad-request",
        `Eine Datei hat höchstens ${lines.toLocaleString("de-DE")} Umsätze. Rufen Sie die Kontoauszüge einzeln ab.`,
      );
  }

  private entry(element: Element): void {
    const { details } = this;
    const open = this.open;
    if (!open) return;
    this.details = [];
    open.entries += 1;
    open.said ??= balancesOf(open.element);
    const place = `Kontoauszug ${textAt(open.element, "Id")}, Umsatz ${open.entries}`;
    const lines = linesOf(element, details, { ...open.said, place });
    this.lines += lines.length;
    this.demandRoom(0);
    for (const line of lines) {
      open.cents += line.cents;
      if (!Number.isSafeInteger(open.cents))
        throw new Fault("bad-request", `${place}: Die Umsätze ergeben mehr, als ein Konto hat.`);
      this.parts.push({ kind: "line", line });
    }
  }

  private endStatement(): void {
    const open = this.open;
    if (!open) return;
    const { iban, openingCents, closingCents, closedOn } = open.said ?? balancesOf(open.element);
    const missing = openingCents + open.cents - closingCents;
    if (missing !== 0)
      throw new Fault(
        "bad-request",
        `Der Kontoauszug ${textAt(open.element, "Id")} geht nicht auf: Anfangssaldo und Umsätze weichen vom Schlusssaldo um ${euros(missing)} ab. Rufen Sie ihn noch einmal bei der Bank ab.`,
      );
    const statementId = textAt(open.element, "Id");
    const number = numberOf(textAt(open.element, "ElctrncSeqNb"), closedOn);
    const pages = textAt(open.element, "StmtPgntn/PgNb") || (this.header ? textAt(this.header, "MsgPgntn/PgNb") : "");
    const page = /^\d{1,5}$/.test(pages) ? Number(pages) : null;
    this.statements += 1;
    this.open = undefined;
    const statement = { iban, statementId, number, page, openingCents, closingCents, closedOn };
    this.parts.push({ kind: "statement", statement });
  }
}
