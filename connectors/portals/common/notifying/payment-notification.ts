import { euros, unusedMandate } from "../../../../platform/casework/index.ts";
import type { EventBodies } from "../../../../types/generated/events.ts";
import type { PortalNotification } from "../portal.ts";

type Changed = EventBodies["payment.changed.v1"];
export type PaymentStanding = Extract<PortalNotification, { kind: "payment-standing" }>;

/** What a citizen reads, in formal German. Neither names nor accounts stand in it. */
const sentences: Record<Changed["change"], (cents: string) => string> = {
  paid: (cents) => `Ihre Zahlung über ${cents} ist eingegangen.`,
  partly_paid: (cents) => `Ihre Zahlung über ${cents} ist eingegangen.`,
  offset: (cents) => `Wir haben ein Guthaben von ${cents} mit Ihrer Forderung verrechnet.`,
  returned: (cents) => `Eine Zahlung über ${cents} wurde zurückgegeben.`,
  reminded: (cents) => `Wir haben Sie an eine fällige Zahlung über ${cents} erinnert.`,
  dunned: (cents) => `Eine fällige Zahlung über ${cents} wurde angemahnt.`,
  surcharged: (cents) => `Wegen verspäteter Zahlung ist ein Säumniszuschlag von ${cents} entstanden.`,
  deferred: (cents) => `Die Zahlung von ${cents} wurde gestundet.`,
  handed_over: (cents) => `Die Forderung über ${cents} wurde zur Vollstreckung abgegeben.`,
  paid_out: (cents) => `Wir haben ${cents} an Sie ausgezahlt.`,
  refunded: (cents) => `Wir haben Ihnen ${cents} erstattet.`,
  UNKNOWN: () => "Der Stand Ihrer Zahlung hat sich geändert.",
};

/** Says what is to be paid, and why a mandate is not used for it. */
export const paymentNotification = (arranged: EventBodies["payment.arranged.v1"]): PortalNotification => ({
  kind: "payment",
  ...arranged,
  note: unusedMandate(arranged),
});

/** Says what happened to a payment, to the application whose decision asked for it. */
export function paymentStanding({ reference, change, cents, openCents, on }: Changed): PaymentStanding {
  const open = openCents > 0 ? ` Noch zu zahlen sind ${euros(openCents)}.` : "";
  const sentence = `${sentences[change](euros(cents))}${open}`;
  return { kind: "payment-standing", reference, change, cents, openCents, on, sentence };
}
