import { spawnSync } from "node:child_process";
import { expect } from "chai";
import fc from "fast-check";
import {
  addDays,
  addMonths,
  dayOf,
  germanDay,
  isWorkingDay,
  nextWorkingDay,
} from "../../../../platform/casework/law/calendar.ts";

describe("calendar", () => {
  it("has days that begin at midnight in Berlin, in winter and in summer", () => {
    const days: Record<string, string> = {
      "2026-11-22T22:59:59.999Z": "2026-11-22",
      "2026-11-22T23:00:00.000Z": "2026-11-23",
      "2026-07-01T21:59:59.999Z": "2026-07-01",
      "2026-07-01T22:00:00.000Z": "2026-07-02",
      "2026-12-31T23:30:00.000Z": "2027-01-01",
      "2028-02-28T23:00:00.000Z": "2028-02-29",
    };
    for (const [moment, day] of Object.entries(days)) {
      expect(dayOf(moment), moment).to.equal(day);
      expect(dayOf(new Date(moment))).to.equal(day);
    }
  });

  it("has a day of 23 and one of 25 hours", () => {
    const hours = (day: string) =>
      Array.from({ length: 80 }, (_, i) => new Date(Date.parse(`${day}T00:00:00Z`) + (i - 30) * 3_600_000)).filter(
        (moment) => dayOf(moment) === day,
      ).length;
    expect(hours("2026-03-29")).to.equal(23);
    expect(hours("2026-10-25")).to.equal(25);
    expect(hours("2026-10-26")).to.equal(24);
  });

  it("writes days the German way", () => {
    expect(germanDay("2026-02-01")).to.equal("01.02.2026");
  });

  it("adds days over months, years, 29 February and clock changes", () => {
    expect(addDays("2026-12-31", 1)).to.equal("2027-01-01");
    expect(addDays("2028-02-28", 1)).to.equal("2028-02-29");
    expect(addDays("2026-02-28", 1)).to.equal("2026-03-01");
    expect(addDays("2026-03-28", 2)).to.equal("2026-03-30");
    expect(addDays("2026-03-01", -1)).to.equal("2026-02-28");
  });

  it("adds months to the same date, or to the month's last day", () => {
    const added: [string, number, string][] = [
      ["2026-01-31", 1, "2026-02-28"],
      ["2028-01-31", 1, "2028-02-29"],
      ["2026-01-30", 1, "2026-02-28"],
      ["2026-03-31", 1, "2026-04-30"],
      ["2026-11-30", 1, "2026-12-30"],
      ["2026-12-15", 1, "2027-01-15"],
      ["2024-02-29", 12, "2025-02-28"],
      ["2024-02-29", 48, "2028-02-29"],
      ["2028-02-29", -48, "2024-02-29"],
      ["2026-03-31", -1, "2026-02-28"],
      ["2026-01-15", -1, "2025-12-15"],
      ["2026-05-31", 0, "2026-05-31"],
    ];
    for (const [from, months, to] of added) expect(addMonths(from, months), `${from} ${months}`).to.equal(to);
  });

  it("works neither on weekends nor on the eleven holidays of North Rhine-Westphalia", () => {
    const holidays =
      "2026-01-01 2026-04-03 2026-04-06 2026-05-01 2026-05-14 2026-05-25 2026-06-04 2026-10-03 2026-11-01 2026-12-25 2026-12-26";
    for (const day of holidays.split(" ")) expect(isWorkingDay(day), day).to.equal(false);
    let count = 0;
    for (let day = "2026-01-01"; day < "2027-01-01"; day = addDays(day, 1)) count += isWorkingDay(day) ? 1 : 0;
    // 104 days of weekends; three of the holidays fall on one.
    expect(count).to.equal(365 - 104 - 8);
  });

  it("moves a day to the next working day, and never a working day", () => {
    expect(nextWorkingDay("2026-04-03")).to.equal("2026-04-07");
    expect(nextWorkingDay("2026-12-24")).to.equal("2026-12-24");
    const day = fc.integer({ min: 0, max: 3_000 }).map((days) => addDays("2024-01-01", days));
    fc.assert(
      fc.property(day, (day) => {
        const next = nextWorkingDay(day);
        expect(isWorkingDay(next) && day <= next && next <= addDays(day, 4)).to.equal(true);
        if (isWorkingDay(day)) expect(next).to.equal(day);
      }),
    );
  });

  for (const zone of ["Pacific/Kiritimati", "America/Los_Angeles"])
    it(`says the same wherever the machine stands: ${zone}`, () => {
      const program = `
        const { dayOf, nextWorkingDay, addMonths } = await import("./platform/casework/law/calendar.ts");
        console.log(dayOf("2026-11-22T23:00:00Z"), nextWorkingDay("2026-04-03"), nextWorkingDay("2026-06-04"), addMonths("2026-01-31", 1));`;
      const { stdout } = spawnSync(process.execPath, ["--input-type=module", "--eval", program], {
        env: { ...process.env, TZ: zone },
        encoding: "utf8",
      });
      expect(stdout.trim()).to.equal("2026-11-23 2026-04-07 2026-06-05 2026-02-28");
    });
});
