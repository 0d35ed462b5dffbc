import { isHoliday } from "feiertagejs";
import { addDays } from "../messaging/index.ts";

export { addDays, addMonths } from "../messaging/index.ts";

const berlin = new Intl.DateTimeFormat("en-CA", { timeZone: "Europe/Berlin", dateStyle: "short" });

/** Days of the last hours that were asked for: Berlin is whole hours ahead of UTC, so an hour lies in one day. */
const daysOfHours = new Map<number, string>();
const hoursMax = 1_000;

/** The calendar day of a moment in Europe/Berlin, as YYYY-MM-DD. Throws RangeError for an invalid one. */
export function dayOf(moment: Date | string): string {
  const time = new Date(moment);
  const hour = Math.floor(time.getTime() / 3_600_000);
  let day = daysOfHours.get(hour);
  if (day === undefined) {
    day = berlin.format(time);
    if (daysOfHours.size >= hoursMax) daysOfHours.clear();
    daysOfHours.set(hour, day);
  }
  return day;
}

/** The moment at which a calendar day ends in Europe/Berlin. */
export function endOfDay(day: string): Date {
  const midnight = new Date(`${addDays(day, 1)}T00:00:00Z`).getTime();
  // Berlin is one or two hours ahead: its midnight comes that much earlier.
  const [summer, winter] = [2, 1].map((hours) => new Date(midnight - hours * 3_600_000));
  return summer && dayOf(summer) > day ? summer : (winter as Date);
}

/** A calendar day written the German way: 22.11.2026. */
export function germanDay(day: string): string {
  const [year = "", month = "", date = ""] = day.split("-");
  return `${date}.${month}.${year}`;
}

const workingDays = new Map<string, boolean>();

/** Whether public offices in North Rhine-Westphalia work on this day: no Saturday, Sunday or holiday. */
export function isWorkingDay(day: string): boolean {
  const known = workingDays.get(day);
  if (known !== undefined) return known;
  const noon = new Date(`${day}T12:00:00Z`); // Noon is the same day in Europe/Berlin, whatever this machine's zone is.
  const working = ![0, 6].includes(noon.getUTCDay()) && !isHoliday(noon, "NW");
  workingDays.set(day, working); // The library takes 0.1 ms a day; there are few days.
  return working;
}

/** The day itself or the next working day after it (BGB §193, VwVfG §31(3), AO §108(3)). */
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
