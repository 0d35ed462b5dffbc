import type { FormField, PortalForm } from "../../../../platform/casework/index.ts";
import { writtenNumber } from "../notifying/numbers.ts";
import { UnmappableError } from "../portal.ts";

/** How a portal writes calendar days. */
export interface Days {
  /** a day that exists; throws UnmappableError otherwise */
  day(text: string, path: string): string;
  /** the same, or a birth date of which parts are not known */
  birthDate(text: string, path: string): string;
}

/** Finds a field of a form by the name that a portal gives it, with the number in it: "mitglied.2.lohn"; 0 where there is none. */
export function fieldOf(
  { fields }: PortalForm,
  id: string,
): { field: FormField; place: string; number: number } | undefined {
  const [, digits = ""] = /\.(\d{1,2})\./.exec(id) ?? [];
  const number = Number(digits);
  if (digits && number < 1) return undefined;
  const name = digits ? id.replace(`.${digits}.`, ".{n}.") : id;
  const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
  return field && { field, place: `${name} ${number}`, number };
}

/**
 * Reads the form's data from a portal's list of fields; empty values count as not filled in.
 * @param at where the list stands in the portal's record, e.g. "/fields"
 * @throws UnmappableError naming the field as the portal wrote it, never its value
 */
export function dataOf(
  form: PortalForm,
  given: readonly { id: string; value: string }[],
  at: string,
  days: Days,
): Record<string, unknown> {
  const data: Record<string, unknown> = {};
  const known = new Set<string>();
  for (const { id, value } of given) {
    if (!value) continue;
    const path = `${at}/${id.slice(0, 60)}`;
    const found = fieldOf(form, id);
    if (!found) throw new UnmappableError("unknown-code", path, "ein Feld des Formulars");
    const { field, place, number } = found;
    // "mitglied.01.lohn" is "mitglied.1.lohn".
    if (known.has(place)) throw new UnmappableError("repeated-field", path, "nur ein Wert je Feld");
    known.add(place);
    put(data, field.to.split("/").slice(1), number - 1, readValue(field, value, path, days));
  }
  return compact(data) as Record<string, unknown>;
}

function readValue(field: FormField, text: string, path: string, days: Days): unknown {
  if (field.codes) {
    if (Object.hasOwn(field.codes, text)) return field.codes[text];
    throw new UnmappableError("unknown-code", path, `eines von: ${Object.keys(field.codes).join(", ")}`);
  }
  switch (field.as) {
    case "day":
      return days.day(text, path);
    case "birth-date":
      return days.birthDate(text, path);
    case "iban":
      return text.replace(/\s/gu, "");
    case "integer":
    case "decimal":
    case "cents":
      return numberOf(field.as, text, path, field.loss ?? false);
    default:
      return text;
  }
}

const howToWrite = {
  integer: "eine ganze Zahl, zum Beispiel 1250",
  decimal: "eine Zahl mit höchstens zwei Nachkommastellen, zum Beispiel 12,5 oder 1250",
  cents: "ein Betrag in Euro, zum Beispiel 1250,00 oder 1.250,00",
};

function numberOf(as: keyof typeof howToWrite, text: string, path: string, mayBeNegative: boolean): number {
  const found = writtenNumber(text, as === "cents");
  if (!found || (as === "integer" && /[1-9]/.test(found.fraction)))
    throw new UnmappableError("unclear-value", path, howToWrite[as]);
  const { negative, whole, fraction } = found;
  if (negative && !mayBeNegative) throw new UnmappableError("unclear-value", path, `${howToWrite[as]}, nicht negativ`);
  const size = as === "cents" ? Number(whole + fraction.padEnd(2, "0")) : Number(`${whole}.${fraction || 0}`);
  return negative ? -size : size;
}

/** Sets a value at a path; "{n}" is the element `index` of a list. */
function put(root: Record<string, unknown>, steps: string[], index: number, value: unknown): void {
  let place: Record<string | number, unknown> = root;
  for (const [i, step] of steps.entries()) {
    const key = step === "{n}" ? index : step;
    if (i === steps.length - 1) place[key] = value;
    else {
      place[key] ??= steps[i + 1] === "{n}" ? [] : {};
      place = place[key] as Record<string | number, unknown>;
    }
  }
}

/** Numbers that a portal left out leave no holes. */
function compact(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((one) => one !== undefined).map(compact);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, compact(part)]));
}
