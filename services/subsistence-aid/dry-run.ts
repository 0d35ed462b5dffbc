import type { FromSchema, JSONSchema } from "json-schema-to-ts";
import { type DryRun, InputProblem } from "../../platform/casework/index.ts";
import { explain as stepsOf } from "./calculation/explain.ts";
import { type Figures, figuresOn, readFigures } from "./calculation/figures.ts";
import { ageOn, type Person } from "./calculation/needs.ts";
import { type SubsistenceAid, subsistenceAid } from "./calculation/rules.ts";

const flag = { type: "boolean" } as const;
const cents = { type: "integer", minimum: 0, maximum: 100_000_000 } as const;
const day = { type: "string", format: "date" } as const;

const person = {
  type: "object",
  required: ["role"],
  additionalProperties: false,
  properties: {
    role: { enum: ["adult", "partner", "child"] },
    birthDate: { ...day, description: "children need it" },
    merkzeichenG: { ...flag, description: "and the rest of § 30(1) SGB XII" },
    pregnantSinceWeek13: flag,
    singleParent: flag,
    costlyDietCents: cents,
    earningsCents: { ...cents, description: "after taxes, contributions and what § 82(2) SGB XII takes off" },
    pensionCents: cents,
    childBenefitCents: cents,
    otherIncomeCents: cents,
  },
} as const satisfies JSONSchema;

/** A household in a month; all amounts a month. What is missing is false or 0. */
const inputSchema = {
  type: "object",
  required: ["id", "date", "persons"],
  additionalProperties: false,
  properties: {
    id: { type: ["string", "integer"] },
    date: { ...day, description: "the day whose law and whose ages hold" },
    persons: { type: "array", minItems: 1, items: person },
    rentCents: cents,
    heatingCents: cents,
    decentralHotWater: flag,
    insuranceCents: cents,
  },
} as const satisfies JSONSchema;

export type Input = FromSchema<typeof inputSchema>;
type PersonInput = FromSchema<typeof person>;

function personOf(input: PersonInput, date: string, path: string): Person {
  const { role, birthDate } = input;
  if (role === "child" && !birthDate) throw new InputProblem(`${path}/birthDate`, "must be there for a child");
  if (birthDate && birthDate > date) throw new InputProblem(`${path}/birthDate`, "must not be after date");
  return {
    role,
    age: birthDate ? ageOn(date, birthDate) : 0,
    mobilityMark: input.merkzeichenG ?? false,
    pregnant: input.pregnantSinceWeek13 ?? false,
    singleParent: input.singleParent ?? false,
    costlyDietCents: input.costlyDietCents ?? 0,
    earningsCents: input.earningsCents ?? 0,
    pensionCents: input.pensionCents ?? 0,
    childBenefitCents: input.childBenefitCents ?? 0,
    otherIncomeCents: input.otherIncomeCents ?? 0,
  };
}

/** The rules on one input, with the figures of its day. Throws InputProblem. */
export function aidOf(input: Input, law: readonly Figures[]): SubsistenceAid {
  const { date, persons, rentCents = 0, heatingCents = 0, decentralHotWater = false, insuranceCents = 0 } = input;
  const figures = figuresOn(law, date);
  if (!figures) throw new InputProblem("/date", `there are no figures of the subsistence aid for ${date}`);
  const count = (role: Person["role"]) => persons.filter((one) => one.role === role).length;
  if (count("partner") > 1 || (count("partner") === 1 && count("adult") !== 1))
    throw new InputProblem("/persons", "must have exactly one adult where there is a partner, and one partner at most");
  const people = persons.map((one, index) => personOf(one, date, `/persons/${index}`));
  return subsistenceAid({ persons: people, rentCents, heatingCents, decentralHotWater, insuranceCents }, figures);
}

const calculate = (input: Input): SubsistenceAid => aidOf(input, readFigures());

function explain({ id }: Input, result: SubsistenceAid) {
  const { needCents, incomeCents, payoutCents } = result;
  return { id, needCents, incomeCents, payoutCents, steps: stepsOf(result) };
}

/** Hilfe zum Lebensunterhalt of households, in whole cents. */
export default { inputSchema, calculate, explain } satisfies DryRun<Input, SubsistenceAid>;
