import { isDay } from "../../platform/contracts/validate.ts";
import { DialectError } from "./dialect.ts";

/** A day that exists, from 1900 to 2100, as YYYY-MM-DD. Throws DialectError otherwise. */
export function checkedDay(text: string, path: string): string {
  if (!isDay(text)) throw new DialectError("unknown-code", path);
  return text;
}

/** A German day (TT.MM.JJJJ) as YYYY-MM-DD. Throws DialectError when it has another form or does not exist. */
export function fromGermanDay(text: string, path: string): string {
  const [, day, month, year] = /^(\d{2})\.(\d{2})\.(\d{4})$/.exec(text) ?? [];
  return checkedDay(`${year}-${month}-${day}`, path);
}

/** Removes what is null or missing, so that a JSON Schema sees only what was filled in. */
export function filledIn(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== null && value !== undefined && value !== ""),
  );
}
