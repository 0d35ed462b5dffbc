import { dayOf } from "../../../platform/casework/index.ts";
import { computeId, timer } from "../../../platform/messaging/index.ts";
import type { Book, OnlinePayment } from "../ledger/book.ts";
import type { Booked } from "../ledger/change.ts";
import { paying } from "../ledger/late.ts";
import { receive } from "../ledger/money.ts";
import type { PaymentInformation } from "./provider.ts";

const firstMs = 5_000;
const longestMs = 3_600_000;
/** Who has not paid by then does not come back; a provider that is still silent is for a person. */
const givenUpMs = 48 * 3_600_000;

const later = (now: Date, asked: number): string =>
  new Date(now.getTime() + Math.min(longestMs, firstMs * 2 ** asked)).toISOString();

export type Begun = Pick<OnlinePayment, "requestId" | "transactionId" | "reference" | "cents">;

/** Notes that a payment was begun. The same one again is noted once. */
export function begin(book: Book, begun: Begun, now: Date): Book {
  const { requestId, transactionId, reference, cents } = begun;
  if (book.online.some((payment) => payment.requestId === requestId)) return book;
  const payment = {
    requestId,
    transactionId,
    reference,
    cents,
    begunAt: now.toISOString(),
    asked: 0,
    askAt: later(now, 0),
  };
  return { ...book, online: [...book.online, payment] };
}

export const timerIdOf = ({ requestId, asked }: OnlinePayment): string => computeId("online", requestId, asked);

/** The provider is asked about a payment once more. */
export const AskAgain = timer("online");

/** One timer for each payment of which the end is not known. */
export const onlineTimers = ({ online }: Book) =>
  online.map((payment) => AskAgain.at(timerIdOf(payment), new Date(payment.askAt)));

/**
 * What the provider says, or nothing where it could not be asked: money that was paid is booked as held by the
 * provider; what failed ends; everything else is asked for again, later each time, for two days.
 */
export function answered(book: Book, timerId: string, said: PaymentInformation | undefined, now: Date): Booked {
  const payment = book.online.find((one) => timerIdOf(one) === timerId);
  if (!payment) return { book, changes: [] };
  const others = book.online.filter((one) => one !== payment);
  const { reference, cents, requestId } = payment;
  if (said?.status === "PAYED") {
    const movement = {
      ...{ id: `online ${requestId}`, cents, bookedOn: dayOf(now) },
      ...{ payer: { iban: "", holder: "" }, text: said.transactionReference, since: now.toISOString() },
    };
    const paid = { id: movement.id, on: movement.bookedOn };
    return paying({ ...book, online: others }, paid, movement.since, (before) =>
      receive(before, movement, { reference, itemId: "" }, "online"),
    );
  }
  if (said && said.status !== "INITIAL") return { book: { ...book, online: others }, changes: [] };
  if (now.getTime() - Date.parse(payment.begunAt) < givenUpMs) {
    const next = { ...payment, asked: payment.asked + 1, askAt: later(now, payment.asked + 1) };
    return { book: { ...book, online: [...others, next] }, changes: [] };
  }
  // A provider that says "not paid" for two days is believed; one that says nothing is not.
  const matter = { id: requestId, reason: "online-unclear" as const, reference, since: now.toISOString() };
  return { book: { ...book, online: others, matters: said ? book.matters : [...book.matters, matter] }, changes: [] };
}
