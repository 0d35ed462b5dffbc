import { latestBirth } from "../../platform/days.ts";
import type { Reason } from "../../platform/service/case-file.ts";
import { InputProblem } from "../../platform/service/dry-run.ts";
import { type Files, missingProofs, type Proofs } from "../../platform/service/proofs.ts";
import { holds } from "../../platform/towns.ts";
import type { FormData } from "../../types/generated/forms.ts";
import { fired } from "./checks.ts";
import dryRun from "./dry-run.ts";
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
};

/** Proofs that the form's own answers call for. */
function neededProofs({ persons }: Application): string[] {
  const income = persons.some((one) => one.earningsCents || one.pensionCents || one.otherIncomeCents);
  return ["rent-contract", ...(income ? ["income"] : []), "bank-statements"];
}

/**
 * Looks at an application: what it comes to, what is missing, why a person has to decide. Rules never refuse.
 * @param day from which aid is due, YYYY-MM-DD: when need became known (§ 18 SGB XII)
 */
export function look(form: Application, day: string, housing: readonly Housing[], attachments: Files): Finding {
  const missing = missingProofs(proofs, neededProofs(form), form.enclosed ?? [], attachments);
  const { persons, rentCents, heatingCents, decentralHotWater = false, insuranceCents = 0 } = form;
  const appropriate = housing.find((one) => holds(one, day))?.appropriateCents;
  const appropriateCents = appropriate?.[Math.min(persons.length, appropriate.length) - 1];
  const amounts = { rentCents, heatingCents, decentralHotWater, insuranceCents };
  // Who may be younger or older counts as the younger one; a person looks where that matters.
  const people = persons.map((one) => ({ ...one, birthDate: latestBirth(one.birthDate, day) }));
  const { aid, problem } = calculated({ id: "", date: day, persons: people, ...amounts });
  const reasons = fired({ application: form, aid, day, appropriateCents });
  return { aid, missing, reasons: problem ? [problem, ...reasons] : reasons };
}

/** The sum by the rules alone, or why there is none. */
function calculated(input: Parameters<typeof dryRun.calculate>[0]): { aid: SubsistenceAid | null; problem?: Reason } {
  try {
    return { aid: dryRun.calculate(input) };
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
