// Calendar days as a portal calculates with them: YYYY-MM-DD, in Europe/Berlin.

const berlin = new Intl.DateTimeFormat("en-CA", { timeZone: "Europe/Berlin", dateStyle: "short" });
const iso = (year: number, month: number, day: number) =>
  new Date(Date.UTC(year, month - 1, day)).toISOString().slice(0, 10);

/** The calendar day of a moment (milliseconds since 1970). */
export const dayOf = (moment: number): string => berlin.format(moment);

export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/** TT.MM.JJJJ */
export const german = (day: string): string => day.split("-").reverse().join(".");

/** TT.MM.JJJJ → YYYY-MM-DD */
export const fromGerman = (text: string): string => text.split(".").reverse().join("-");

/** Days that samples are about, seen from one day. */
export interface Days {
  today: string;
  yesterday: string;
  newYear: string;
  /** 31 December of last year */
  newYearsEve: string;
  /** the last day of last month */
  monthsEnd: string;
  /** the latest 29 February */
  leapDay: string;
  /** five years ago: too long for a tax to be assessed without a person */
  longAgo: string;
  /** in two months: too early to register */
  farAhead: string;
}

export function daysSeenFrom(today: string): Days {
  const [year = 0, month = 1, day = 1] = today.split("-").map(Number);
  const isLeap = (one: number) => iso(one, 2, 29).endsWith("-02-29");
  let leapYear = today.slice(5) >= "02-29" ? year : year - 1;
  while (!isLeap(leapYear)) leapYear -= 1;
  return {
    today,
    yesterday: addDays(today, -1),
    newYear: iso(year, 1, 1),
    newYearsEve: iso(year - 1, 12, 31),
    monthsEnd: iso(year, month, 0),
    leapDay: iso(leapYear, 2, 29),
    longAgo: iso(year - 5, month, Math.min(day, 28)),
    farAhead: iso(year, month + 2, Math.min(day, 28)),
  };
}
