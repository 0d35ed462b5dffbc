import { Document } from "sepa";
import type { BankAccount } from "../ledger/book.ts";
import type { TownAccount } from "../rules.ts";
import { inSepaLetters } from "./sepa-letters.ts";

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
  /** of a debtor whose account is outside of the EEA */
  address?: DebtorAddress | undefined;
}

/** An address in Germany, in whatever letters. */
export interface DebtorAddress {
  street: string;
  houseNumber: string;
  postcode: string;
  city: string;
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

function fileOf<O extends Order>(format: "pain.008.001.08" | "pain.001.001.09", head: FileHead, orders: readonly O[]) {
  const file = new Document(format);
  const name = inSepaLetters(head.account.payee, 70);
  Object.assign(file.grpHdr, { id: head.id, created: head.created, initiatorName: name });
  const byDay = [...Map.groupBy(orders, ({ on }) => on)].sort(([a], [b]) => a.localeCompare(b));
  return { file, name, byDay };
}

/** Each order is to be booked alone: only then does the statement say which of them came back. */
const batchBooking = false;

/** What the library takes of an address. */
function addressed(address: DebtorAddress | undefined) {
  if (!address) return {};
  const { street, houseNumber, postcode, city } = address;
  return {
    debtorStreet: inSepaLetters(`${street} ${houseNumber}`, 70),
    debtorCity: `${postcode} ${inSepaLetters(city, 35)}`,
    debtorCountry: "DE",
  };
}

/** The library writes addresses unstructured, which banks refuse since November 2026: town and country have to stand apart. */
const inHybridForm = (xml: string): string =>
  xml.replace(
    /<PstlAdr><Ctry>DE<\/Ctry><AdrLine>([^<]*)<\/AdrLine><AdrLine>(\d{5}) ([^<]*)<\/AdrLine><\/PstlAdr>/g,
    "<PstlAdr><PstCd>$2</PstCd><TwnNm>$3</TwnNm><Ctry>DE</Ctry><AdrLine>$1</AdrLine></PstlAdr>",
  );

/**
 * Direct debits as pain.008.001.08: CORE, recurring, one payment block for each due date. An address is named where the
 * debtor's account is outside of the EEA, in hybrid form; elsewhere none is needed.
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
    for (const { id, cents, other, text, mandate, address } of list) {
      const debit = info.createTransaction();
      Object.assign(debit, {
        end2endId: id,
        amount: cents / 100, // Written with two places: exact below 90 billion euros.
        debtorName: inSepaLetters(other.holder, 70),
        debtorIBAN: other.iban,
        ...addressed(address),
        mandateId: mandate.reference,
        mandateSignatureDate: localDay(mandate.signedOn),
        remittanceInfo: inSepaLetters(text, 140),
      });
      info.addTransaction(debit);
    }
  }
  return inHybridForm(file.toString());
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
