import { germanDay } from "../../../platform/casework/index.ts";
import { computeId, Fault } from "../../../platform/messaging/index.ts";
import type { SaidBalances } from "./camt-balances.ts";
import { chargesOf, type Detail, detailOf, type Side, sideOf } from "./camt-entry.ts";
import { type Element, firstAt, textAt } from "./camt-tree.ts";
import { booleanOf, centsOf, dayIn, referenceIn } from "./camt-values.ts";
import { type Explained, explainBatch, explainOne } from "./explain.ts";

/** One movement on the town's account, as a bank statement says it. */
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
  /** whether the charge is part of `cents` is not said: the item that came back shows it */
  isChargeUnsure?: boolean;
  /** the entry is not what its parts come to: only a person can say what it is for */
  isUnclear?: boolean;
  endToEndId: string;
  structured: string;
  text: string;
  payer: { iban: string; holder: string };
}

/** A movement before it is told apart from others that are just like it. */
export type ReadLine = Omit<StatementLine, "id"> & {
  /** the same for movements that nothing tells apart */
  likeness: string;
};

/** Which entry of which statement. */
interface About extends SaidBalances {
  /** for who reads a refusal */
  place: string;
}

interface Entry {
  element: Element;
  side: Side;
  bookedOn: string;
  /** the same, or "" where the entry names no day: then it is its statement's */
  saidOn: string;
  /** the bank's, or "" */
  reference: string;
  isReversal: boolean;
  /** what stands at the entry where its transactions say nothing */
  text: string;
}

/** Expected, for information, or to come. Whatever else a bank calls its entries stands in a statement because it is booked. */
const notBooked = /^(?:PDNG|INFO|FUTR)$/i;

/**
 * The movements of one entry: each of its transactions, or the entry itself where the bank names none or they do not come
 * to it. None for what is only expected: it comes once more when it is booked.
 * @param details its transactions
 * @throws Fault bad-request with the entry's place
 */
export function linesOf(element: Element, details: readonly Detail[], context: About): ReadLine[] {
  const wrong = (what: string) => new Fault("bad-request", `${context.place}: ${what}`);
  if (notBooked.test(textAt(element, "Sts/Cd", "Sts/Prtry", "Sts"))) return [];
  const side = sideOf(textAt(element, "CdtDbtInd"));
  if (!side) throw wrong("Es ist weder eine Gutschrift noch eine Belastung (CdtDbtInd).");
  const whole = centsOf(firstAt(element, "Amt"));
  if (whole === undefined) throw wrong("Der Betrag ist keiner in Euro und ganzen Cent (Amt).");
  const saidOn = bookingDay(element, context, wrong);
  const entry: Entry = {
    ...{ element, side, saidOn, bookedOn: saidOn || context.closedOn },
    reference: referenceIn(textAt(element, "AcctSvcrRef")),
    isReversal: booleanOf(textAt(element, "RvslInd")) === true,
    text: textAt(element, "AddtlNtryInf").slice(0, 500),
  };
  const explained = explain(whole, entry, details);
  const lines = explained
    ? explained.map((one) => lineOf(one, entry, context))
    : [unclearLine(side === "CRDT" ? whole : -whole, details, entry, context)];
  return lines.filter(({ cents }) => cents !== 0);
}

function bookingDay(element: Element, { closedOn, bookedIn }: About, wrong: (what: string) => Fault): string {
  const booking = textAt(element, "BookgDt/Dt", "BookgDt/DtTm");
  const text = booking || textAt(element, "ValDt/Dt", "ValDt/DtTm");
  if (!text) return "";
  const day = dayIn(text);
  const isFar = day !== undefined && (day < bookedIn[0] || day > bookedIn[1]);
  // Interest counts from days on which nothing was booked.
  if (isFar && !booking) return "";
  if (!day) throw wrong("Den Buchungstag gibt es nicht (BookgDt, ValDt).");
  if (isFar)
    throw wrong(`Der Buchungstag liegt zu weit entfernt vom Tag des Schlusssaldos, dem ${germanDay(closedOn)}.`);
  return day;
}

function explain(whole: number, { element, side }: Entry, details: readonly Detail[]): Explained[] | undefined {
  const ofEntry = chargesOf(element);
  if (details.length > 1) return explainBatch(whole, side, details, ofEntry);
  const one = explainOne(whole, side, details[0] ?? detailOf(element), ofEntry);
  return one && [one];
}

function lineOf({ cents, chargeCents, isChargeUnsure, detail }: Explained, entry: Entry, context: About): ReadLine {
  const returned = detail?.returned ?? (entry.isReversal && detail ? { reason: "reversal" } : null);
  // What comes back still names its parties as they were on the way there.
  const other = cents > 0 === (returned === null) ? "Dbtr" : "Cdtr";
  const { endToEndId = "", structured = "" } = detail ?? {};
  const line = {
    ...{ cents, bookedOn: entry.bookedOn, returned, endToEndId, structured },
    chargeCents: returned ? chargeCents : 0,
    ...(returned && isChargeUnsure ? { isChargeUnsure } : {}),
    text: detail ? detail.text || entry.text : "Entgelt der Bank",
    payer: detail?.parties[other] ?? { iban: "", holder: "" },
  };
  const reference = [entry.reference, detail?.reference ?? ""].filter(Boolean).join("/");
  return { ...line, likeness: likenessOf(line, reference, entry, context) };
}

/** An entry that nothing explains, with all that a person may recognize it by. */
function unclearLine(cents: number, details: readonly Detail[], entry: Entry, context: About): ReadLine {
  const said = details.flatMap(({ endToEndId, structured, text }) => [referenceIn(endToEndId), structured, text]);
  const only = details.length === 1 ? details[0] : undefined;
  const line = {
    ...{ cents, bookedOn: entry.bookedOn, chargeCents: 0, isUnclear: true, endToEndId: "", structured: "" },
    returned: details.find(({ returned }) => returned)?.returned ?? null,
    text: [entry.text, ...said].filter(Boolean).join(" ").slice(0, 500),
    payer: only?.parties[cents > 0 ? "Dbtr" : "Cdtr"] ?? { iban: "", holder: "" },
  };
  return { ...line, likeness: likenessOf(line, entry.reference, entry, context) };
}

/** By the bank's reference where it gives one, else by all that the movement says. */
function likenessOf(line: Omit<StatementLine, "id">, reference: string, { saidOn }: Entry, { iban }: About): string {
  const { cents, endToEndId, structured, text, payer, returned } = line;
  if (reference) return computeId("statement", iban, saidOn, reference, cents);
  const said = [endToEndId, structured, text, payer.iban, payer.holder, returned?.reason ?? ""];
  return computeId("movement", iban, saidOn, cents, ...said);
}
