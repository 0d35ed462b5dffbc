import { checkDigits } from "../../platform/casework/index.ts";
import { computeId } from "../../platform/messaging/index.ts";

/**
 * A creditor reference (ISO 11649): "RF", two check digits (MOD 97-10), then the town's code and 15 digits computed
 * from the request, so that the same request always has the same reference. 22 characters.
 */
export function creditorReference(townCode: string, requestId: string): string {
  const digits = (BigInt(`0x${computeId("reference", requestId)}`) % 10n ** 15n).toString().padStart(15, "0");
  const body = `${townCode}${digits}`;
  return `RF${checkDigits(`${body}RF`)}${body}`;
}

/** Whether a reference's check digits are right, with or without spaces between groups of four. */
export function isCreditorReference(text: string): boolean {
  const [, digits, body] = /^RF(\d\d)([0-9A-Z]{1,21})$/.exec(text.replace(/\s/g, "").toUpperCase()) ?? [];
  return body !== undefined && checkDigits(`${body}RF`) === digits;
}
