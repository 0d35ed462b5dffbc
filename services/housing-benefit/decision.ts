import type { Reason } from "../../platform/service/case-file.ts";
import { missingProofs, type Proofs } from "../../platform/service/proofs.ts";
import { type Application, counting, maintenanceOf, membersOf, rentOf } from "./application.ts";
import { decimal, ofCents, textOf } from "./decimal.ts";
import guidelines from "./guidelines.json" with { type: "json" };
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
  levels: readonly RentLevel[];
  law: Parameters;
  /** attachments that came, with the application or later */
  attachments: number;
}

/** From when on a person has to look, between two days; whole cents. From guidelines.json. */
type Guidelines = (typeof guidelines)[number];

/** What the figures come to, whoever decides. */
export interface Reckoning {
  income: TotalIncome;
  benefit: HousingBenefit;
  /** whole cents a month */
  monthlyCents: number;
}

export type Finding = { reckoning: Reckoning | null; missing: Reason[]; reasons: Reason[] };

const reason = (code: string, sentence: string, paragraph: string): Reason => ({ code, sentence, paragraph });

const proofs: Proofs = {
  "rent-contract": ["Bitte senden Sie uns Ihren Mietvertrag.", "WoGG § 23, SGB I § 60"],
  income: ["Bitte senden Sie uns Nachweise über Ihr Einkommen.", "WoGG § 23, SGB I § 60"],
  disability: [
    "Bitte senden Sie uns den Schwerbehindertenausweis oder den Nachweis über die Pflege.",
    "WoGG § 17 Nr. 1, SGB I § 60",
  ],
  maintenance: ["Bitte senden Sie uns Nachweise über den Unterhalt, den Sie zahlen.", "WoGG § 18, SGB I § 60"],
};

/** Proofs that the form's own answers call for. */
function neededProofs({ members, maintenancePaid = [] }: Application): string[] {
  const earning = members.some((one) =>
    [one.wagesCents, one.pensionCents, one.selfEmploymentCents, one.capitalCents, one.otherIncomeCents].some(Boolean),
  );
  const disabled = members.some(({ degreeOfDisability = 0 }) => degreeOfDisability > 0);
  return [
    "rent-contract",
    ...(earning ? ["income"] : []),
    ...(disabled ? ["disability"] : []),
    ...(maintenancePaid.length ? ["maintenance"] : []),
  ];
}

/** Looks at an application: what it comes to, what is missing, why a person has to decide. Rules never refuse. */
export function look(application: Application, basis: Basis): Finding {
  const missing = missingProofs(proofs, neededProofs(application), application.enclosed ?? [], basis.attachments);
  const level = onDay(basis.levels, basis.from)?.level;
  const amounts = onDay(basis.law.amounts, basis.from);
  const figures = onDay(basis.law.incomes, basis.from);
  const limits = onDay(guidelines, basis.from);
  const counted = counting(application).length;
  if (level === undefined || !amounts || !figures || !limits)
    return {
      reckoning: null,
      missing,
      reasons: [
        level === undefined
          ? reason("no-rent-level", "Für den Zeitraum ist keine Mietenstufe hinterlegt.", "WoGG § 12")
          : reason("no-figures", "Für den Zeitraum sind keine Werte des Wohngeldgesetzes hinterlegt.", "WoGG § 19"),
      ],
    };
  if (counted === 0) return { reckoning: null, missing, reasons: [excluded] };
  const income = totalIncome(membersOf(application, basis.from), maintenanceOf(application), figures);
  const allMembers = application.members.length;
  const dwelling = { rentLevel: level, rent: rentOf(application), members: counted, allMembers };
  const benefit = housingBenefit(dwelling, income.monthly, amounts);
  const reckoning = { income, benefit, monthlyCents: benefit.payment * 100 };
  return { reckoning, missing, reasons: doubts(application, reckoning, limits) };
}

const excluded = reason(
  "excluded-benefit",
  "Mindestens ein Haushaltsmitglied erhält eine Leistung, die die Wohnkosten schon umfasst.",
  "WoGG §§ 7, 8",
);

function doubts(application: Application, { income, benefit, monthlyCents }: Reckoning, limits: Guidelines): Reason[] {
  const { members, wealthCents, rentCents } = application;
  const limit = limits.wealthOfFirstCents + limits.wealthOfFurtherCents * (counting(application).length - 1);
  const leftOver =
    income.members.reduce((sum, { net }) => sum + net, 0n) / 12n - ofCents(rentCents) + decimal(benefit.payment);
  return [
    ...(members.some(({ transferBenefit }) => transferBenefit) ? [excluded] : []),
    ...(wealthCents > limit
      ? [reason("wealth", `Das Vermögen liegt über dem Richtwert von ${limit / 100} Euro.`, "WoGG § 21 Nr. 3")]
      : []),
    ...(leftOver < ofCents(limits.leastLeftOverCents)
      ? [reason("income-implausible", "Von dem angegebenen Einkommen kann der Haushalt kaum leben.", "WoGG § 23")]
      : []),
    ...(monthlyCents === 0
      ? [reason("no-claim", `Rechnerisch ergibt sich kein Anspruch: ${textOf(benefit.formula.z4)} Euro.`, "WoGG § 21")]
      : []),
  ];
}
