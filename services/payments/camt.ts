import type { XmlElement } from "libxml2-wasm";
import { Fault } from "../../platform/faults.ts";
import { computeId } from "../../platform/ids.ts";
import { readXml, XmlProblem, type XmlProblemCode } from "../../platform/xml.ts";
import { type Balance, balanceKey } from "./chain.ts";

/** One movement on the town's account, as a bank statement (camt.053.001.08) says it. */
export interface StatementLine {
  /** the same for the same movement, however often and in whichever statement it comes */
  id: string;
  /** cents; positive: it came in, negative: it went out */
  cents: number;
  bookedOn: string;
  /** a debit or payout that came back, with the bank's reason code */
  returned: { reason: string } | null;
  /** what banks took for a return, in cents; part of `cents` */
  chargeCents: number;
  endToEndId: string;
  structured: string;
  text: string;
  payer: { iban: string; holder: string };
}

export interface Statement {
  iban: string;
  lines: StatementLine[];
  /** of each statement in the file, in its order */
  balances: Balance[];
}

const namespace = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08";
/** XML bytes that one call brings; a larger statement comes in parts. */
export const statementBytesMax = 512 * 1024;
const linesMax = 5_000;

/**
 * Reads a statement.
 * @throws Fault bad-request with what is wrong, for anything but a statement of booked movements in euros that adds up
 */
export function readStatement(bytes: Buffer): Statement {
  try {
    return readXml(bytes, statementBytesMax, statementOf);
  } catch (error) {
    if (error instanceof XmlProblem) throw new Fault("bad-request", problems[error.code]);
    throw error;
  }
}

const problems: Record<XmlProblemCode, string> = {
  "too-large": "a statement has at most 512 KiB",
  "not-utf8": "no XML in UTF-8",
  "document-type": "a document type",
  "not-well-formed": "no well-formed XML",
  "too-deep": "elements too deep within each other",
};

/** Text of a descendant by its path of names, or "". */
const textAt = (element: XmlElement, path: string): string =>
  element
    .get(
      path
        .split("/")
        .map((name) => `c:${name}`)
        .join("/"),
      { c: namespace },
    )
    ?.content.trim() ?? "";

const all = (element: XmlElement, path: string): XmlElement[] =>
  element.find(path, { c: namespace }).map((node) => node as XmlElement);

function statementOf(root: XmlElement): Statement {
  if (root.namespaceUri !== namespace) throw new Fault("bad-request", "no camt.053.001.08");
  const statements = all(root, "c:BkToCstmrStmt/c:Stmt");
  const ibans = new Set(statements.map((one) => textAt(one, "Acct/Id/IBAN")));
  const [iban = ""] = ibans;
  if (!iban || ibans.size > 1) throw new Fault("bad-request", "a statement is about one account");
  const linesIn = statements.map((one) =>
    all(one, "c:Ntry").flatMap((entry) => linesOf(entry, iban, textAt(one, "Id"))),
  );
  const lines = linesIn.flat();
  if (lines.length > linesMax) throw new Fault("bad-request", `more than ${linesMax} movements`);
  if (new Set(lines.map(({ id }) => id)).size !== lines.length)
    throw new Fault("bad-request", "two movements have one reference of the bank");
  return { iban, lines, balances: statements.map((one, i) => balanceOf(one, iban, linesIn[i] ?? [])) };
}

/** Opening and closing balance of a page of a statement: what is booked, else what the page before and after have. */
const [opening, closing, between] = [/^(OPBD|PRCD)$/, /^CLBD$/, /^ITBD$/];

/** What the account held before and after a statement, if its movements make the difference. */
function balanceOf(statement: XmlElement, iban: string, lines: readonly StatementLine[]): Balance {
  const sums = all(statement, "c:Bal").map((one) => ({
    code: textAt(one, "Tp/CdOrPrtry/Cd"),
    cents: centsOf(one, "c:Amt") * (textAt(one, "CdtDbtInd") === "DBIT" ? -1 : 1),
    on: (textAt(one, "Dt/Dt") || textAt(one, "Dt/DtTm")).slice(0, 10),
  }));
  const first = sums.find(({ code }) => opening.test(code)) ?? sums.find(({ code }) => between.test(code));
  const last =
    sums.find(({ code }) => closing.test(code)) ?? sums.findLast((one) => between.test(one.code) && one !== first);
  if (!first || !last) throw new Fault("bad-request", "a statement without its opening and closing balance");
  if (!/^\d{4}-\d\d-\d\d$/.test(last.on)) throw new Fault("bad-request", "a closing balance without its day");
  const missing = first.cents + lines.reduce((sum, { cents }) => sum + cents, 0) - last.cents;
  if (missing !== 0)
    throw new Fault(
      "bad-request",
      `the statement does not add up: opening balance and movements differ from the closing balance by ${(missing / 100).toFixed(2)} EUR`,
    );
  const numberAt = (path: string) => {
    const text = textAt(statement, path);
    return /^\d{1,15}$/.test(text) ? Number(text) : null;
  };
  const said = {
    ...{ statementId: textAt(statement, "Id"), number: numberAt("ElctrncSeqNb"), page: numberAt("StmtPgntn/PgNb") },
    ...{ openingCents: first.cents, closingCents: last.cents, closedOn: last.on },
  };
  const ids = lines.map(({ id }) => id);
  return { ...said, key: balanceKey(iban, said, ids) };
}

/** Whole cents of an amount such as 33 or 33.5 or 33.00, always in euros. */
function centsOf(element: XmlElement, path: string): number {
  const amount = element.get(path, { c: namespace }) as XmlElement | null;
  const [, whole, places = ""] = /^(\d{1,12})(?:\.(\d{1,5}))?$/.exec(amount?.content.trim() ?? "") ?? [];
  const currency = amount?.attrs.find(({ name }) => name === "Ccy")?.value;
  if (whole === undefined || currency !== "EUR" || /[1-9]/.test(places.slice(2)))
    throw new Fault("bad-request", "an amount that is no whole cents in euros");
  return Number(whole) * 100 + Number(places.slice(0, 2).padEnd(2, "0"));
}

/** The movements of one entry: each of its transactions, or the entry itself where the bank names none. */
function linesOf(entry: XmlElement, iban: string, statementId: string): StatementLine[] {
  const status = textAt(entry, "Sts/Cd");
  if (status !== "BOOK") return []; // What is only expected comes once more when it is booked.
  const side = textAt(entry, "CdtDbtInd");
  const bookedOn = (textAt(entry, "BookgDt/Dt") || textAt(entry, "BookgDt/DtTm")).slice(0, 10);
  const numbered = textAt(entry, "NtryRef"); // Only within its statement.
  const reference = textAt(entry, "AcctSvcrRef") || (numbered && `${statementId}/${numbered}`);
  if (!/^(CRDT|DBIT)$/.test(side) || !/^\d{4}-\d\d-\d\d$/.test(bookedOn))
    throw new Fault("bad-request", "an entry without side or day");
  // Without the bank's reference the same entry could not be known again.
  if (!reference) throw new Fault("bad-request", "an entry without the bank's reference");
  const whole = centsOf(entry, "c:Amt");
  const details = all(entry, "c:NtryDtls/c:TxDtls");
  const parts = details.length > 1 ? details.map((one) => centsOf(one, "c:Amt")) : [whole];
  if (parts.reduce((sum, cents) => sum + cents, 0) !== whole)
    throw new Fault("bad-request", "an entry's transactions do not add up to it");
  return parts.map((cents, i) => {
    const transaction = details[i] ?? entry;
    return {
      id: computeId("statement", iban, bookedOn, reference, i),
      cents: side === "CRDT" ? cents : -cents,
      bookedOn,
      ...detailsOf(transaction, side),
    };
  });
}

type Details = Omit<StatementLine, "id" | "cents" | "bookedOn">;

function detailsOf(transaction: XmlElement, side: string): Details {
  const returned = transaction.get("c:RtrInf", { c: namespace });
  // What comes back still names its parties as they were on the way there.
  const other = (side === "CRDT") === (returned === null) ? "Dbtr" : "Cdtr";
  return {
    returned: returned ? { reason: textAt(transaction, "RtrInf/Rsn/Cd") || "returned" } : null,
    chargeCents: all(transaction, "c:Chrgs/c:Rcrd").reduce((sum, record) => sum + centsOf(record, "c:Amt"), 0),
    endToEndId: textAt(transaction, "Refs/EndToEndId").slice(0, 35),
    structured: textAt(transaction, "RmtInf/Strd/CdtrRefInf/Ref").slice(0, 35),
    text: all(transaction, "c:RmtInf/c:Ustrd")
      .map(({ content }) => content.trim())
      .join(" ")
      .slice(0, 500),
    payer: {
      iban: textAt(transaction, `RltdPties/${other}Acct/Id/IBAN`).slice(0, 34),
      holder: textAt(transaction, `RltdPties/${other}/Pty/Nm`).slice(0, 140),
    },
  };
}
