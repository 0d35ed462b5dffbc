import {
  addDays,
  type CaseFile,
  type CompleteFile,
  caseDefinition,
  type DomainDefinition,
  dayOf,
  endOfDay,
  euros,
  figuresOn,
  germanDay,
  type LetterFacts,
  type Offer,
  type OwnCommand,
  onCase,
  openPoints,
  type PersonalDecision,
  type Reason,
  refer,
  type Step,
  type TariffParts,
} from "../../platform/casework/index.ts";
import { command, computeId, Fault, newEvent, type Timer, timer } from "../../platform/messaging/index.ts";
import type { DecisionFacts } from "../../types/generated/decisions.ts";
import { type Application, applicationOf } from "./application.ts";
import decision from "./decision.schema.json" with { type: "json" };
import { BusinessNoticeRequested, BusinessStatisticsCounted } from "./events.ts";
import { legalRemedies } from "./legal-remedies.ts";
import { feeBasis, receiptNotice, refusalNotice } from "./notice.ts";
import { noticesOf, noticesOnSuspicion } from "./recipients.ts";
import { feeCents, missingOf, reasonsForPerson, type Tariff } from "./rules.ts";
import { type Stage, stages } from "./stages.ts";
import { months } from "./statistics.ts";

const offer = (key: string, title: string, form: string): Offer => ({
  ...{ key, title, demandedTrustLevel: "substantiell", forms: [form], account: [] },
});

type Facts = DecisionFacts["business-registration"];

export const offers: Offer[] = [
  offer("99050012104000", "Gewerbeanmeldung", "business-registration.v1"),
  offer("99050012071000", "Gewerbeummeldung", "business-registration-change.v1"),
  offer("99050012070000", "Gewerbeabmeldung", "business-registration-closing.v1"),
];

/** Somebody suspects illicit work. */
const ReportSuspicion = command("service.report-suspicion");
export const commands: OwnCommand[] = [{ command: ReportSuspicion, roles: () => ["caseworker"] }];

export type BusinessRegistrationParts = TariffParts<Tariff>;

/** What is kept of a case beside its file. */
interface TradeData {
  stage: Stage;
  /** on what a fee rests that a person named, German; "": the tariff's */
  feeBasis: string;
}

const dataOf = ({ data }: CaseFile<TradeData>): TradeData => data ?? { stage: stages.first, feeBasis: "" };
const isOut = ({ stage }: TradeData): boolean => stage === "issued" || stage === "suspected";

/** Notices of trades: receipts by rule where no permit is touched, and everybody told what the law lets them know. */
export function businessRegistration(parts: BusinessRegistrationParts): DomainDefinition {
  const cases = caseDefinition<TradeData, Facts>({
    name: "business-registration",
    folder: import.meta.dirname,
    ...{ decision, towns: parts.towns, legalRemedies },
    office: "Gewerbeamt",
    decisionKind: ({ outcome, amountCents }) => (outcome === "refused" ? "refusal" : amountCents ? "fee" : "receipt"),
    publishes: [BusinessNoticeRequested, BusinessStatisticsCounted],
    judge: (file) => judge(parts, file),
    decide: (file, decision) =>
      decision.outcome === "grant"
        ? receive(parts, file, decision)
        : { refusal: (facts) => refusalNotice(facts, decision.reason) },
    fee: {
      purpose: "Gebühr für eine Gewerbeanzeige",
      charge: "administrative_fee",
      basis: (data) => data.feeBasis || feeBasis,
      isOut,
      // An objection corrects what the fee is calculated from; what others were told of the trade stays as it is.
      calculate: (file) => {
        const tariff = tariffOf(parts, file);
        return tariff && feeCents(applicationIn(file), tariff);
      },
      issue: (file, arranged) => issue(parts, file, arranged),
    },
    on: [
      onCase(ReportSuspicion, (file) => ofApplied(file, (known) => suspect(parts, known))),
      { due: ReceiptDue, handle: (file, now) => referLate(parts, file, now) },
    ],
    timers: (file) => timersOf(parts, file),
  });
  return { ...cases, processors: [months, ...cases.processors] };
}

type WithApplication = CaseFile<TradeData> & { application: NonNullable<CaseFile["application"]> };

const applicationIn = ({ application: { form, data } }: WithApplication): Application =>
  applicationOf(form, JSON.parse(data));

const receivedOn = ({ metadata }: CaseFile<TradeData>): string => dayOf(metadata.receivedAt ?? "");

/** The figures of the day of receipt: it is the notice that is charged, not the trade. */
function tariffOf({ tariffs }: BusinessRegistrationParts, file: CaseFile<TradeData>): Tariff | undefined {
  const day = receivedOn(file);
  return figuresOn(tariffs, file, day);
}

const noTariff: Reason = {
  code: "no-tariff",
  sentence:
    "Für diesen Tag sind weder Gebühr noch die zu unterrichtenden Stellen hinterlegt; die Stellen sind selbst zu unterrichten.",
  paragraph: "GebG NRW § 2, GewAnzV § 3",
};

function judge(parts: BusinessRegistrationParts, file: CompleteFile<TradeData>) {
  const application = applicationIn(file);
  const tariff = tariffOf(parts, file);
  const doubts = tariff ? reasonsForPerson(application, receivedOn(file), tariff) : [noTariff];
  const open = openPoints(file, missingOf(application), doubts);
  return open ?? { kind: "granted" as const, ...receive(parts, file) };
}

/** Takes note of the notice: its fee is asked for first, a free receipt goes out at once. A person says more. */
function receive(
  parts: BusinessRegistrationParts,
  file: CompleteFile<TradeData>,
  { feeCents: named, basis = "", reason = "" }: Partial<PersonalDecision & Facts> = {},
) {
  const application = applicationIn(file);
  const cents = named ?? feeCents(application, tariffOf(parts, file));
  if (cents === undefined)
    throw new Fault("not-possible", "für diesen Tag ist keine Gebühr hinterlegt, bitte nennen: feeCents und basis");
  const outcome = application.name === "GewA3" ? ("deregistered" as const) : ("granted" as const);
  const costs = cents ? `Die Gebühr beträgt ${euros(cents)}.` : "Eine Gebühr fällt nicht an.";
  const sentence = ["Ihre Anzeige ist eingegangen und vollständig.", costs, reason, "Die Bescheinigung folgt."]
    .filter(Boolean)
    .join(" ");
  return { outcome, sentence, feeCents: cents, data: { ...dataOf(file), feeBasis: basis } };
}

/** The receipt, and right after it everybody who has to know (GewAnzV § 3). */
function issue(
  parts: BusinessRegistrationParts,
  file: WithApplication & { data: TradeData },
  arranged: Parameters<typeof receiptNotice>[2]["arranged"],
) {
  const { data, metadata, decision } = file;
  if (!decision || decision.outcome === "refused") return null;
  const application = applicationIn(file);
  const tariff = tariffOf(parts, file);
  const declared = { application, receivedOn: receivedOn(file) };
  return {
    data: { ...data, stage: stages.after(data.stage, "issue") },
    letter: (facts: LetterFacts) => receiptNotice(facts, declared, { arranged, basis: data.feeBasis }),
    isCertificate: true,
    // Who is told stands with the tariff: where that is not known, a person tells them.
    events: (tariff ? noticesOf(application, tariff) : []).map((one) =>
      newEvent(BusinessNoticeRequested, one, metadata),
    ),
  };
}

function ofApplied(file: CaseFile<TradeData>, work: (file: WithApplication) => Step<TradeData>): Step<TradeData> {
  const { application } = file;
  return application ? work({ ...file, application }) : { file, events: [] };
}

function referLate(parts: BusinessRegistrationParts, file: CaseFile<TradeData>, now: Date): Step<TradeData> {
  const data = dataOf(file);
  const stage = stages.after(data.stage, "overrun");
  return refer({ ...file, data: { ...data, stage } }, [...file.reasons, late(dueOn(parts, file))], now);
}

/** Customs are told once. Throws Fault not-possible for what is no registration, or has no receipt yet. */
function suspect(parts: BusinessRegistrationParts, file: WithApplication): Step<TradeData> {
  const data = dataOf(file);
  const tariff = tariffOf(parts, file);
  const notices = tariff ? noticesOnSuspicion(applicationIn(file), tariff) : [];
  if (!isOut(data) || !notices.length)
    throw new Fault("not-possible", "nur für eine Anmeldung, deren Empfangsbescheinigung erteilt ist");
  if (data.stage === "suspected") return { file, events: [] };
  const requests = notices.map((one) => newEvent(BusinessNoticeRequested, one, file.metadata));
  return { file: { ...file, data: { ...data, stage: stages.after(data.stage, "suspect") } }, events: requests };
}

const late = (day: string): Reason => ({
  code: "receipt-late",
  sentence: `Die Bescheinigung war bis zum ${germanDay(day)} auszustellen.`,
  paragraph: "GewO § 15 Abs. 1",
});

/** The last day for the receipt (GewO § 15(1)). */
const dueOn = (parts: BusinessRegistrationParts, file: CaseFile<TradeData>): string =>
  addDays(receivedOn(file), tariffOf(parts, file)?.receiptDays ?? 3);

const ReceiptDue = timer("receipt-due");

/** Says to the person who looks that the three days have passed. */
function timersOf(parts: BusinessRegistrationParts, file: CaseFile<TradeData>): Timer[] {
  if (file.status !== "waiting-for-person" || dataOf(file).stage !== "due") return [];
  const id = computeId("receipt-due", file.metadata.caseId ?? "");
  return [ReceiptDue.at(id, endOfDay(dueOn(parts, file)))];
}
