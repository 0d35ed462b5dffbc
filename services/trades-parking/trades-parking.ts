import {
  addDays,
  attachmentsOf,
  type CaseFile,
  type CompleteFile,
  caseDefinition,
  chargedThenIssued,
  dayOf,
  decided,
  decisionWith,
  endOfDay,
  euros,
  type FeeRemedy,
  type FeeTerms,
  factsOf,
  figuresOn,
  formOf,
  lowerFee,
  noticeOf,
  type Offer,
  onArranged,
  onDue,
  openPoints,
  PaymentRequested,
  type PersonalDecision,
  readForms,
  refusedWith,
  type Step,
  signedText,
  stateAfter,
  type Town,
} from "../../platform/casework/index.ts";
import { computeId, type SigningKey, type Timer, timer } from "../../platform/messaging/index.ts";
import type { DecisionFacts } from "../../types/generated/decisions.ts";
import type { EventBodies } from "../../types/generated/events.ts";
import decisionSchema from "./decision.schema.json" with { type: "json" };
import { legalRemedies } from "./legal-remedies.ts";
import { permitNotice, refusalNotice, reminder } from "./notice.ts";
import {
  type Application,
  explainFee,
  feeCents,
  missingProofsOf,
  type Permit,
  permitOf,
  reasonsForPerson,
  type Tariff,
} from "./rules.ts";
import { type Stage, stages } from "./stages.ts";

type Facts = DecisionFacts["trades-parking"];
const decision = decisionWith<Facts>(decisionSchema);

export const offers: Offer[] = [
  {
    key: "99108003001001",
    title: "Handwerkerparkausweis",
    demandedTrustLevel: "basis",
    forms: ["trades-parking.v1"],
    account: [],
  },
];

export interface TradesParkingParts {
  towns: Map<string, Town>;
  /** by ARS */
  tariffs: Map<string, { tariffs: Tariff[] }>;
  signingKey: SigningKey;
}

/** What is kept of a granted permit. */
interface ParkingData {
  permit: Permit;
  stage: Stage;
}

const office = "Ordnungsamt";
const fee = {
  purpose: "Gebühr für den Handwerkerparkausweis",
  charge: "administrative_fee",
} as const satisfies FeeTerms;

/** Parking permits for trades: prepared by rules, granted by a person, reminded of before they end. */
export function tradesParking(parts: TradesParkingParts) {
  return caseDefinition<ParkingData, Facts>({
    name: "trades-parking",
    forms: readForms(import.meta.dirname),
    decision,
    towns: parts.towns,
    legalRemedies,
    publishes: [PaymentRequested],
    explain: (file) => {
      const { regions, from } = formOf<Application>(file);
      const tariff = tariffOf(parts, file, from);
      return tariff ? explainFee(regions.length, tariff) : [];
    },
    judge: (file) => {
      const form = formOf<Application>(file);
      const receivedOn = dayOf(file.about.receivedAt ?? "");
      const doubts = reasonsForPerson(form, receivedOn, tariffOf(parts, file, form.from));
      const missing = missingProofsOf(form, attachmentsOf(file));
      // There is always something open: the exemption is in a person's discretion.
      return openPoints(file, missing, doubts) ?? { kind: "person", reasons: doubts };
    },
    decide: (file, decision, now) => byPerson(parts, file, decision, now),
    remedy: (file, remedy, now) => lowerFee(feeRemedy(parts), file, remedy, now),
    on: [
      onArranged((file, arranged, now) => issue(parts, file, arranged, now)),
      onDue(
        PermitEnds,
        (file) => timersOf(parts, file),
        (file, now) => remind(parts, file, now),
      ),
    ],
    timers: (file) => timersOf(parts, file),
  });
}

function tariffOf({ tariffs }: TradesParkingParts, file: CaseFile<ParkingData>, day: string): Tariff | undefined {
  return figuresOn(tariffs, file, day);
}

function byPerson(
  parts: TradesParkingParts,
  file: CompleteFile<ParkingData>,
  decision: PersonalDecision & Facts,
  now: Date,
): Step<ParkingData> {
  const { outcome, reason } = decision;
  if (outcome === "refuse") {
    const content = refusalNotice(factsOf(parts.towns, office, file, now), reason);
    return refusedWith(file, reason, content, now);
  }
  const form = formOf<Application>(file);
  const tariff = tariffOf(parts, file, form.from);
  const permit = permitOf(form, dayOf(now), tariff, decision);
  const costs = permit.feeCents ? `Die Gebühr beträgt ${euros(permit.feeCents)}.` : "Eine Gebühr wird nicht erhoben.";
  const sentence = `Ihr Handwerkerparkausweis ist bewilligt. ${costs} Der Ausweis folgt.`;
  const granted = { outcome: "granted", sentence, decidedBy: "person", amountCents: permit.feeCents || null } as const;
  const closed = decided(file, granted, now);
  const data: ParkingData = { permit, stage: stages.first };
  const known = { ...closed.file, data, application: file.application };
  const charged = { terms: fee, cents: permit.feeCents, file, now };
  return chargedThenIssued({ ...closed, file: known }, charged, (after) => issue(parts, after, null, now));
}

/** An objection corrects for which regions the fee is; the permit stays as it is. */
const feeRemedy = (parts: TradesParkingParts): FeeRemedy<ParkingData> => ({
  ...{
    terms: fee,
    towns: parts.towns,
    office,
    basis: (file: CompleteFile<ParkingData>) =>
      file.data?.permit.feeBasis || "Gebührenordnung für Maßnahmen im Straßenverkehr",
  },
  legalRemedies,
  isOut: (file) => file.data !== null && file.data.stage !== "granted",
  calculate: (file) => {
    const { regions, from } = formOf<Application>(file);
    const tariff = tariffOf(parts, file, from);
    return tariff && feeCents(regions.length, tariff);
  },
});

/** The permit goes out with the reference of its fee. Its code says which vehicle, where and how long. */
function issue(
  parts: TradesParkingParts,
  file: CaseFile<ParkingData>,
  arranged: EventBodies["payment.arranged.v1"] | null,
  now: Date,
): Step<ParkingData> {
  const { data } = file;
  if (data?.stage !== "granted" || !file.application) return { file, events: [] };
  const { plates, regions, from, until } = data.permit;
  const { caseNumber, municipality } = file.about;
  const code = signedText(parts.signingKey, { permit: caseNumber, municipality, plates, regions, from, until });
  const content = permitNotice(factsOf(parts.towns, office, file, now), data.permit, arranged, code);
  return {
    file: { ...file, data: { ...data, stage: stateAfter(stages, data.stage, "issue") } },
    events: [noticeOf(file, content)],
  };
}

function remind(parts: TradesParkingParts, file: CaseFile<ParkingData>, now: Date): Step<ParkingData> {
  const { data } = file;
  if (!data) return { file, events: [] };
  const content = reminder(factsOf(parts.towns, office, file, now), data.permit);
  return {
    file: { ...file, data: { ...data, stage: stateAfter(stages, data.stage, "remind") } },
    events: [noticeOf(file, content)],
  };
}

/** A permit ends soon. */
const PermitEnds = timer("permit-ends");

function timersOf(parts: TradesParkingParts, file: CaseFile<ParkingData>): Timer[] {
  const { data } = file;
  if (data?.stage !== "issued") return [];
  const { until, from } = data.permit;
  const days = tariffOf(parts, file, from)?.remindDays ?? 0;
  const id = computeId("permit-ends", file.about.caseId ?? "", until);
  return [PermitEnds.at(id, endOfDay(addDays(until, -days)))];
}
