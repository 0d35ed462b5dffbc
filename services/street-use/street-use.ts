import {
  attachmentsOf,
  type CaseFile,
  type CompleteFile,
  caseDefinition,
  dayOf,
  endOfDay,
  euros,
  formOf,
  type Offer,
  type OwnCommand,
  onCase,
  openPoints,
  type PersonalDecision,
  type Ruling,
  refer,
  type Step,
  type Verdict,
} from "../../platform/casework/index.ts";
import { command, computeId, Fault, newEvent, type Params, type Timer, timer } from "../../platform/messaging/index.ts";
import { type Application, kindOf, subjectOf } from "./application.ts";
import {
  answered,
  ConsultationsDue,
  consult,
  consultationTimers,
  haveAnswered,
  nobodyAsked,
  type Outcome,
  reasonsOf,
} from "./consultations.ts";
import decision from "./decision.schema.json" with { type: "json" };
import { ConsultationAnswered, ConsultationRequested, PermitExpired } from "./events.ts";
import { stepsOf } from "./fee/explain.ts";
import { feeOf } from "./fee/fee.ts";
import type { Office } from "./fee/tariff.ts";
import { legalRemedies } from "./legal-remedies.ts";
import { feeTable, permitNotice, refusalNotice } from "./notice.ts";
import {
  type Facts,
  permitOf,
  placeIn,
  referredWith,
  type StreetUseData,
  type StreetUseParts,
  tariffOf,
} from "./permit.ts";
import { missingOf, reasonsForPerson } from "./rules.ts";
import { stages } from "./stages.ts";

const keys: Record<string, string> = {
  "99108012005000": "Sondernutzung von Straßen",
  "99108012005001": "Sondernutzung von Straßen innerorts",
  "99108012005003": "Sondernutzung von Straßen für Baumaßnahmen",
  "99108012005004": "Sondernutzung von Straßen für Waren",
  "99108012005005": "Sondernutzung von Straßen für Plakate",
  "99108011153000": "Haltverbotszone",
};

export const offers: Offer[] = Object.entries(keys).map(([key, title]) => ({
  ...{ key, title, demandedTrustLevel: "basis", forms: ["street-use.v1"], account: [] },
}));

/** An office that was consulted answers. */
const AnswerConsultation = command("service.answer-consultation");

/** An office answers for itself; the case worker may note what it said. */
export const commands = [
  {
    command: AnswerConsultation,
    roles: ({ office }: Params<"service.answer-consultation">) => ["caseworker", `consulted-${office}`],
  },
] satisfies OwnCommand[];

/** Special uses of streets: others are consulted, a person decides, the permit ends by itself. */
export function streetUse(parts: StreetUseParts) {
  return caseDefinition<StreetUseData, Facts>({
    name: "street-use",
    folder: import.meta.dirname,
    ...{ decision, towns: parts.towns, legalRemedies },
    office: "Ordnungsamt",
    publishes: [ConsultationRequested, ConsultationAnswered, PermitExpired],
    judge: (file, now) => judge(parts, file, now),
    decide: (file, decision) => byPerson(parts, file, decision),
    fee: {
      purpose: "Gebühr für eine Sondernutzung",
      charge: "fee",
      basis: ({ permit }) => permit?.feeBasis || "§ 19a StrWG NRW; Sondernutzungssatzung der Stadt",
      isOut: ({ stage }) => stage === "issued",
      // An objection corrects what the fee is calculated from; what is allowed stays as it is.
      calculate: (file) => feeIn(parts, file)?.totalCents,
      explain: (file) => feeTable(feeIn(parts, file)),
      issue: ({ data }, arranged) => {
        const { permit, stage } = data;
        if (!permit || stage !== "granted") return null;
        const issued = { ...data, stage: stages.after(stage, "issue") };
        return { data: issued, letter: (facts) => permitNotice(facts, permit, arranged) };
      },
    },
    on: [
      onCase(AnswerConsultation, (file, { body }, now) => takeAnswer(file, body, now)),
      { due: ConsultationsDue, handle: closeConsultations },
      { due: PermitEnds, handle: expire },
    ],
    explain: (file) => {
      const fee = feeIn(parts, file);
      return fee ? stepsOf(fee) : [];
    },
    timers: timersOf,
  });
}

function judge(parts: StreetUseParts, file: CompleteFile<StreetUseData>, now: Date): Verdict<StreetUseData> {
  const form = formOf<Application>(file);
  const tariff = tariffOf(parts, file, form.from);
  const doubts = reasonsForPerson(form, dayOf(file.metadata.receivedAt ?? ""), tariff);
  const open = openPoints(file, missingOf(form, attachmentsOf(file)), doubts);
  if (open?.kind === "ask") return open;
  const consultations = consult(kindOf(form), tariff, file.metadata.caseId ?? "", dayOf(now));
  const data = referredWith(consultations);
  const known = open?.kind === "person" ? open.reasons : doubts;
  const referred = refer({ ...file, data }, [...known, ...reasonsOf(data)], now);
  const questions = consultations.asked.map(({ id, office }) =>
    newEvent(
      ConsultationRequested,
      {
        ...{ consultationId: id, office, subject: subjectOf(form), place: placeIn(parts, file, form) },
        ...{ from: form.from, until: form.until, dueOn: consultations.dueOn },
      },
      file.metadata,
    ),
  );
  return { kind: "referred", file: referred.file, events: [...referred.events, ...questions] };
}

function closeConsultations(file: CaseFile<StreetUseData>, now: Date): Step<StreetUseData> {
  const { data } = file;
  if (!data) return { file, events: [] };
  return consulted(file, { ...data, stage: stages.after(data.stage, "close") }, now);
}

/** As the action `service.answer-consultation` takes it. */
interface Answer {
  office: Office;
  outcome: Outcome;
  text: string;
}

function takeAnswer(file: CaseFile<StreetUseData>, { office, outcome, text }: Answer, now: Date): Step<StreetUseData> {
  const { data } = file;
  const asked = data?.consultations.asked.find((one) => one.office === office);
  if (!data || file.status !== "waiting-for-person") throw new Fault("not-waiting");
  if (!asked) throw new Fault("not-possible", "diese Stelle ist nicht beteiligt");
  if (outcome !== "no_objection" && !text.trim())
    throw new Fault("not-possible", "bitte angeben, was die Stelle verlangt: text");
  const consultations = answered(data.consultations, office, { outcome, text });
  const isLast = data.stage === "consulting" && haveAnswered(consultations);
  const stage = isLast ? stages.after(data.stage, "close") : data.stage;
  const step = consulted(file, { ...data, stage, consultations }, now);
  const said = newEvent(ConsultationAnswered, { consultationId: asked.id, office, outcome, text }, file.metadata);
  return { file: step.file, events: [said, ...step.events] };
}

/** The file with what is known of its consultations; once they end, the case is handed over with what came of them. */
function consulted(file: CaseFile<StreetUseData>, after: StreetUseData, now: Date): Step<StreetUseData> {
  const { data } = file;
  if (!data || file.status !== "waiting-for-person") return { file, events: [] };
  const before = new Set(reasonsOf(data).map(({ code }) => code));
  const others = file.reasons.filter(({ code }) => !before.has(code));
  const reasons = [...others, ...reasonsOf(after)];
  const changed = { ...file, data: after, reasons };
  const ends = after.stage !== data.stage;
  return ends ? refer(changed, reasons, now) : { file: changed, events: [] };
}

function byPerson(
  parts: StreetUseParts,
  file: CompleteFile<StreetUseData>,
  decision: PersonalDecision & Facts,
): Ruling<StreetUseData> {
  const { outcome, reason } = decision;
  const { data } = file;
  if (outcome === "refuse") return { refusal: (facts) => refusalNotice(facts, reason) };
  const before = data ?? referredWith(nobodyAsked);
  if (before.stage === "consulting")
    throw new Fault("not-possible", "die beteiligten Stellen können noch antworten; entschieden wird danach");
  const permit = permitOf(parts, file, decision);
  const { feeCents } = permit;
  const costs = feeCents ? `Die Gebühr beträgt ${euros(feeCents)}.` : "Eine Gebühr wird nicht erhoben.";
  const sentence = `Ihre Sondernutzung ist erlaubt. ${costs} Der Bescheid folgt.`;
  return { sentence, feeCents, data: { ...before, stage: stages.after(before.stage, "grant"), permit } };
}

function feeIn(parts: StreetUseParts, file: CompleteFile<StreetUseData>) {
  const form = formOf<Application>(file);
  const tariff = tariffOf(parts, file, form.from);
  return tariff && feeOf(form, tariff);
}

function expire(file: CaseFile<StreetUseData>): Step<StreetUseData> {
  const { data } = file;
  if (!data?.permit) return { file, events: [] };
  const { subject, place, until } = data.permit;
  const changed = { ...file, data: { ...data, expired: true } };
  return { file: changed, events: [newEvent(PermitExpired, { subject, place, until }, file.metadata)] };
}

const PermitEnds = timer("permit-ends");

function timersOf(file: CaseFile<StreetUseData>): Timer[] {
  const { data } = file;
  const { caseId = "" } = file.metadata;
  if (!data) return [];
  if (file.status === "waiting-for-person") return consultationTimers(data, caseId);
  if (!data.permit || data.expired) return [];
  const { until } = data.permit;
  const id = computeId("permit-ends", caseId, until);
  return [PermitEnds.at(id, endOfDay(until))];
}
