import { addDays, endOfDay, nextWorkingDay, type Reason } from "../../platform/casework/index.ts";
import { computeId, type Timer, timer } from "../../platform/messaging/index.ts";
import type { EventBodies } from "../../types/generated/events.ts";
import type { Kind } from "./application.ts";
import type { Office, Tariff } from "./fee/tariff.ts";
import type { Stage } from "./stages.ts";

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
}

/** How far they are. */
export interface Consulting {
  stage: Stage;
  consultations: Consultations;
}

export const nobodyAsked: Consultations = { asked: [], dueOn: "" };

/** Whether nobody is left to answer. */
export const haveAnswered = ({ asked }: Consultations): boolean => asked.every(({ answer }) => answer !== null);

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
  return { asked, dueOn };
}

/** What a case worker reads about it: each answer, and who has not answered. */
export function reasonsOf({ stage, consultations }: Consulting): Reason[] {
  const isOpen = stage === "consulting";
  return consultations.asked.map(({ office, answer }) => {
    const name = office.replaceAll("_", "-");
    if (!answer) {
      const sentence = isOpen ? "ist gefragt und hat noch Zeit." : "hat sich bis zum Ende der Frist nicht geäußert.";
      const code = isOpen ? `waits-for-${name}` : `no-answer-of-${name}`;
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
  return { ...known, asked };
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
export function consultationTimers({ stage, consultations }: Consulting, caseId: string): Timer[] {
  if (stage !== "consulting") return [];
  const { dueOn } = consultations;
  const id = computeId("consultations-due", caseId, dueOn);
  return [ConsultationsDue.at(id, endOfDay(dueOn))];
}
