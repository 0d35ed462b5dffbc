import { isBirthDate, isDay } from "../../../../platform/messaging/index.ts";
import { UnmappableError } from "../portal.ts";
import type { Days } from "./form-fields.ts";

/** How a portal writes a day: its own form to YYYY-MM-DD with zeros for what is not known; undefined: another form. */
interface Writing {
  iso(text: string): string | undefined;
  /** how to write it, German */
  day: string;
  birthDate: string;
}

function daysIn({ iso, day, birthDate }: Writing): Days {
  const checked = (is: (text: string) => boolean, expected: string) => (text: string, path: string) => {
    const found = iso(text);
    if (found === undefined || !is(found)) throw new UnmappableError("unclear-value", path, expected);
    return found;
  };
  return { day: checked(isDay, day), birthDate: checked(isBirthDate, birthDate) };
}

/** YYYY-MM-DD; of a birth date the year may be all, or the year and the month. */
export const isoDays: Days = daysIn({
  iso: (text) => (/^\d{4}$/.test(text) ? `${text}-00-00` : /^\d{4}-\d{2}$/.test(text) ? `${text}-00` : text),
  day: "ein Tag von 1900 bis 2100 als JJJJ-MM-TT, zum Beispiel 2026-11-02",
  birthDate: "ein Tag als JJJJ-MM-TT; was nicht bekannt ist, als Nullen, zum Beispiel 1970-00-00",
});

/** TT.MM.JJJJ; of a birth date the year may be all, or the month and the year. */
export const germanDays: Days = daysIn({
  iso: (text) => {
    const [, day = "00", month = "00", year] = /^(?:(?:(\d{2})\.)?(\d{2})\.)?(\d{4})$/.exec(text) ?? [];
    return year && `${year}-${month}-${day}`;
  },
  day: "ein Tag von 1900 bis 2100 als TT.MM.JJJJ, zum Beispiel 02.11.2026",
  birthDate: "ein Tag als TT.MM.JJJJ; was nicht bekannt ist, als Nullen, zum Beispiel 00.00.1970",
});

/** Removes what is null or missing, so that a JSON Schema sees only what was filled in. */
export function filledIn(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== null && value !== undefined && value !== ""),
  );
}
