import { DialectError } from "./dialect.ts";

/** A day that exists, from 1900 to 2100, as YYYY-MM-DD. Throws DialectError otherwise. */
export function checkedDay(text: string, path: string): string {
  const isNear = /^(19\d\d|20\d\d|2100)-\d\d-\d\d$/.test(text);
  const date = isNear ? new Date(`${text}T00:00:00Z`) : undefined;
  // 30 February would become 2 March: only a day that stays what it is exists.
  if (!date || Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== text)
    throw new DialectError("unknown-code", path);
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
