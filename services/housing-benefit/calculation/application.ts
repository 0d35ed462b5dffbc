import { isYounger, latestBirth } from "../../../platform/messaging/index.ts";
import type { FormData } from "../../../types/generated/forms.ts";
import { type Decimal, ofCents } from "./decimal.ts";
import type { Maintenance, Member } from "./income.ts";

export type Application = FormData["housing-benefit.v1"];
type FormMember = Application["members"][number];

/** Whether a member is younger on a day; where the birth date leaves it open, as young as it may be. */
const below = ({ birthDate }: FormMember, years: number, day: string): boolean =>
  isYounger(latestBirth(birthDate, day), years, day) ?? false;

const kinds = { training: "training", "shared-care": "sharedCare", spouse: "spouse", other: "other" } as const;

/** The members that count: recipients of benefits which already cover housing do not (§§ 7, 8 WoGG). */
export const counting = ({ members }: Application): FormMember[] => members.filter((one) => !one.transferBenefit);

/**
 * What the form says, as the rules take it. Cents become euros with ten places.
 * @param day the first day for which is decided, YYYY-MM-DD
 */
export function membersOf(application: Application, day: string): Member[] {
  const { members } = application;
  // § 17 No. 3: who lives only with children, of any age, one of whom is a minor. Members that do not count live there, too.
  const onlyWithChildren = members.filter(({ relation }) => relation !== "child").length === 1;
  const hasMinor = members.some((one) => one.relation === "child" && below(one, 18, day));
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
    child: one.relation === "child" && below(one, 25, day),
    singleParent: one.relation === "applicant" && onlyWithChildren && hasMinor,
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
