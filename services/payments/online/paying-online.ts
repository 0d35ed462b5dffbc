import type { OpenStates, StateKey } from "../../../platform/messaging/index.ts";
import { computeId, Fault, is, type Log, type Message, type Runtime } from "../../../platform/messaging/index.ts";
import { type Book, openOf, withLedger } from "../ledger/book.ts";
import { openItems } from "../ledger/booking.ts";
import { accountProcessor, handleAll, OnlineBegun, recordFor } from "../messages.ts";
import { AskAgain, type Begun, timerIdOf } from "./online.ts";
import { type PaymentInformation, type PaymentProvider, requestFor, type Said } from "./provider.ts";

/** Online payments of one account that are open at once: each is asked about for two days. */
export const onlineMax = 20;

/** The account on which is paid. */
interface PaidAccount extends StateKey {
  book: Book;
}

interface Asked {
  commandId: string;
  reference: string;
  redirectUrl: string;
  /** pseudonym of who begins it */
  actor: string;
  at: Date;
}

/**
 * Begins a payment of all that is open under a reference. The provider is asked first: a payment that it opened and
 * that was not noted here is opened again under the same id by the same command.
 * @throws Fault not-possible when nothing is open that the citizen could pay, or too many payments are open
 */
export async function beginOnline(
  runtime: Runtime,
  provider: PaymentProvider,
  { tenant, key, book }: PaidAccount,
  { commandId, reference, redirectUrl, actor, at }: Asked,
) {
  const requestId = computeId("online", tenant, reference, commandId);
  const known = book.online.find((payment) => payment.requestId === requestId);
  if (known) {
    const { transactionRedirectUrl: payUrl } = await provider.read(known.transactionId);
    return { requestId, cents: known.cents, payUrl };
  }
  if (book.online.length >= onlineMax)
    throw new Fault(
      "not-possible",
      `Auf diesem Konto sind bereits ${onlineMax} Online-Zahlungen offen. Warten Sie, bis eine davon beendet ist.`,
    );
  // What the bank is collecting already would be paid twice.
  const open = openItems(book).filter((item) => item.reference === reference && !item.file);
  const cents = open.reduce((sum, item) => sum + openOf(item), 0);
  if (!cents)
    throw new Fault(
      "not-possible",
      "Unter diesem Kassenzeichen ist nichts offen, was online bezahlt werden kann. Prüfen Sie reference.",
    );
  const description = open.map(({ label }) => label).join(", ");
  const begun = await provider.create(requestFor(requestId, cents, { reference, description, redirectUrl }, at));
  const { transactionId, transactionRedirectUrl: payUrl } = begun;
  const noted: Begun = { requestId, transactionId, reference, cents };
  const body = { ...noted, actor };
  const [outcome] = await handleAll(runtime, [
    recordFor(OnlineBegun, { municipality: tenant, account: key, id: requestId }, body),
  ]);
  if (outcome?.kind !== "done")
    throw new Fault(
      "unavailable",
      "Die Online-Zahlung konnte nicht vermerkt werden. Versuchen Sie es mit derselben commandId noch einmal.",
    );
  return { requestId, cents, payUrl };
}

/** What a provider is asked about the payments that timers are for. One that does not answer is asked again later. */
export function askProvider(provider: PaymentProvider | undefined, states: Pick<OpenStates, "read">, log: Log) {
  return async (messages: readonly Message[]): Promise<Said> => {
    const said = new Map<string, PaymentInformation>();
    const timers = messages.filter((message) => is(AskAgain, message));
    const ids = timers.map(({ id }) => id);
    if (!ids.length || !provider) return said;
    const keys = timers.map(({ envelope, body }) => ({ tenant: envelope.municipality, key: body.key }));
    const due = await states.read<Book>(accountProcessor, keys);
    const payments = due.flatMap(({ value }) => withLedger(value).online);
    for (const payment of payments) {
      const timerId = timerIdOf(payment);
      if (!ids.includes(timerId)) continue;
      try {
        said.set(timerId, await provider.read(payment.transactionId));
      } catch (error) {
        log.warn(
          { error, request: payment.requestId },
          "the payment provider does not answer; it is asked again later",
        );
      }
    }
    return said;
  };
}
