import { type DryRun, InputProblem } from "../../platform/casework/index.ts";
import { decimal, toEuros } from "./calculation/decimal.ts";
import { explainBenefit, explainIncome } from "./calculation/explain.ts";
import { type TotalIncome, totalIncome } from "./calculation/income.ts";
import { type HouseholdInput, inputSchema, maintenanceOf, memberOf } from "./calculation/input.ts";
import { onDay, readParameters } from "./calculation/parameters.ts";
import { type HousingBenefit, housingBenefit } from "./calculation/rules.ts";

const { amounts, incomes } = readParameters();

function mustBeOneKind({ mitglieder, unterhaltsleistungen, personen, gesamteinkommen }: HouseholdInput): void {
  if (mitglieder) {
    const field = personen !== undefined ? "personen" : "gesamteinkommen";
    if (personen !== undefined || gesamteinkommen !== undefined)
      throw new InputProblem(`/${field}`, "must not be there beside mitglieder, from which it follows");
    return;
  }
  if (personen === undefined) throw new InputProblem("/personen", "must be there, or mitglieder");
  if (gesamteinkommen === undefined) throw new InputProblem("/gesamteinkommen", "must be there, or mitglieder");
  if (unterhaltsleistungen) throw new InputProblem("/unterhaltsleistungen", "must not be there without mitglieder");
}

interface Found {
  /** null where the input names it already */
  income: TotalIncome | null;
  benefit: HousingBenefit;
}

function calculate(input: HouseholdInput): Found {
  const { date, mietstufe: rentLevel, mitglieder, unterhaltsleistungen = [] } = input;
  mustBeOneKind(input);
  const set = onDay(amounts, date);
  const figures = onDay(incomes, date);
  if (!set || !figures) throw new InputProblem("/date", `there are no figures of the housing benefit act for ${date}`);
  const members = mitglieder?.length ?? input.personen ?? 1;
  const allMembers = input.haushaltsmitglieder_gesamt ?? members;
  if (allMembers < members)
    throw new InputProblem("/haushaltsmitglieder_gesamt", `must be at least the ${members} members that count`);
  const income = mitglieder
    ? totalIncome(mitglieder.map(memberOf), unterhaltsleistungen.map(maintenanceOf), figures)
    : null;
  const dwelling = { rentLevel, rent: decimal(input.bruttokaltmiete), members, allMembers };
  const benefit = housingBenefit(dwelling, income?.monthly ?? decimal(input.gesamteinkommen ?? 0), set);
  return { income, benefit };
}

/** Euros; M and Y as they stand in the formula. */
function explain({ id }: HouseholdInput, { income, benefit }: Found) {
  return {
    id,
    wohngeld: benefit.benefit,
    zahlbetrag: benefit.payment,
    M: toEuros(benefit.formula.M),
    Y: toEuros(benefit.formula.Y),
    steps: [...(income ? explainIncome(income) : []), ...explainBenefit(benefit)],
  };
}

export default { inputSchema, calculate, explain } satisfies DryRun<HouseholdInput, Found>;
