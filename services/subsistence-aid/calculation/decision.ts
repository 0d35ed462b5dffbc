import {
  type Files,
  holds,
  InputProblem,
  missingProofs,
  type Proofs,
  type Reason,
} from "../../../platform/casework/index.ts";
import { latestBirth } from "../../../platform/messaging/index.ts";
import type { FormData } from "../../../types/generated/forms.ts";
import { aidOf, type Input } from "../dry-run.ts";
import { fired } from "./checks.ts";
import type { Figures } from "./figures.ts";
import type { SubsistenceAid } from "./rules.ts";

export type Application = FormData["subsistence-aid.v1"];

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

const paragraph = "SGB I § 60";
const proofs: Proofs = {
  "rent-contract": ["Bitte senden Sie uns Ihren Mietvertrag.", paragraph],
  income: ["Bitte senden Sie uns Nachweise über Ihr Einkommen.", paragraph],
  "bank-statements": ["Bitte senden Sie uns die Kontoauszüge der letzten drei Monate.", paragraph],
  disability: [
    "Bitte senden Sie uns den Schwerbehindertenausweis; das Merkzeichen G oder aG muss zu lesen sein.",
    "SGB XII § 30 Abs. 1, SGB I § 60",
  ],
  pregnancy: [
    "Bitte senden Sie uns den Mutterpass oder eine Bescheinigung über den Beginn der Schwangerschaft.",
    "SGB XII § 30 Abs. 2, SGB I § 60",
  ],
  insurance: [
    "Bitte senden Sie uns den Nachweis über Ihre Beiträge zur Kranken- und Pflegeversicherung.",
    "SGB XII § 32, SGB I § 60",
  ],
};

/** Proofs that the form's own answers call for: of everything that raises the need or lowers it. */
function neededProofs({ persons, insuranceCents = 0 }: Application): string[] {
  const needed = {
    "rent-contract": true,
    income: persons.some((one) => one.earningsCents || one.pensionCents || one.otherIncomeCents),
    "bank-statements": true,
    disability: persons.some(({ merkzeichenG }) => merkzeichenG),
    pregnancy: persons.some(({ pregnantSinceWeek13 }) => pregnantSinceWeek13),
    insurance: insuranceCents > 0,
  };
  return Object.entries(needed).flatMap(([proof, isNeeded]) => (isNeeded ? [proof] : []));
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
export function look(form: Application, { day, law, housing, files }: Basis): Finding {
  const missing = missingProofs(proofs, neededProofs(form), form.enclosed ?? [], files);
  const { persons, rentCents, heatingCents, decentralHotWater = false, insuranceCents = 0 } = form;
  const appropriate = housing.find((one) => holds(one, day))?.appropriateCents;
  const appropriateCents = appropriate?.[Math.min(persons.length, appropriate.length) - 1];
  const amounts = { rentCents, heatingCents, decentralHotWater, insuranceCents };
  // Who may be younger or older counts as the younger one; a person looks where that matters.
  const people = persons.map((one) => ({ ...one, birthDate: latestBirth(one.birthDate, day) }));
  const { aid, problem } = calculated({ id: "", date: day, persons: people, ...amounts }, law);
  const reasons = fired({ application: form, aid, day, appropriateCents });
  return { aid, missing, reasons: problem ? [problem, ...reasons] : reasons };
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
