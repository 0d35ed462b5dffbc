import { compileSchema } from "../../../platform/messaging/contracts/validate.ts";
import dryRun from "../dry-run.ts";

export type Input = Parameters<typeof dryRun.calculate>[0];
export type Person = Input["persons"][number];

const check = compileSchema(dryRun.inputSchema);

/** What the office would say to people in November 2026: whole cents a month. */
export function aidFor(persons: Person[], more: Partial<Input> = {}) {
  const input: Input = { id: "household", date: "2026-11-22", persons, ...more };
  const [problem] = check(input);
  if (problem) throw new Error(JSON.stringify(problem));
  const { id: _, steps, ...sums } = dryRun.explain(input, dryRun.calculate(input));
  return { ...sums, steps: new Map(steps.map(({ name, value }) => [name, value])) };
}

export const alone: Person = { role: "adult" };
export const partner: Person = { role: "partner" };
export const child = (birthDate: string, more: Partial<Person> = {}): Person => ({ role: "child", birthDate, ...more });
