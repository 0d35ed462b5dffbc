import jsonPointer from "json-pointer";
import { addressForms, followUpAccount, isAddressForm } from "../../platform/casework/index.ts";
import { computeId, type HashKey, keyedHash } from "../../platform/messaging/index.ts";
import type { Route } from "./offers.ts";
import type { PushedItem } from "./pushed.ts";

/** The keyed hash of what the offer names, the case that it follows, or undefined when each case stands for itself. */
export function accountOf(
  hashKey: HashKey,
  { offer, service }: Route,
  { portal, municipality = "" }: PushedItem,
  root: object,
): string | undefined {
  const [pointer] = offer.account;
  if (pointer === undefined) return undefined;
  if (pointer.startsWith(followUpAccount)) {
    const followed = valueAt(root, pointer.slice(followUpAccount.length));
    return followed ? computeId("case", portal, followed) : undefined;
  }
  return keyedHash(hashKey, municipality, service, ...offer.account.map((pointer) => partOfAccount(root, pointer)));
}

/** What a pointer points to; "address.v1:<pointer>" is an address as that form compares it. */
function partOfAccount(root: object, pointer: string): string {
  const [form = "", place = ""] = pointer.split(":");
  if (!isAddressForm(form)) return valueAt(root, pointer);
  const at = (field: string) => valueAt(root, `${place}/${field}`);
  return addressForms[form]({ street: at("street"), houseNumber: at("houseNumber"), postcode: at("postcode") });
}

function valueAt(root: object, pointer: string): string {
  return jsonPointer.has(root, pointer) ? String(jsonPointer.get(root, pointer)) : "";
}
