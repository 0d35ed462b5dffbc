import { isHoliday } from "feiertagejs";
import { addDays, remembered } from "../../messaging/index.ts";

export { addDays, addMonths } from "../../messaging/index.ts";

const berlin = new Intl.DateTimeFormat("en-CA", { timeZone: "Europe/Berlin", dateStyle: "short" });

const hoursMax = 1_000;
/** The day of an hour since 1970: Berlin is whole hours ahead of UTC, so an hour lies in one day. */
const dayOfHour = remembered((hour: number) => berlin.format(new Date(hour * 3_600_000)), {
  answersMax: hoursMax,
});

/** Gives the calendar day of a moment in Europe/Berlin, as YYYY-MM-DD. Throws RangeError for an invalid one. */
export function dayOf(moment: Date | string): string {
  return dayOfHour(Math.floor(new Date(moment).getTime() / 3_600_000));
}

/** Gives the moment at which a calendar day ends in Europe/Berlin. */
export function endOfDay(day: string): Date {
  const midnight = new Date(`${addDays(day, 1)}T00:00:00Z`).getTime();
  // Berlin is one or two hours ahead: its midnight comes that much earlier.
  const [summer, winter] = [2, 1].map((hours) => new Date(midnight - hours * 3_600_000));
  return summer && dayOf(summer) > day ? summer : (winter as Date);
}

/** Gives a calendar day written the German way: 22.11.2026. */
export function germanDay(day: string): string {
  const [year = "", month = "", date = ""] = day.split("-");
  return `${date}.${month}.${year}`;
}

/** Whether public offices in North Rhine-Westphalia work on this day: no Saturday, Sunday or holiday. */
export const isWorkingDay = remembered((day: string): boolean => {
  const noon = new Date(`${day}T12:00:00Z`); // Noon is the same day in Europe/Berlin, whatever this machine's zone is.
  return ![0, 6].includes(noon.getUTCDay()) && !isHoliday(noon, "NW"); // Takes 0.1 ms a day; there are few days.
});

/** Gives the day itself or the next working day after it (BGB §193, VwVfG §31(3), AO §108(3)). */
export function nextWorkingDay(day: string): string {
  let found = day;
  while (!isWorkingDay(found)) found = addDays(found, 1);
  return found;
}

/** The day itself or the last working day before it. */
export function previousWorkingDay(day: string): string {
  let found = day;
  while (!isWorkingDay(found)) found = addDays(found, -1);
  return found;
}
