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

/** A bank statement as the invented bank would send it. */
export const statement = (entries: readonly EntrySaid[], iban = townIban, more = ""): Buffer =>
  Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>
  <GrpHdr><MsgId>invented</MsgId><CreDtTm>2026-03-03T01:00:00</CreDtTm></GrpHdr>
  <Stmt><Id>invented-1</Id><Acct><Id><IBAN>${iban}</IBAN></Id></Acct>${entries.map(entryOf).join("\n")}${more}</Stmt>
</BkToCstmrStmt></Document>`);
