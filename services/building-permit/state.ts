import { type CaseFile, dayOf, endOfDay, life, type Step } from "../../platform/casework/index.ts";
import { computeId, newEvent, type Timer, type TimerContract, timer } from "../../platform/messaging/index.ts";
import { XbauMessageRecorded } from "./events.ts";
import { lawOn, workingDaysAfter } from "./law.ts";
import type { Permit } from "./notice.ts";
import type { BuildingProject } from "./xbau/read.ts";
import type { Head, Objection } from "./xbau/write.ts";
import { type Kind, kinds, uuidOf } from "./xbau/xbau.ts";

/** What the applicant was told stands against the application. */
export interface Hearing {
  objections: Objection[];
  /** the last day for a statement, YYYY-MM-DD */
  dueOn: string;
}

/** How far an application is (BauO NRW 2018 § 71). */
export const stages = life({
  subject: "the application",
  first: "formal",
  states: {
    formal: "for the formal check, or for deficits to be mended",
    complete: "for a person's decision, a hearing before it",
    "deemed-withdrawn": "for a person who establishes that it counts as withdrawn, or finds it complete after all",
  },
  moves: {
    demand: { from: ["formal", "deemed-withdrawn"], to: "formal", when: "deficits are told, with a day to mend them" },
    complete: { from: ["formal", "deemed-withdrawn"], to: "complete", when: "nothing is missing" },
    lapse: { from: ["formal"], to: "deemed-withdrawn", when: "nothing came until that day" },
  },
});

/** What is kept of a building permit's case beside what every case has. */
export interface BuildingData {
  /** null: the message could not be read */
  project: BuildingProject | null;
  /** how far it is: the formal check is open, the application is complete, or it counts as withdrawn (§ 71) */
  stage: keyof typeof stages.states;
  /** the last day of the formal check, YYYY-MM-DD */
  checkDueOn: string;
  /** that day has ended without a result, and a person knows */
  checkOverdue: boolean;
  /** a person found deficits: what the rules cannot see, they cannot see mended */
  byPerson: boolean;
  /** the last day for mending deficits, YYYY-MM-DD, while they are open */
  mendUntil: string | null;
  hearing: Hearing | null;
  /** messages written so far */
  written: number;
  permit: Permit | null;
  issued: boolean;
}

/** A case whose application was read. */
export type KnownFile = CaseFile<BuildingData> & { data: BuildingData };

/** When the authority had all that there is now: the application, or what came last. YYYY-MM-DD. */
export const lastReceipt = ({ metadata, replies }: CaseFile<BuildingData>): string =>
  dayOf(replies.at(-1)?.at ?? metadata.receivedAt ?? "");

/** The last day of the formal check (BauO NRW 2018 § 71(1)): it runs from the receipt, whatever else is awaited. */
export const checkDueOn = (file: CaseFile<BuildingData>): string =>
  workingDaysAfter(lastReceipt(file), lawOn(dayOf(file.metadata.receivedAt ?? ""))?.checkWorkingDays ?? 1);

/** Identity answers within seconds. What it has not answered by the end of so many working days goes on without it. */
const identityWorkingDays = 1;

/** Bytes of one message, so that its event stays under the 256 KiB that the bus carries. */
export const xmlBytesMax = 200_000;

/** Writes a message of the case and records it. What comes from the applicant has author and reader exchanged. */
export function record(file: KnownFile, kind: Kind, now: Date, write: (head: Head) => Buffer): Step<BuildingData> {
  const { data } = file;
  const direction = kind === kinds.statement ? "from_applicant" : "to_applicant";
  const { caseId = "", caseNumber = "" } = file.metadata;
  const { project } = data;
  const messageId = uuidOf(caseId, kind, String(data.written));
  const [authority, applicant] = [project?.reader ?? null, project?.author ?? null];
  const sides =
    direction === "to_applicant" ? { author: authority, reader: applicant } : { author: applicant, reader: authority };
  const xml = write({ id: messageId, at: now, ...sides, caseNumber, reference: project?.reference ?? "" });
  if (xml.length > xmlBytesMax) throw new RangeError(`${kind} has ${xml.length} bytes`);
  const relatesTo = project?.messageId ?? "";
  const changed: BuildingData = { ...data, written: data.written + 1 };
  return {
    file: { ...file, data: changed },
    events: [
      newEvent(
        XbauMessageRecorded,
        { kind, direction, messageId, relatesTo, xml, number: changed.written },
        file.metadata,
      ),
    ],
  };
}

/** Identity has not answered for some days. */
export const IdentityAwaited = timer("identity-awaited");
export const DeficitsDue = timer("deficits-due");
export const StatementDue = timer("statement-due");
export const FormalCheckDue = timer("formal-check-due");

/** What a case waits for: identity, the end of its formal check, mended deficits, a statement. Each fires once. */
export function timersOf(file: CaseFile<BuildingData>): Timer[] {
  const { data } = file;
  if (file.status === "collecting" && file.application && !file.identity) {
    const id = computeId("identity-awaited", file.metadata.caseId ?? "", file.replies.length);
    const due = endOfDay(workingDaysAfter(lastReceipt(file), identityWorkingDays));
    return [IdentityAwaited.at(id, due)];
  }
  if (!data) return [];
  const at = (contract: TimerContract, day: string): Timer =>
    contract.at(computeId(contract.name, file.metadata.caseId ?? "", day), endOfDay(day));
  if (file.status === "waiting-for-citizen") {
    if (data.hearing) return [at(StatementDue, data.hearing.dueOn)];
    return data.mendUntil ? [at(DeficitsDue, data.mendUntil)] : [];
  }
  return checkIsOpen(file) && !data.checkOverdue ? [at(FormalCheckDue, data.checkDueOn)] : [];
}

const checkIsOpen = (file: CaseFile<BuildingData>): boolean =>
  file.status === "waiting-for-person" && file.data?.stage === "formal";

/** The day by which a person has to have checked a case formally; undefined for what is checked or not a person's. */
export const personDueOn = (file: CaseFile<BuildingData>): string | undefined =>
  checkIsOpen(file) ? file.data?.checkDueOn : undefined;
