import { type Files, missingProofs, type Proofs, type Reason } from "../../../platform/casework/index.ts";
import type { FormData } from "../../../types/generated/forms.ts";

export type Application = FormData["subsistence-aid.v1"];

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

/** The proofs that are neither enclosed nor among the files that came. */
export const missingOf = (form: Application, files: Files): Reason[] =>
  missingProofs(proofs, neededProofs(form), form.enclosed ?? [], files);
