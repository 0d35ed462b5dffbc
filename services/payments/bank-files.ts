import { Document } from "sepa";
import type { BankAccount } from "./book.ts";
import type { TownAccount } from "./rules.ts";

/** One sum that the bank is to move. */
export interface Order {
  /** EndToEndId: an item's id */
  id: string;
  cents: number;
  /** YYYY-MM-DD, a working day */
  on: string;
  /** the other side: who is debited, or who gets it */
  other: BankAccount;
  /** at most 140 characters, begins with the reference */
  text: string;
}

export interface Debit extends Order {
  mandate: { reference: string; signedOn: string };
}

export interface FileHead {
  /** MsgId, at most 35 characters */
  id: string;
  created: Date;
  account: TownAccount;
}

/** The library writes the local calendar day of a date. */
function localDay(day: string): Date {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  return new Date(year, month - 1, date, 12);
}

const german: Record<string, string> = { Ä: "Ae", Ö: "Oe", Ü: "Ue", ä: "ae", ö: "oe", ü: "ue", ß: "ss", ẞ: "SS" };

/** Text in the letters that every SEPA bank takes (EPC217-08); what has no such letter becomes a full stop. */
export function inSepaLetters(text: string, max: number): string {
  return text
    .normalize("NFC")
    .replace(/[ÄÖÜäöüßẞ]/g, (char) => german[char] ?? char)
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .replace(/[^A-Za-z0-9/?:().,'+ -]/gu, ".")
    .slice(0, max)
    .trim();
}

function fileOf<O extends Order>(format: "pain.008.001.08" | "pain.001.001.09", head: FileHead, orders: readonly O[]) {
  const file = new Document(format);
  const name = inSepaLetters(head.account.payee, 70);
  Object.assign(file.grpHdr, { id: head.id, created: head.created, initiatorName: name });
  const byDay = [...Map.groupBy(orders, ({ on }) => on)].sort(([a], [b]) => a.localeCompare(b));
  return { file, name, byDay };
}

/** Each order is to be booked alone: only then does the statement say which of them came back. */
const batchBooking = false;

/**
 * Direct debits as pain.008.001.08: CORE, recurring, one payment block for each due date. Addresses are left out; they
 * are not needed within the EEA.
 * @throws Error from the library for what no bank would take, e.g. an IBAN with wrong check digits
 */
export function directDebits(head: FileHead, debits: readonly Debit[]): string {
  const { file, name, byDay } = fileOf("pain.008.001.08", head, debits);
  const { iban, bic = "", creditorId } = head.account;
  for (const [day, list] of byDay) {
    const info = file.createPaymentInfo();
    const creditor = { creditorIBAN: iban, creditorBIC: bic, creditorName: name, creditorId };
    Object.assign(info, { collectionDate: localDay(day), sequenceType: "RCUR", batchBooking, ...creditor });
    file.addPaymentInfo(info);
    for (const { id, cents, other, text, mandate } of list) {
      const debit = info.createTransaction();
      Object.assign(debit, {
        end2endId: id,
        amount: cents / 100, // Written with two places: exact below 90 billion euros.
        debtorName: inSepaLetters(other.holder, 70),
        debtorIBAN: other.iban,
        mandateId: mandate.reference,
        mandateSignatureDate: localDay(mandate.signedOn),
        remittanceInfo: inSepaLetters(text, 140),
      });
      info.addTransaction(debit);
    }
  }
  return file.toString();
}

/** Payouts as pain.001.001.09, one payment block for each day of execution. Throws as `directDebits` does. */
export function payouts(head: FileHead, orders: readonly Order[]): string {
  const { file, name, byDay } = fileOf("pain.001.001.09", head, orders);
  const { iban, bic = "" } = head.account;
  for (const [day, list] of byDay) {
    const info = file.createPaymentInfo();
    const debtor = { debtorIBAN: iban, debtorBIC: bic, debtorName: name };
    Object.assign(info, { requestedExecutionDate: localDay(day), batchBooking, ...debtor });
    file.addPaymentInfo(info);
    for (const { id, cents, other, text } of list) {
      const payout = info.createTransaction();
      Object.assign(payout, {
        end2endId: id,
        amount: cents / 100,
        creditorName: inSepaLetters(other.holder, 70),
        creditorIBAN: other.iban,
        remittanceInfo: inSepaLetters(text, 140),
      });
      info.addTransaction(payout);
    }
  }
  return file.toString();
}
