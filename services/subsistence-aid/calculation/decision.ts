import { type Files, holds, InputProblem, type Reason } from "../../../platform/casework/index.ts";
import { latestBirth } from "../../../platform/messaging/index.ts";
import { aidOf, type Input } from "../dry-run.ts";
import { type Application, missingOf } from "./application.ts";
import { fired } from "./checks.ts";
import type { Figures } from "./figures.ts";
import type { SubsistenceAid } from "./rules.ts";

/** What rent is appropriate in a town between two days (§ 35 SGB XII); null where that is not known. */
export interface Housing {
  from: string;
  until?: string | null;
  appropriateCents: number[] | null;
}

export interface Finding {
  aid: SubsistenceAid | null;
  missing: Reason[];
  reasons: Reason[];
}

/** What is needed beside the form. */
export interface Basis {
  /** from which day aid is due, YYYY-MM-DD: when need became known (§ 18 SGB XII) */
  day: string;
  law: readonly Figures[];
  housing: readonly Housing[];
  /** files that came, with the application or later */
  files: Files;
}

/** Looks at an application: what it comes to, what is missing, why a person has to decide. Rules never refuse. */
export function findingOf(form: Application, { day, law, housing, files }: Basis): Finding {
  const { persons, rentCents, heatingCents, decentralHotWater = false, insuranceCents = 0 } = form;
  const appropriate = housing.find((one) => holds(one, day))?.appropriateCents;
  const appropriateCents = appropriate?.[Math.min(persons.length, appropriate.length) - 1];
  const amounts = { rentCents, heatingCents, decentralHotWater, insuranceCents };
  // Who may be younger or older counts as the younger one; a person looks where that matters.
  const people = persons.map((one) => ({ ...one, birthDate: latestBirth(one.birthDate, day) }));
  const { aid, problem } = calculated({ id: "", date: day, persons: people, ...amounts }, law);
  const reasons = fired({ application: form, aid, day, appropriateCents });
  return { aid, missing: missingOf(form, files), reasons: problem ? [problem, ...reasons] : reasons };
}

/** The sum by the rules alone, or why there is none. */
function calculated(input: Input, law: readonly Figures[]): { aid: SubsistenceAid | null; problem?: Reason } {
  try {
    return { aid: aidOf(input, law) };
  } catch (error) {
    if (!(error instanceof InputProblem)) throw error;
    return { aid: null, problem: error.path === "/date" ? noFigures : householdUnclear };
  }
}

const noFigures: Reason = {
  code: "no-figures",
  sentence: "Für den Zeitraum sind keine Werte hinterlegt.",
  paragraph: "SGB XII § 28",
};
const householdUnclear: Reason = {
  code: "household-unclear",
  sentence: "Die Angaben über die Personen im Haushalt passen nicht zueinander.",
  paragraph: "SGB XII § 27",
};
