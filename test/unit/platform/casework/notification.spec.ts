import { expect } from "chai";
import { lastDayOfMonths, notification } from "../../../../platform/casework/law/notification.ts";

const dayMs = 86_400_000;
const text = (ms: number) => new Date(ms).toISOString().slice(0, 10);

/** Easter Sunday by Gauss's rule, as the number of the day in March. */
function easter(year: number): number {
  const [a, b, c] = [year % 19, year % 4, year % 7];
  const d = (19 * a + 24) % 30;
  const e = (2 * b + 4 * c + 6 * d + 5) % 7;
  const day = 22 + d + e;
  return day === 57 || (day === 56 && d === 28 && a > 10) ? day - 7 : day;
}

/** Holidays of North Rhine-Westphalia (Feiertagsgesetz NW § 2), computed here once more without any library. */
function holidays(year: number): Set<string> {
  const sunday = Date.UTC(year, 2, easter(year));
  const moving = [-2, 1, 39, 50, 60].map((days) => text(sunday + days * dayMs));
  const fixed = ["01-01", "05-01", "10-03", "11-01", "12-25", "12-26"].map((day) => `${year}-${day}`);
  return new Set([...moving, ...fixed]);
}

const years = [2025, 2026, 2027, 2028, 2029, 2030, 2031];
const free = new Set(years.flatMap((year) => [...holidays(year)]));
const isFree = (ms: number) => [0, 6].includes(new Date(ms).getUTCDay()) || free.has(text(ms));
function working(ms: number): number {
  let day = ms;
  while (isFree(day)) day += dayMs;
  return day;
}
const begin = Date.UTC(2025, 0, 1);
const days = Array.from({ length: (Date.UTC(2031, 0, 1) - begin) / dayMs }, (_, i) => begin + i * dayMs);

/** A month later, or the month's last day where there is no such date (BGB § 188(3)). */
function monthLater(ms: number): number {
  const day = new Date(ms);
  const [year, month, date] = [day.getUTCFullYear(), day.getUTCMonth() + 1, day.getUTCDate()];
  return Date.UTC(year, month, Math.min(date, new Date(Date.UTC(year, month + 1, 0)).getUTCDate()));
}

describe("notification and the periods that it begins, on each day of 2025 to 2030", () => {
  it("is on the fourth day, which only the tax law moves to a working day", () => {
    for (const sent of days) {
      const fourth = sent + 4 * dayMs;
      expect(notification(text(sent), "tax").on, `tax ${text(sent)}`).to.equal(text(working(fourth)));
      for (const law of ["social", "general"] as const)
        expect(notification(text(sent), law).on, `${law} ${text(sent)}`).to.equal(text(fourth));
    }
  });

  it("begins a month whose last day is always a working day", () => {
    for (const sent of days)
      for (const law of ["tax", "social", "general"] as const) {
        const { on } = notification(text(sent), law);
        const expected = text(working(monthLater(Date.parse(`${on}T00:00:00Z`))));
        expect(lastDayOfMonths(on, 1), `${law} ${text(sent)}`).to.equal(expected);
      }
  });

  it("says whether it was moved, and was on the third day until the end of 2024", () => {
    // Tuesday, 22 December 2026: four days later is a Saturday and a holiday.
    expect(notification("2026-12-22", "tax")).to.include({ on: "2026-12-28", moved: true });
    expect(notification("2026-12-22", "social")).to.include({ on: "2026-12-26", moved: false });
    expect(notification("2024-12-31", "social")).to.include({ on: "2025-01-03", days: 3 });
    expect(notification("2025-01-01", "social")).to.include({ on: "2025-01-05", days: 4 });
    expect(() => notification("1960-01-01", "tax")).to.throw(RangeError, "1960-01-01");
  });
});
