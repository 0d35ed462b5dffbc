/** What a payment provider is asked for; named as in XBezahldienste 1.2. */
export interface PaymentRequest {
  /** at most 36 characters; the same id is the same payment */
  requestId: string;
  /** ISO 8601 */
  requestTimestamp: string;
  currency: "EUR";
  /** euros with two places, at most 999999 */
  grossAmount: number;
  /** at most 27 characters of [\w -] */
  purpose: string;
  /** at most 250 characters, German */
  description: string;
  /** where the citizen comes back to; it carries no status */
  redirectUrl: string;
}

/** What the provider says of a payment. */
export interface PaymentInformation {
  transactionId: string;
  transactionReference: string;
  /** ISO 8601 */
  transactionTimestamp: string;
  /** where the citizen pays */
  transactionRedirectUrl: string;
  paymentMethod: string;
  status: "INITIAL" | "PAYED" | "FAILED" | "CANCELED";
  statusDetail: string;
}

/** What the online payment provider said, by the id of the timer that asks. */
export type Said = ReadonlyMap<string, PaymentInformation>;

/**
 * The port to an online payment provider. Whoever comes back from it may have paid or not: its status is asked for.
 * Both calls may fail and are tried again.
 */
export interface PaymentProvider {
  /** Opens a payment; the same requestId gives the same one. */
  create(request: PaymentRequest): Promise<PaymentInformation>;
  read(transactionId: string): Promise<PaymentInformation>;
}

const maxCents = 999_999_00;

/** A request for so many cents. Throws RangeError for what no provider takes. */
export function requestFor(
  requestId: string,
  cents: number,
  order: { reference: string; description: string; redirectUrl: string },
  now: Date,
): PaymentRequest {
  if (!Number.isSafeInteger(cents) || cents <= 0 || cents > maxCents)
    throw new RangeError("an amount no provider takes");
  const { reference, description, redirectUrl } = order;
  return {
    ...{ requestId, currency: "EUR", redirectUrl, requestTimestamp: now.toISOString() },
    grossAmount: cents / 100,
    purpose: reference.replace(/[^\w -]/g, "").slice(0, 27),
    description: description.slice(0, 250),
  };
}
