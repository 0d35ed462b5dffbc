/** Finds the day some days later (or earlier, if negative). Both are YYYY-MM-DD. */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/** Finds the same date some months later, or the month's last day where it has no such date. */
export function addMonths(day: string, months: number): string {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  const last = new Date(Date.UTC(year, month - 1 + months + 1, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + months, Math.min(date, last))).toISOString().slice(0, 10);
}

/** Says whether a text is a day that somebody can mean, YYYY-MM-DD: what lies before 1900 or after 2100 is a slip of the pen. */
export function isDay(text: string): boolean {
  if (!/^(19\d\d|20\d\d|2100)-\d\d-\d\d$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

const shape = /^(\d{4})-(\d{2})-(\d{2})$/;
/** Stands for a year, a month or a day that nobody knows, as registers of residents write it (DSMeld). */
const unknown = (part: string) => Number(part) === 0;

/**
 * Finds the first and the last day that a birth date may mean. Parts that are not known are zeros: "1970-00-00", "1970-00-01",
 * "0000-00-00". Undefined for what is none.
 */
export function daysOf(birthDate: string): readonly [first: string, last: string] | undefined {
  const [, year = "", month = "", day = ""] = shape.exec(birthDate) ?? [];
  if (!year) return undefined;
  const within = (years: string, months: string, wantsLast: boolean): string | undefined => {
    const begin = `${years}-${months}-01`;
    if (!isDay(begin)) return undefined;
    if (!unknown(day)) return isDay(`${years}-${months}-${day}`) ? `${years}-${months}-${day}` : undefined;
    return wantsLast ? addDays(addMonths(begin, 1), -1) : begin;
  };
  const [firstYear, lastYear] = unknown(year) ? ["1900", "2100"] : [year, year];
  const months = Array.from({ length: 12 }, (_, i) => String(i + 1).padStart(2, "0"));
  const [ascending, descending] = unknown(month) ? [months, months.toReversed()] : [[month], [month]];
  const find = (years: string, all: readonly string[], wantsLast: boolean) =>
    all.map((one) => within(years, one, wantsLast)).find((one) => one !== undefined);
  const [first, last] = [find(firstYear, ascending, false), find(lastYear, descending, true)];
  return first && last ? [first, last] : undefined;
}

/** Says whether a text is a birth date, known wholly or in part. */
export const isBirthDate = (text: string): boolean => daysOf(text) !== undefined;

/** Says whether year, month and day are known. */
export const isWholeDate = (birthDate: string): boolean => {
  const [first, last] = daysOf(birthDate) ?? [];
  return first !== undefined && first === last;
};

/**
 * Finds the latest day that a birth date may mean: where an age is in doubt, people count as the younger they may be.
 * @param day on which somebody is born already, if that may be
 */
export function latestBirth(birthDate: string, day: string): string {
  const [first, last] = daysOf(birthDate) ?? [birthDate, birthDate];
  return last > day && first <= day ? day : last;
}

/** Says whether somebody is younger than so many years on a day, where the birth date tells it. Undefined: it does not. */
export function isYounger(birthDate: string, years: number, day: string): boolean | undefined {
  const [first, last] = daysOf(birthDate) ?? [birthDate, birthDate];
  // Who was born on 29 February completes a year on 28 February's next day.
  const [ofFirst, ofLast] = [first, last].map((born) => addMonths(born, 12 * years) > day);
  return ofFirst === ofLast ? ofFirst : undefined;
}
