import { allAt, type Element, firstAt, textAt } from "./camt-tree.ts";
import { booleanOf, centsOf, referenceIn } from "./camt-values.ts";

export type Side = "CRDT" | "DBIT";

/** What a bank says that it took for an entry, in euro cents; positive: it cost the town. */
export interface Charges {
  /** part of the entry's amount */
  included: number;
  /** told in advance: they are no part of it, and come as an entry of their own */
  excluded: number;
  /** the bank does not say which */
  unsure: number;
}

/** One transaction of an entry, without its tree. */
export interface Detail {
  /** "" where only its entry names one */
  side: Side | "";
  /** euro cents, as the bank names them: first what was booked, last what was instructed */
  amounts: number[];
  charges: Charges;
  returned: { reason: string } | null;
  reference: string;
  endToEndId: string;
  structured: string;
  text: string;
  parties: Record<"Dbtr" | "Cdtr", { iban: string; holder: string }>;
}

export const sideOf = (text: string): Side | "" => (text === "CRDT" || text === "DBIT" ? text : "");

/** Of camt.053.001.02 an own amount stands in `AmtDtls` only; a foreign one has its value in euros there. */
const amountPaths = ["Amt", "AmtDtls/TxAmt/Amt", "AmtDtls/CntrValAmt/Amt", "AmtDtls/InstdAmt/Amt"];

/** What is read of a transaction (`TxDtls`), or of an entry that names none. */
export function detailOf(element: Element): Detail {
  const references = allAt(element, "RmtInf/Strd/CdtrRefInf/Ref").map(({ text }) => text.trim());
  const [structured = "", ...more] = references.filter(Boolean);
  const written = [...allAt(element, "RmtInf/Ustrd").map(({ text }) => text.trim()), ...more].filter(Boolean);
  const returned = firstAt(element, "RtrInf");
  return {
    side: sideOf(textAt(element, "CdtDbtInd")),
    amounts: amountPaths.flatMap((path) => centsOf(firstAt(element, path)) ?? []),
    charges: chargesOf(element),
    returned: returned ? { reason: textAt(returned, "Rsn/Cd", "Rsn/Prtry") || "returned" } : null,
    reference: referenceIn(textAt(element, "Refs/AcctSvcrRef")),
    endToEndId: textAt(element, "Refs/EndToEndId").slice(0, 35),
    structured: structured.slice(0, 35),
    text: (written.join(" ") || textAt(element, "AddtlTxInf")).slice(0, 500),
    parties: { Dbtr: partyOf(element, "Dbtr"), Cdtr: partyOf(element, "Cdtr") },
  };
}

const partyOf = (element: Element, role: "Dbtr" | "Cdtr") => ({
  iban: textAt(element, `RltdPties/${role}Acct/Id/IBAN`).slice(0, 34),
  holder: textAt(
    element,
    ...[`RltdPties/${role}/Pty/Nm`, `RltdPties/${role}/Nm`, `RltdPties/${role}/Agt/FinInstnId/Nm`],
  ).slice(0, 140),
});

/** Charges in other currencies than the account's are information: their value is part of the amount or an entry. */
export function chargesOf(element: Element): Charges {
  const sums: Charges = { included: 0, excluded: 0, unsure: 0 };
  for (const charges of allAt(element, "Chrgs")) {
    // camt.053.001.02 repeats the element itself, later versions have records in it.
    const records = allAt(charges, "Rcrd");
    const known = (records.length ? records : [charges]).flatMap((record) => {
      const cents = centsOf(firstAt(record, "Amt"));
      if (cents === undefined) return [];
      const isIncluded = booleanOf(textAt(record, "ChrgInclInd"));
      return { isIncluded, cents: textAt(record, "CdtDbtInd") === "CRDT" ? -cents : cents };
    });
    const total = centsOf(firstAt(charges, "TtlChrgsAndTaxAmt"));
    const parts = known.length || !total ? known : [{ isIncluded: undefined, cents: total }];
    for (const { isIncluded, cents } of parts)
      sums[isIncluded === undefined ? "unsure" : isIncluded ? "included" : "excluded"] += cents;
  }
  return sums;
}
