import { addMonths } from "../../platform/calendar.ts";
import type { FormData } from "../../types/generated/forms.ts";
import { type Decimal, ofCents } from "./decimal.ts";
import type { Maintenance, Member } from "./income.ts";

export type Application = FormData["housing-benefit.v1"];
type FormMember = Application["members"][number];

/** Completed years on a day; who was born on 29 February completes one on 28 February's next day (BGB §188(2)). */
const isYounger = (birthDate: string, years: number, day: string) => addMonths(birthDate, 12 * years) > day;

const kinds = { training: "training", "shared-care": "sharedCare", spouse: "spouse", other: "other" } as const;

/** The members that count: recipients of benefits which already cover housing do not (§§ 7, 8 WoGG). */
export const counting = ({ members }: Application): FormMember[] => members.filter((one) => !one.transferBenefit);

/**
 * What the form says, as the rules take it. Cents become euros with ten places.
 * @param day the first day for which is decided, YYYY-MM-DD
 */
export function membersOf(application: Application, day: string): Member[] {
  const { members } = application;
  const hasPartner = members.some(({ relation }) => relation === "partner");
  const hasMinor = members.some(({ relation, birthDate }) => relation === "child" && isYounger(birthDate, 18, day));
  return counting(application).map((one) => ({
    wages: ofCents(one.wagesCents),
    flatTaxed: one.flatTaxedMiniJob ?? false,
    workExpensesYearly: ofCents(one.workExpensesYearlyCents),
    pension: ofCents(one.pensionCents),
    selfEmployment: ofCents(one.selfEmploymentCents),
    capital: ofCents(one.capitalCents),
    unemploymentBenefit: ofCents(one.unemploymentBenefitCents),
    maintenanceReceived: ofCents(one.maintenanceReceivedCents),
    other: ofCents(one.otherIncomeCents),
    taxed: one.paysTax ?? false,
    healthInsured: one.paysHealthInsurance ?? false,
    pensionInsured: one.paysPensionInsurance ?? false,
    child: one.relation === "child" && isYounger(one.birthDate, 25, day),
    singleParent: one.relation === "applicant" && !hasPartner && hasMinor,
    severelyDisabled: one.degreeOfDisability === 100 || ((one.degreeOfDisability ?? 0) > 0 && (one.care ?? false)),
    persecuted: false,
    basicPension: one.basicPensionYears ?? false,
  }));
}

export const maintenanceOf = ({ maintenancePaid = [] }: Application): Maintenance[] =>
  maintenancePaid.map(({ kind, yearlyCents, titleYearlyCents }) => ({
    kind: kinds[kind],
    yearly: ofCents(yearlyCents),
    titleYearly: titleYearlyCents === undefined ? null : ofCents(titleYearlyCents),
  }));

export const rentOf = ({ rentCents }: Application): Decimal => ofCents(rentCents);
