import {
  type CaseFile,
  type CompleteFile,
  figuresOn,
  formOf,
  germanDay,
  type PersonalDecision,
  type TariffParts,
} from "../../platform/casework/index.ts";
import { Fault } from "../../platform/messaging/index.ts";
import type { DecisionFacts } from "../../types/generated/decisions.ts";
import { type Application, detailsOf, kindOf, placeOf, subjectOf } from "./application.ts";
import { type Consultations, type Consulting, demandedBy, haveAnswered, nobodyAsked } from "./consultations.ts";
import { feeOf, signsOn } from "./fee/fee.ts";
import type { Tariff } from "./fee/tariff.ts";
import type { Permit } from "./notice.ts";
import { stages } from "./stages.ts";

export type Facts = DecisionFacts["street-use"];

export type StreetUseParts = TariffParts<Tariff>;

/** What is kept of a case that was referred with its consultations. */
export interface StreetUseData extends Consulting {
  permit: Permit | null;
  /** its last day has ended, which may be before it goes out */
  expired: boolean;
}

/** What is kept from the referral on; without anybody to ask, a person may decide at once. */
export const referredWith = (consultations: Consultations): StreetUseData => ({
  stage: haveAnswered(consultations) ? stages.after(stages.first, "close") : stages.first,
  ...{ consultations, permit: null, expired: false },
});

/** The tariff of the case's town on a day. */
export function tariffOf({ tariffs }: StreetUseParts, file: CaseFile<StreetUseData>, day: string): Tariff | undefined {
  return figuresOn(tariffs, file, day);
}

/** The place of a use, as it stands in letters. */
export const placeIn = ({ towns }: StreetUseParts, { metadata }: CaseFile<StreetUseData>, form: Application): string =>
  placeOf(form, towns.get(metadata.municipality ?? "")?.name ?? "");

/** What is allowed and on which conditions (VwVfG § 36(2)). Throws Fault not-possible where nothing names the fee. */
export function permitOf(
  parts: StreetUseParts,
  file: CompleteFile<StreetUseData>,
  { reason, feeCents, basis = "", conditions: said = [] }: PersonalDecision & Facts,
): Permit {
  const form = formOf<Application>(file);
  const { from, until } = form;
  const kind = kindOf(form);
  const tariff = tariffOf(parts, file, from);
  const found = tariff && feeOf(form, tariff);
  const total = feeCents ?? found?.totalCents;
  if (total === undefined)
    throw new Fault(
      "not-possible",
      "für diese Tage oder diese Nutzung ist keine Gebühr hinterlegt, bitte nennen: feeCents und basis",
    );
  const zone = form.use.movingZone;
  const conditions = [
    ...(zone && tariff
      ? [
          `Die Haltverbotsschilder stehen spätestens am ${germanDay(signsOn(from, tariff))} um ${zone.beginsAt} Uhr; die Zone gilt täglich von ${zone.beginsAt} bis ${zone.endsAt} Uhr.`,
        ]
      : []),
    ...(tariff?.conditions ?? []).filter(({ kinds }) => kinds.includes(kind)).map(({ sentence }) => sentence),
    ...demandedBy(file.data?.consultations ?? nobodyAsked),
    ...said,
  ];
  const charged = { feeCents: total, fee: feeCents === undefined ? (found ?? null) : null, feeBasis: basis };
  const what = { subject: subjectOf(form), details: detailsOf(form), place: placeIn(parts, file, form) };
  return { ...what, from, until, conditions, reason, ...charged };
}
