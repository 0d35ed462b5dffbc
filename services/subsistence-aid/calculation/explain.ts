import { type CalculationStep, decimalEuros } from "../../../platform/casework/index.ts";
import { type Additional, additionalKinds } from "./needs.ts";
import type { Share, SubsistenceAid } from "./rules.ts";

const step = (name: string, cents: number, paragraph: string): CalculationStep => ({
  name,
  value: decimalEuros(cents),
  paragraph: `${paragraph} SGB XII`,
});

const additional: Record<keyof Additional, [name: string, paragraph: string]> = {
  mobility: ["Mehrbedarf bei Merkzeichen G", "§ 30 Abs. 1"],
  pregnancy: ["Mehrbedarf bei Schwangerschaft", "§ 30 Abs. 2"],
  singleParent: ["Mehrbedarf für Alleinerziehende", "§ 30 Abs. 3"],
  costlyDiet: ["Mehrbedarf für kostenaufwändige Ernährung", "§ 30 Abs. 5"],
  hotWater: ["Mehrbedarf für dezentrale Warmwassererzeugung", "§ 30 Abs. 7"],
};

/** Steps with an amount; a step of 0 says nothing. */
const withAmount = (...steps: CalculationStep[]) => steps.filter(({ value }) => value !== "0.00");

function needOf({ need, supplement }: Share, who: string): CalculationStep[] {
  return [
    step(`${who}Regelbedarf nach Stufe ${need.step}`, need.standard, "§ 27a und Anlage zu § 28"),
    ...withAmount(
      ...additionalKinds.map((kind) => {
        const [name, paragraph] = additional[kind];
        return step(`${who}${name}`, need.additional[kind], paragraph);
      }),
      step(`${who}Mehrbedarfe über der Regelbedarfsstufe, nicht anzuerkennen`, -need.cut, "§ 30 Abs. 6"),
      step(`${who}Sofortzuschlag`, supplement, "§ 145"),
    ),
  ];
}

function incomeOf({ income }: Share, who: string): CalculationStep[] {
  return withAmount(
    step(`${who}Freibetrag vom Einkommen aus Tätigkeit`, income.allowance, "§ 82 Abs. 3"),
    step(`${who}Anzurechnendes Einkommen`, income.counted, "§ 82"),
    step(`${who}Nicht benötigtes Kindergeld, Einkommen der Eltern`, income.toParents, "§ 82 Abs. 1 Satz 3"),
    step(`${who}Einkommen über dem eigenen Bedarf, nicht anzurechnen`, income.notCounted, "§ 27 Abs. 2, § 39"),
  );
}

/** How the aid comes about, in German, for case workers. Values are euros. */
export function explain(result: SubsistenceAid): CalculationStep[] {
  const { persons, housingCents, insuranceCents, needCents, incomeCents, payoutCents } = result;
  const who = (index: number) => `${index + 1}. Person: `;
  return [
    ...persons.flatMap((share, index) => needOf(share, who(index))),
    ...withAmount(
      step("Unterkunft und Heizung", housingCents, "§ 35"),
      step("Beiträge zur Kranken- und Pflegeversicherung", insuranceCents, "§ 32"),
    ),
    step("Bedarf im Monat", needCents, "§ 27a"),
    ...persons.flatMap((share, index) => incomeOf(share, who(index))),
    step("Anzurechnendes Einkommen im Monat", incomeCents, "§ 82"),
    step("Hilfe zum Lebensunterhalt im Monat", payoutCents, "§ 27"),
  ];
}
