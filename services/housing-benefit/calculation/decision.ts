import { type Files, knownUntil, missingProofs, type Proofs, type Reason } from "../../../platform/casework/index.ts";
import { type Application, counting, maintenanceOf, membersOf, rentOf } from "./application.ts";
import { fired } from "./checks.ts";
import { guidelinesOn } from "./guidelines.ts";
import { type TotalIncome, totalIncome } from "./income.ts";
import { onDay, type Parameters } from "./parameters.ts";
import { type HousingBenefit, housingBenefit } from "./rules.ts";

/** Mietenstufe of a town between two days. */
export interface RentLevel {
  from: string;
  until: string | null;
  level: number;
}

/** What is needed beside the form. */
export interface Basis {
  /** the first day of the month of receipt: the grant begins there (§ 25(2) WoGG) */
  from: string;
  /** the last day of the grant */
  until: string;
  levels: readonly RentLevel[];
  law: Parameters;
  /** files that came, with the application or later */
  files: Files;
}

/** What the figures come to, whoever decides. */
export interface BenefitResult {
  income: TotalIncome;
  benefit: HousingBenefit;
  /** whole cents a month */
  monthlyCents: number;
}

export interface Finding {
  result: BenefitResult | null;
  missing: Reason[];
  reasons: Reason[];
  /** the last day that the figures of the first one hold without a gap, where the grant goes on after it */
  figuresUntil: string | undefined;
}

const reason = (code: string, sentence: string, paragraph: string): Reason => ({ code, sentence, paragraph });

const proofs: Proofs = {
  "rent-contract": ["Bitte senden Sie uns Ihren Mietvertrag.", "WoGG § 23, SGB I § 60"],
  income: ["Bitte senden Sie uns Nachweise über das Einkommen aller Haushaltsmitglieder.", "WoGG § 23, SGB I § 60"],
  disability: [
    "Bitte senden Sie uns den Schwerbehindertenausweis oder den Nachweis über die Pflege.",
    "WoGG § 17 Nr. 1, SGB I § 60",
  ],
  maintenance: ["Bitte senden Sie uns Nachweise über den Unterhalt, den Sie zahlen.", "WoGG § 18, SGB I § 60"],
};

/** What proves each kind of income. */
const incomeProofs = {
  wagesCents: "für Lohn oder Gehalt eine Verdienstbescheinigung oder die Abrechnungen der letzten zwölf Monate",
  pensionCents: "für Renten den letzten Rentenbescheid",
  selfEmploymentCents: "für selbstständige Tätigkeit den letzten Steuerbescheid oder eine Gewinnermittlung",
  capitalCents: "für Zinsen und andere Kapitalerträge die Jahresbescheinigung der Bank",
  unemploymentBenefitCents: "für Arbeitslosengeld den Bewilligungsbescheid",
  maintenanceReceivedCents: "für Unterhalt, den Sie erhalten, den Titel oder Kontoauszüge",
  otherIncomeCents: "für sonstige Einnahmen Belege über Art und Höhe",
  workExpensesYearlyCents: "für Werbungskosten Belege oder den letzten Steuerbescheid",
} as const;

const kindsOf = ({ members }: Application): (keyof typeof incomeProofs)[] =>
  (Object.keys(incomeProofs) as (keyof typeof incomeProofs)[]).filter((kind) => members.some((one) => one[kind]));

/** Proofs that the form's own answers call for. */
function neededProofs(application: Application): string[] {
  const { members, maintenancePaid = [] } = application;
  const disabled = members.some(({ degreeOfDisability = 0 }) => degreeOfDisability > 0);
  return [
    "rent-contract",
    ...(kindsOf(application).length ? ["income"] : []),
    ...(disabled ? ["disability"] : []),
    ...(maintenancePaid.length ? ["maintenance"] : []),
  ];
}

/** What is missing; of income it is said for each kind of it what proves it. */
function missingOf(application: Application, files: Files): Reason[] {
  const kinds = kindsOf(application).map((kind) => incomeProofs[kind]);
  return missingProofs(proofs, neededProofs(application), application.enclosed ?? [], files).map((one) =>
    one.code === "income-missing" && kinds.length
      ? { ...one, sentence: `${one.sentence} Wir brauchen: ${kinds.join("; ")}.` }
      : one,
  );
}

/** Looks at an application: what it comes to, what is missing, why a person has to decide. Rules never refuse. */
export function findingOf(application: Application, basis: Basis): Finding {
  const level = onDay(basis.levels, basis.from)?.level;
  const result = benefitOf(application, level, basis);
  const limits = guidelinesOn(basis.from);
  const { reasons, asked } = limits
    ? fired({ application, found: result, day: basis.from, limits })
    : { reasons: [], asked: [] };
  const missing = [...missingOf(application, basis.files), ...asked];
  const { law, levels, until } = basis;
  const end = knownUntil([law.amounts, law.incomes, levels], basis.from, until);
  const figuresUntil = end && end < until ? end : undefined;
  if (level === undefined) return { result, missing, figuresUntil, reasons: [noRentLevel, ...reasons] };
  if (!limits || (!result && counting(application).length > 0))
    return { result: null, missing, figuresUntil, reasons: [noFigures, ...reasons] };
  return { result, missing, figuresUntil, reasons };
}

/** What the figures of the law give; null where there are none, or where nobody counts (§§ 7, 8). */
function benefitOf(application: Application, level: number | undefined, { from, law }: Basis): BenefitResult | null {
  const [amounts, figures] = [onDay(law.amounts, from), onDay(law.incomes, from)];
  const members = counting(application).length;
  if (level === undefined || !amounts || !figures || !members) return null;
  const income = totalIncome(membersOf(application, from), maintenanceOf(application), figures);
  const dwelling = { rentLevel: level, rent: rentOf(application), members, allMembers: application.members.length };
  const benefit = housingBenefit(dwelling, income.monthly, amounts);
  return { income, benefit, monthlyCents: benefit.payment * 100 };
}

const noRentLevel = reason("no-rent-level", "Für den Zeitraum ist keine Mietenstufe hinterlegt.", "WoGG § 12");
const noFigures = reason(
  "no-figures",
  "Für den Zeitraum sind keine Werte des Wohngeldgesetzes hinterlegt.",
  "WoGG § 19",
);
