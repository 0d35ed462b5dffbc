import { emptyEnvelope } from "../../platform/messaging/contracts/envelope.ts";
import type { Delivery } from "../../platform/messaging/engine/delivery.ts";
import { payer } from "../../services/payments/test/account.ts";

export const municipality = "055620014014";
const mandate = { iban: "DE46000000000000000014", holder: "Änne Beispiel", signedOn: "2026-01-01" };
export const caseNumber = (i: number) => `GLA-26-00000-${String(i).padStart(5, "0")}-00`;

/** A service asks for 33 euros of an account. */
export function asking(i: number, byMandate: boolean): Delivery {
  const metadata = { caseId: `case ${i}`, caseNumber: caseNumber(i), account: `account-${i}`, municipality };
  const envelope = { ...emptyEnvelope, ...metadata, id: `request ${i}`, type: "payment.requested.v1" };
  const claims = [{ cents: 33_00, dueOn: "2026-05-15", label: "Hundesteuer" }];
  const value = {
    payer,
    purpose: "Hundesteuer",
    claims,
    totalCents: 33_00,
    mandate: byMandate ? mandate : null,
    payTo: null,
    charge: "tax",
  };
  return { origin: "bus", envelope, content: { value }, attempts: 0 };
}
