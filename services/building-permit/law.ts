import { addDays, holds, isWorkingDay } from "../../platform/casework/index.ts";
import { compileSchema } from "../../platform/messaging/index.ts";
import file from "./law.json" with { type: "json" };
import schema from "./law.schema.json" with { type: "json" };

/** Periods of the procedure and what it needs, between two days. */
export type Law = (typeof file)[number];

/** Vereinfachtes Verfahren (BauO NRW 2018 § 64) or the one of § 65. */
export type Procedure = keyof Law["needed"];

const problems = compileSchema(schema)(file);
if (problems.length) throw new Error(`law of building permits: ${JSON.stringify(problems)}`);

/** The law of a day (YYYY-MM-DD); undefined for days of which we know nothing. */
export const lawOn = (day: string): Law | undefined => file.find((one) => holds(one, day));

/** The last of some working days after a day, which itself does not count (BGB § 187(1)). Both are YYYY-MM-DD. */
export function workingDaysAfter(day: string, count: number): string {
  let found = day;
  for (let left = count; left > 0; left -= isWorkingDay(found) ? 1 : 0) found = addDays(found, 1);
  return found;
}
