import {
  type CompleteFile,
  chargeFee,
  dayOf,
  decided,
  euros,
  type FeeRules,
  factsOf,
  figuresOn,
  formOf,
  type NoticeContent,
  noticeOf,
  type PersonalDecision,
  refused,
  type Step,
  type TariffParts,
} from "../../platform/casework/index.ts";
import { Fault } from "../../platform/messaging/index.ts";
import type { DecisionFacts } from "../../types/generated/decisions.ts";
import { lawOn } from "./law.ts";
import { type Permit, permitNotice, refusalNotice, withdrawalNotice } from "./notice.ts";
import { type Application, feeOf, planNames, type Tariff } from "./rules.ts";
import { type BuildingData, type KnownFile, record } from "./state.ts";
import { decision } from "./xbau/write.ts";
import { kinds } from "./xbau/xbau.ts";

export type BuildingPermitParts = TariffParts<Tariff>;

/** What a case worker decides. */
export type BuildingDecision = PersonalDecision & DecisionFacts["building-permit"];

export const office = "Untere Bauaufsichtsbehörde";

/** An objection lowers it: a person names it, since the costs of building stand in the message. */
export const fee: FeeRules<BuildingData> = {
  purpose: "Gebühr für eine Baugenehmigung",
  charge: "administrative_fee",
  basis: ({ permit }) => permit?.feeBasis || "AVwGebO NRW Tarifstelle 2",
  isOut: ({ issued }) => issued,
  issue: ({ data }, arranged) => {
    const { permit } = data;
    return permit && { data: { ...data, issued: true }, letter: (facts) => permitNotice(facts, permit, arranged) };
  },
};

/** Carries out what a person decided; message 0205 says it to the applicant's platform. */
export function decideBuilding(
  parts: BuildingPermitParts,
  file: CompleteFile<BuildingData>,
  said: BuildingDecision,
  now: Date,
): Step<BuildingData> {
  const { data } = file;
  if (!data) throw new Fault("not-waiting");
  if (data.stage === "deemed-withdrawn" && said.outcome === "refuse") return establish(parts, file, said.reason, now);
  if (data.stage !== "complete")
    throw new Fault("not-possible", "zuerst ist die formelle Prüfung abzuschließen: examine");
  const known = { ...file, data };
  return said.outcome === "grant" ? grant(parts, known, said, now) : refuse(parts, known, said.reason, now);
}

/** The application counts as withdrawn (BauO NRW 2018 § 71): nothing is refused, it is established. */
function establish(
  { towns }: BuildingPermitParts,
  file: CompleteFile<BuildingData>,
  reason: string,
  now: Date,
): Step<BuildingData> {
  const sentence = "Ihr Bauantrag gilt als zurückgenommen. Der Bescheid folgt.";
  const closed = decided(file, { outcome: "withdrawn", sentence, decidedBy: "person", amountCents: null }, now);
  const content = withdrawalNotice(factsOf(towns, office, file, now), reason);
  return { file: closed.file, events: [...closed.events, noticeOf(file, content)] };
}

/** A case that can be decided. */
type DecidableFile = CompleteFile<BuildingData> & KnownFile;

function refuse({ towns }: BuildingPermitParts, file: DecidableFile, reason: string, now: Date): Step<BuildingData> {
  const closed = refused(file, reason, now);
  const content = refusalNotice(factsOf(towns, office, file, now), reason);
  const refusal = { granted: false, conditions: [], reason };
  const answered = answer({ ...closed.file, data: file.data }, refusal, content, now);
  return { file: answered.file, events: [...closed.events, ...answered.events, noticeOf(file, content)] };
}

function grant(parts: BuildingPermitParts, file: DecidableFile, said: BuildingDecision, now: Date): Step<BuildingData> {
  const permit = permitOf(parts, file, said, now);
  const { feeCents, conditions, reason } = permit;
  const costs = feeCents ? ` Die Gebühr beträgt ${euros(feeCents)}.` : "";
  const sentence = `Ihr Bauvorhaben ist genehmigt.${costs} Der Bescheid folgt.`;
  const closed = decided(file, { outcome: "granted", sentence, decidedBy: "person", amountCents: feeCents }, now);
  const content = permitNotice(factsOf(parts.towns, office, file, now), permit, null);
  const granted = { ...file.data, permit, issued: feeCents === 0 };
  const answered = answer({ ...closed.file, data: granted }, { granted: true, conditions, reason }, content, now);
  const next = feeCents ? chargeFee(fee, file, feeCents, dayOf(now)) : noticeOf(file, content);
  return { file: answered.file, events: [...closed.events, ...answered.events, next] };
}

type Said = Pick<Parameters<typeof decision>[1], "granted" | "conditions" | "reason">;

function answer(file: KnownFile, said: Said, { blocks }: NoticeContent, now: Date): Step<BuildingData> {
  const remedy = blocks.flatMap((block) => (block.kind === "remedy" ? [block.text] : [])).join("\n");
  return record(file, kinds.decision, now, (head) => decision(head, { ...said, remedy }));
}

/** What is allowed. Throws Fault not-possible where neither tariff nor person names a fee. */
function permitOf(
  { tariffs }: BuildingPermitParts,
  file: DecidableFile,
  { reason, feeCents, basis = "", conditions = [] }: BuildingDecision,
  now: Date,
): Permit {
  const { metadata, data } = file;
  const { project } = data;
  const day = dayOf(metadata.receivedAt ?? "");
  const tariff = figuresOn(tariffs, file, day);
  const fee = feeCents ?? feeOf(project?.costsEuros ?? null, tariff);
  const law = lawOn(dayOf(now));
  if (fee === undefined)
    throw new Fault("not-possible", "für diesen Tag ist keine Gebühr hinterlegt, bitte nennen: feeCents und basis");
  if (!law) throw new Fault("not-possible", "für diesen Tag sind keine Fristen hinterlegt");
  return {
    title: project?.title || "wie beantragt",
    place: project?.plots.join("; ") || "wie beantragt",
    parcels: project?.parcels.filter(Boolean) ?? [],
    plans: (formOf<Application>(file).enclosed ?? []).map((plan) => planNames[plan]),
    ...{ conditions, reason, feeCents: fee, feeBasis: basis, validYears: law.validYears },
  };
}
