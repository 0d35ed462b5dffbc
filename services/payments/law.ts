import { holds } from "../../platform/casework/index.ts";
import { compileSchema } from "../../platform/messaging/index.ts";
import file from "./law.json" with { type: "json" };
import schema from "./law.schema.json" with { type: "json" };
import type { Request } from "./rules.ts";

/** What arises where something is paid late, between two days. */
export type SurchargeRule = (typeof file)[number];

const problems = compileSchema(schema)(file);
if (problems.length) throw new Error(`law of payments: ${JSON.stringify(problems)}`);

/** The rule for what was due on a day (YYYY-MM-DD); undefined where no surcharge arises by law alone. */
export const surchargeRuleOn = (charge: Request["charge"] | undefined, dueOn: string): SurchargeRule | undefined =>
  file.find((one) => holds(one, dueOn) && charge !== undefined && one.charges.includes(charge));
