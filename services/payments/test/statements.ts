import { StatementReader } from "../camt/camt.ts";
import type { StatementLine } from "../camt/camt-lines.ts";
import { Numbering, Survey } from "../statements/survey.ts";

/** A file as it is read, in pieces of so many bytes, with the ids of movements that nothing like them precedes. */
export function readStatement(bytes: Buffer, pieceBytes = 64 * 1024) {
  const reader = new StatementReader();
  const survey = new Survey();
  const lines: StatementLine[] = [];
  let numbering = new Numbering();
  const pieces = Array.from({ length: Math.ceil(bytes.length / pieceBytes) }, (_, i) =>
    reader.write(bytes.subarray(i * pieceBytes, (i + 1) * pieceBytes)),
  );
  for (const part of [...pieces.flat(), ...reader.end()]) {
    survey.add(part);
    if (part.kind === "line") lines.push(numbering.number(part.line));
    else numbering = new Numbering();
  }
  const balances = survey.statements.map(({ balance }) => balance);
  return { iban: survey.statements[0]?.iban, lines, balances };
}

/** What one entry of an invented statement says. */
export interface EntrySaid {
  ref: string;
  /** cents, negative: it went out */
  cents: number;
  on?: string;
  endToEnd?: string;
  structured?: string;
  text?: string;
  payer?: { iban: string; holder: string };
  returned?: string;
  charges?: number;
  status?: string;
}

export const townIban = "DE46000000000000000014";
const escaped = (text: string) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;");
const euros = (cents: number) => (Math.abs(cents) / 100).toFixed(2);
const amount = (cents: number) => `<Amt Ccy="EUR">${euros(cents)}</Amt>`;

function entryOf(one: EntrySaid): string {
  const { ref, cents, on = "2026-03-02", endToEnd = "NOTPROVIDED", structured, text, returned, charges } = one;
  const payer = one.payer ?? { iban: "DE73000000000000000013", holder: "Bernd Beispiel" };
  const party = cents > 0 === (returned === undefined) ? "Dbtr" : "Cdtr";
  return `<Ntry><NtryRef>${ref}</NtryRef>${amount(cents)}<CdtDbtInd>${cents > 0 ? "CRDT" : "DBIT"}</CdtDbtInd>
    <Sts><Cd>${one.status ?? "BOOK"}</Cd></Sts><BookgDt><Dt>${on}</Dt></BookgDt><AcctSvcrRef>${ref}</AcctSvcrRef>
    <BkTxCd><Prtry><Cd>166</Cd></Prtry></BkTxCd><NtryDtls><TxDtls><Refs><EndToEndId>${endToEnd}</EndToEndId></Refs>
    ${charges ? `<Chrgs><Rcrd>${amount(charges)}</Rcrd></Chrgs>` : ""}
    <RltdPties><${party}><Pty><Nm>${escaped(payer.holder)}</Nm></Pty></${party}>
    <${party}Acct><Id><IBAN>${payer.iban}</IBAN></Id></${party}Acct></RltdPties>
    <RmtInf>${text ? `<Ustrd>${escaped(text)}</Ustrd>` : ""}
    ${structured ? `<Strd><CdtrRefInf><Ref>${structured}</Ref></CdtrRefInf></Strd>` : ""}</RmtInf>
    ${returned ? `<RtrInf><Rsn><Cd>${returned}</Cd></Rsn></RtrInf>` : ""}</TxDtls></NtryDtls></Ntry>`;
}

/** What an invented statement says of itself. */
export interface StatementSaid {
  iban?: string;
  id?: string;
  number?: number | string;
  page?: number;
  openingCents?: number;
  /** entries as XML, with what they come to */
  more?: { xml: string; cents: number };
  /** instead of what follows from the entries */
  balances?: string;
}

/** One balance of a statement. */
export const balance = (code: string, cents: number, on = "2026-03-02") =>
  `<Bal><Tp><CdOrPrtry><Cd>${code}</Cd></CdOrPrtry></Tp>${amount(cents)}<CdtDbtInd>${cents < 0 ? "DBIT" : "CRDT"}</CdtDbtInd>
    <Dt><Dt>${on}</Dt></Dt></Bal>`;

const page = (entries: readonly EntrySaid[], said: StatementSaid): string => {
  const { iban = townIban, number, page: pageNumber, openingCents = 1_000_00, more, balances } = said;
  const booked = entries.filter(({ status = "BOOK" }) => status === "BOOK");
  const closingCents = booked.reduce((sum, { cents }) => sum + cents, openingCents + (more?.cents ?? 0));
  const pages =
    pageNumber === undefined ? "" : `<StmtPgntn><PgNb>${pageNumber}</PgNb><LastPgInd>false</LastPgInd></StmtPgntn>`;
  return `<Stmt><Id>${said.id ?? `invented-${number ?? 1}`}</Id>${pages}${number === undefined ? "" : `<ElctrncSeqNb>${number}</ElctrncSeqNb>`}
    <Acct><Id><IBAN>${iban}</IBAN></Id></Acct>${balances ?? balance("OPBD", openingCents) + balance("CLBD", closingCents)}
    ${entries.map(entryOf).join("\n")}${more?.xml ?? ""}</Stmt>`;
};

/** A file of statements as the invented bank would send it. */
export const statements = (...pages: [readonly EntrySaid[], StatementSaid][]): Buffer =>
  Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>
  <GrpHdr><MsgId>invented</MsgId><CreDtTm>2026-03-03T01:00:00</CreDtTm></GrpHdr>
  ${pages.map(([entries, said]) => page(entries, said)).join("\n")}
</BkToCstmrStmt></Document>`);

/** A bank statement as the invented bank would send it. */
export const statement = (entries: readonly EntrySaid[], said: StatementSaid = {}): Buffer =>
  statements([entries, said]);
