import {
  addDays,
  attachmentsOf,
  type CaseFile,
  type CompleteFile,
  dayOf,
  formOf,
  germanDay,
  InformationRequested,
  identityReasons,
  lastDayToAnswer,
  moved,
  type Reason,
  refer,
  type Step,
} from "../../platform/casework/index.ts";
import { Fault, newEvent } from "../../platform/messaging/index.ts";
import { type Law, lawOn, type Procedure } from "./law.ts";
import { type Application, deficitsOf } from "./rules.ts";
import { type BuildingData, checkDueOn, type KnownFile, record, stages } from "./state.ts";
import { readApplication } from "./xbau/read.ts";
import { formalCheck } from "./xbau/write.ts";
import { kinds } from "./xbau/xbau.ts";

const paragraph = "BauO NRW 2018 § 71 Abs. 1";

/** LeiKa key of the simplified procedure (BauO NRW 2018 § 64); the other one is that of § 65. */
const simplifiedKey = "99012008001001";
const procedureOf = ({ metadata }: CaseFile<BuildingData>): Procedure =>
  metadata.serviceKey === simplifiedKey ? "simplified" : "normal";

/** A case whose application is there; identity may not have answered yet. */
export type AppliedFile = CaseFile<BuildingData> & Pick<CompleteFile<BuildingData>, "application">;

/** Why nobody may yet be sure who applies, or nothing. */
const doubtsOf = ({ identity, ...file }: AppliedFile): Reason[] =>
  identity ? identityReasons({ ...file, identity }) : [reasons.outstanding];

/**
 * The formal check by rule (BauO NRW 2018 § 71(1)), at once. What is missing is asked for once; what is missing after an
 * answer, or where it is not sure who applies, is looked at by a person, within ten working days from the receipt.
 */
export function checkFormally(file: AppliedFile, now: Date): Step<BuildingData> {
  const law = lawOn(dayOf(file.metadata.receivedAt ?? ""));
  const form = formOf<Application>(file);
  const reading = readApplication(form.message);
  const known = file.data;
  const dueOn = checkDueOn(file);
  const wasOverdue = known?.checkOverdue === true && known.checkDueOn === dueOn;
  const doubts = doubtsOf(file);
  const data: BuildingData = {
    ...{ project: reading.ok ? reading.project : null, stage: stages.first, mendUntil: null, hearing: null },
    ...{ checkDueOn: dueOn, checkOverdue: wasOverdue },
    ...{ byPerson: known?.byPerson ?? false, written: known?.written ?? 0 },
    ...{ permit: null, issued: false },
  };
  if (!law) return refer({ ...file, data }, [reasons.noLaw, ...doubts], now);
  const deficits = deficitsOf(form, reading, attachmentsOf(file), law.needed[procedureOf(file)]);
  if (!deficits.length && !data.byPerson) return complete({ ...file, data }, now);
  if (!file.replies.length && !doubts.length) return demand({ ...file, data }, deficits, law, now);
  const still = file.replies.length ? deficits.map((one) => ({ ...one, code: `${one.code}-still` })) : deficits;
  const due = `Die formelle Prüfung ist bis zum ${germanDay(data.checkDueOn)} abzuschließen.`;
  const check = { code: "formal-check", sentence: due, paragraph };
  const late = wasOverdue ? [reasons.overdue] : [];
  return refer({ ...file, data }, [...still, check, ...doubts, ...late], now);
}

/** Identity has answered a case that went on without it: what was only waiting for that is no doubt any more. */
export function identityCame(file: AppliedFile, now: Date): Step<BuildingData> {
  const { data } = file;
  const waited = file.reasons.some(({ code }) => code === reasons.outstanding.code);
  if (!data || !waited || file.status !== "waiting-for-person") return { file, events: [] };
  if (data.stage === "formal" && !data.byPerson) return checkFormally(file, now);
  const others = file.reasons.filter(({ code }) => code !== reasons.outstanding.code);
  return { file: { ...file, reasons: [...others, ...doubtsOf(file)] }, events: [] };
}

const reasons = {
  noLaw: { code: "no-law", sentence: "Für den Tag des Eingangs sind keine Fristen hinterlegt.", paragraph },
  overdue: {
    code: "formal-check-overdue",
    sentence: "Die Frist für die formelle Prüfung ist abgelaufen. Bitte schließen Sie sie unverzüglich ab.",
    paragraph,
  },
  outstanding: {
    code: "identity-outstanding",
    sentence: "Die Prüfung der Identität steht noch aus. Die Frist für die formelle Prüfung läuft.",
    paragraph,
  },
  withdrawn: {
    code: "deemed-withdrawn",
    sentence: "Die Mängel wurden nicht fristgerecht behoben. Der Antrag gilt als zurückgenommen.",
    paragraph,
  },
} satisfies Record<string, Reason>;

/** 0201, positive, and the case waits for its decision. */
function complete(file: AppliedFile & KnownFile, now: Date): Step<BuildingData> {
  const { data } = file;
  const stage = stages.after(data.stage, "complete");
  const checked = { ...file, data: { ...data, stage, mendUntil: null } };
  const recorded = record(checked, kinds.formalCheck, now, (head) => formalCheck(head, { complete: true }));
  const reason = {
    code: "material-check",
    sentence: `Der Antrag ist vollständig. Die Zulässigkeit des Vorhabens ist zu prüfen.${decideBy(file, now)}`,
    paragraph: procedureOf(file) === "simplified" ? "BauO NRW 2018 § 64" : "BauO NRW 2018 § 65",
  };
  const referred = refer(recorded.file, [reason, ...doubtsOf(file)], now);
  return { file: referred.file, events: [...recorded.events, ...referred.events] };
}

/** Only the simplified procedure has a period for the decision (BauO NRW 2018 § 64(2)). */
function decideBy(file: CaseFile<BuildingData>, now: Date): string {
  const law = lawOn(dayOf(now));
  if (procedureOf(file) !== "simplified" || !law) return "";
  return ` Über ihn soll bis zum ${germanDay(addDays(dayOf(now), law.decideDays))} entschieden werden.`;
}

/** 0201 with the deficits, and the applicant is asked to mend them. */
function demand(file: KnownFile, deficits: Reason[], { mendDays }: Law, now: Date): Step<BuildingData> {
  const { data } = file;
  const dueOn = lastDayToAnswer(dayOf(now), mendDays);
  const stage = stages.after(data.stage, "demand");
  const checked = { ...file, data: { ...data, stage, mendUntil: dueOn } };
  const found = { complete: false, deficits, dueOn } as const;
  const recorded = record(checked, kinds.formalCheck, now, (head) => formalCheck(head, found));
  const sentence = [
    "Ihr Bauantrag ist unvollständig oder weist erhebliche Mängel auf.",
    ...deficits.map((one) => one.sentence),
    `Bitte beheben Sie die Mängel bis zum ${germanDay(dueOn)}; sonst gilt Ihr Antrag als zurückgenommen.`,
  ].join(" ");
  const question = newEvent(InformationRequested, { items: deficits, sentence, dueOn, reminder: false }, file.metadata);
  const asked = { ...moved(recorded.file, "ask"), reasons: [], since: "" };
  return { file: asked, events: [...recorded.events, question] };
}

/** As the action `service.examine` takes it. */
export interface Examination {
  deficits: string[];
}

/** A person's formal check: none may be left out, also after the application counted as withdrawn. */
export function examined(file: CaseFile<BuildingData>, { deficits }: Examination, now: Date): Step<BuildingData> {
  const { data } = file;
  const { application } = file;
  if (!data || !application || file.status !== "waiting-for-person") throw new Fault("not-waiting");
  if (data.stage === "complete") throw new Fault("not-possible", "der Antrag ist schon als vollständig festgestellt");
  if (!deficits.length) return complete({ ...file, application, data }, now);
  const law = lawOn(dayOf(file.metadata.receivedAt ?? ""));
  if (!law) throw new Fault("not-possible", "für diesen Tag sind keine Fristen hinterlegt");
  const found = deficits.map((sentence, i) => ({ code: `deficit-${i + 1}`, sentence, paragraph }));
  return demand({ ...file, data: { ...data, byPerson: true } }, found, law, now);
}

/** Nothing came: the application counts as withdrawn, which a person establishes. */
export function notMended(file: KnownFile, now: Date): Step<BuildingData> {
  const stage = stages.after(file.data.stage, "lapse");
  return refer({ ...file, data: { ...file.data, stage, mendUntil: null } }, [reasons.withdrawn], now);
}

/** Ten working days have passed without a result. */
export function checkOverdue(file: KnownFile, now: Date): Step<BuildingData> {
  return refer({ ...file, data: { ...file.data, checkOverdue: true } }, [...file.reasons, reasons.overdue], now);
}
