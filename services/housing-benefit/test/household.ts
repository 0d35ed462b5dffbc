import { toEuros } from "../calculation/decimal.ts";
import type { HouseholdInput } from "../calculation/input.ts";
import dryRun from "../dry-run.ts";

type Member = NonNullable<HouseholdInput["mitglieder"]>[number];

/** A household of one in 2026, Mietenstufe II, rent 450 euros, 1,000 euros a month. */
export const single: HouseholdInput = {
  ...{ id: "single", date: "2026-11-01", mietstufe: 2, bruttokaltmiete: 450 },
  ...{ personen: 1, gesamteinkommen: 1000 },
};

/** The same dwelling with people in it. */
export function withPeople(mitglieder: Member[], more: Partial<HouseholdInput> = {}): HouseholdInput {
  const { id, date, mietstufe, bruttokaltmiete } = single;
  return { id, date, mietstufe, bruttokaltmiete, mitglieder, ...more };
}

/** What the benefit office would say: euros a month. */
export function benefitOf(input: HouseholdInput) {
  const { benefit, payment, formula, capped } = dryRun.calculate(input).benefit;
  return { benefit, payment, capped, M: toEuros(formula.M), Y: toEuros(formula.Y) };
}

/** Monthly Gesamteinkommen before the least one of Annex 3 is taken, in euros. */
export const incomeOf = (input: HouseholdInput): number => toEuros(dryRun.calculate(input).income?.monthly ?? 0n);
