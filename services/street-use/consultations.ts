import { addDays, endOfDay, nextWorkingDay, type Reason } from "../../platform/casework/index.ts";
import { computeId, type Timer, timer } from "../../platform/messaging/index.ts";
import type { EventBodies } from "../../types/generated/events.ts";
import type { Kind } from "./application.ts";
import type { Office, Tariff } from "./fee/tariff.ts";

export type Outcome = Exclude<EventBodies["consultation.answered.v1"]["outcome"], "UNKNOWN">;

/** An office that was asked, and what it said. */
export interface Consultation {
  id: string;
  office: Office;
  answer: { outcome: Outcome; text: string } | null;
}

/** All consultations of a case. */
export interface Consultations {
  asked: Consultation[];
  /** the last day for an answer, YYYY-MM-DD */
  dueOn: string;
  /** all have answered, or the last day has ended */
  closed: boolean;
}

/** Offices as German sentences name them. */
const offices: Record<Office, string> = {
  police: "Die Polizei",
  road_authority: "Der Straßenbaulastträger",
  fire_service: "Die Feuerwehr",
};

const says: Record<Outcome, string> = {
  no_objection: "hat keine Bedenken",
  conditions: "verlangt Nebenbestimmungen",
  objection: "hat Bedenken",
};

const paragraph = "StrWG NRW § 18 Abs. 1, StVO § 29 Abs. 2, § 45";

/** Whom to ask about a kind of use, and until when (town data). Ids are computed from the case's. */
export function consult(kind: Kind, tariff: Tariff | undefined, caseId: string, today: string): Consultations {
  const asked = (tariff?.consultations ?? [])
    .filter(({ kinds }) => kinds.includes(kind))
    .map(({ office }) => ({ id: computeId("consultation", caseId, office), office, answer: null }));
  const dueOn = nextWorkingDay(addDays(today, tariff?.consultationDays ?? 0));
  return { asked, dueOn, closed: asked.length === 0 };
}

/** What a case worker reads about it: each answer, and who has not answered. */
export function reasonsOf({ asked, closed }: Consultations): Reason[] {
  return asked.map(({ office, answer }) => {
    const name = office.replaceAll("_", "-");
    if (!answer) {
      const sentence = closed ? "hat sich bis zum Ende der Frist nicht geäußert." : "ist gefragt und hat noch Zeit.";
      const code = closed ? `no-answer-of-${name}` : `waits-for-${name}`;
      return { code, sentence: `${offices[office]} ${sentence}`, paragraph };
    }
    const text = answer.text ? `: ${answer.text.replaceAll("\n", " ")}` : ".";
    const code = `${answer.outcome.replaceAll("_", "-")}-of-${name}`;
    return { code, sentence: `${offices[office]} ${says[answer.outcome]}${text}`, paragraph };
  });
}

/** After an answer. A later one of the same office takes the earlier one's place. */
export function answered(known: Consultations, office: Office, answer: Consultation["answer"]): Consultations {
  const asked = known.asked.map((one) => (one.office === office ? { ...one, answer } : one));
  return { ...known, asked, closed: known.closed || asked.every((one) => one.answer !== null) };
}

/** What offices demand, as it stands in the permit: each line of theirs is one. */
export const demandedBy = ({ asked }: Consultations): string[] =>
  asked.flatMap(({ answer }) =>
    answer?.outcome === "conditions"
      ? answer.text
          .split("\n")
          .map((line) => line.trim())
          .filter((line) => line)
      : [],
  );

export const ConsultationsDue = timer("consultations-due");

/** Fires when the last day for answers has ended, once, also after the service was down. */
export function consultationTimers({ closed, dueOn }: Consultations, caseId: string): Timer[] {
  if (closed) return [];
  const id = computeId("consultations-due", caseId, dueOn);
  return [ConsultationsDue.at(id, endOfDay(dueOn))];
}
