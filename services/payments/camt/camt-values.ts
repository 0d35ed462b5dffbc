import { dayOf } from "../../../platform/casework/index.ts";
import { isDay } from "../../../platform/messaging/index.ts";
import type { Element } from "./camt-tree.ts";

/** Whole cents of an amount in euros such as 33, 33.5 or +033.000 (xs:decimal), or undefined for anything else. */
export function centsOf(amount: Element | undefined): number | undefined {
  const [, whole = "", places = ""] = /^\+?(\d*)(?:\.(\d*))?$/.exec(amount?.text.trim() ?? "") ?? [];
  if (amount?.currency !== "EUR" || !(whole || places) || /[1-9]/.test(places.slice(2))) return undefined;
  const euros = whole.replace(/^0+/, "");
  return euros.length > 12 ? undefined : Number(euros) * 100 + Number(places.slice(0, 2).padEnd(2, "0"));
}

/** xs:boolean, or undefined where it is not said. */
export function booleanOf(text: string): boolean | undefined {
  if (text === "true" || text === "1") return true;
  return text === "false" || text === "0" ? false : undefined;
}

/**
 * The day of a date (xs:date) or moment (xs:dateTime), in Berlin where the moment names a zone.
 * @returns YYYY-MM-DD; undefined for one that there is not, such as 2026-99-99
 */
export function dayIn(text: string): string | undefined {
  const [, day = "", time = "", zone = ""] =
    /^(\d{4}-\d\d-\d\d)(T\d\d:\d\d:\d\d(?:\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)?$/.exec(text) ?? [];
  if (!isDay(day)) return undefined;
  if (!time || !zone) return day;
  const moment = new Date(`${day}${time}${zone}`);
  return Number.isNaN(moment.getTime()) ? undefined : dayOf(moment);
}

/** What banks write where they have no reference. */
const noReference =
  /^(?:non[ -]?e?|non?[ -]?ref(?:erence)?|not[ -]?(?:provided|available|known)|n\/?a|unknown|null|[-.0x*/]+)$/i;

/** A reference of the bank's, or "" for what only stands in its place. */
export const referenceIn = (text: string): string => (noReference.test(text) ? "" : text);
