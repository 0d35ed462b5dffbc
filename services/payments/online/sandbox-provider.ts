import { Buffer } from "node:buffer";
import type { PaymentInformation, PaymentProvider, PaymentRequest } from "./provider.ts";

/** How long the invented citizen takes to pay, in ms. */
const payingMs = 5_000;
/** Cents with which a payment ends otherwise: so that each end can be tried. */
const endings: Record<number, PaymentInformation["status"]> = { 13: "FAILED", 14: "CANCELED", 15: "INITIAL" };

/**
 * An invented provider that keeps nothing: all is in the transaction's id, so that it survives a restart. Everybody
 * pays after five seconds; amounts that end in 13 cents fail, in 14 are cancelled, in 15 are never paid.
 */
export function sandboxProvider(now: () => Date): PaymentProvider {
  const informationOf = (transactionId: string): PaymentInformation => {
    const [requestId = "", cents = "", created = ""] = Buffer.from(transactionId, "base64url").toString().split(" ");
    if (!requestId || !/^\d+$/.test(cents)) throw new Error("the sandbox knows no such payment");
    const ended = now().getTime() - Date.parse(created) >= payingMs;
    return {
      transactionId,
      transactionReference: `SANDBOX-${requestId.slice(0, 8)}`,
      transactionTimestamp: created,
      transactionRedirectUrl: `https://bezahlen.example/${transactionId}`,
      paymentMethod: "OTHER",
      status: ended ? (endings[Number(cents) % 100] ?? "PAYED") : "INITIAL",
      statusDetail: "",
    };
  };
  return {
    create: async ({ requestId, grossAmount, requestTimestamp }: PaymentRequest) => {
      const parts = [requestId, Math.round(grossAmount * 100), requestTimestamp].join(" ");
      return informationOf(Buffer.from(parts).toString("base64url"));
    },
    read: async (transactionId) => informationOf(transactionId),
  };
}
