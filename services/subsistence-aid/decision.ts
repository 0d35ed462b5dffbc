import type { Reason } from "../../platform/service/case-file.ts";
import { InputProblem } from "../../platform/service/dry-run.ts";
import { missingProofs, type Proofs } from "../../platform/service/proofs.ts";
import { holds } from "../../platform/towns.ts";
import type { FormData } from "../../types/generated/forms.ts";
import dryRun from "./dry-run.ts";
import guidelines from "./guidelines.json" with { type: "json" };
import { adultAge, ageOn } from "./needs.ts";
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

const reasons = {
  "able-to-work": ["Wer drei Stunden am Tag arbeiten kann, erhält Leistungen nach dem SGB II.", "SGB XII § 21"],
  "other-chapter": [
    "Bei dauerhaft voller Erwerbsminderung oder im Rentenalter geht die Grundsicherung vor.",
    "SGB XII § 19 Abs. 2, § 41",
  ],
  wealth: ["Das Vermögen liegt über den geschützten Beträgen.", "SGB XII § 90"],
  "housing-not-known": [
    "Welche Unterkunftskosten angemessen sind, ist nicht hinterlegt; zu prüfen ist auch die Karenzzeit.",
    "SGB XII §§ 35, 35a",
  ],
  "housing-too-dear": [
    "Die Unterkunftskosten sind höher als angemessen; zu prüfen ist die Karenzzeit.",
    "SGB XII § 35",
  ],
  "adult-child": ["Ein volljähriges Kind lebt im Haushalt; die Haushaltsgemeinschaft ist zu prüfen.", "SGB XII § 39"],
  "no-figures": ["Für den Zeitraum sind keine Werte hinterlegt.", "SGB XII § 28"],
  "no-need": ["Rechnerisch ergibt sich kein Bedarf über dem Einkommen.", "SGB XII § 27"],
} as const satisfies Record<string, readonly [sentence: string, paragraph: string]>;

const reason = (code: keyof typeof reasons): Reason => ({
  code,
  sentence: reasons[code][0],
  paragraph: reasons[code][1],
});

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
export function look(form: Application, day: string, housing: readonly Housing[], attachments: number): Finding {
  const missing = missingProofs(proofs, neededProofs(form), form.enclosed ?? [], attachments);
  const { persons, rentCents, heatingCents, decentralHotWater = false, insuranceCents = 0 } = form;
  let aid: SubsistenceAid;
  try {
    const amounts = { rentCents, heatingCents, decentralHotWater, insuranceCents };
    aid = dryRun.calculate({ id: "", date: day, persons, ...amounts });
  } catch (error) {
    if (!(error instanceof InputProblem)) throw error;
    if (error.path === "/date") return { aid: null, missing, reasons: [reason("no-figures")] };
    return {
      aid: null,
      missing,
      reasons: [{ code: "household-unclear", sentence: error.message, paragraph: "SGB XII § 27" }],
    };
  }
  return { aid, missing, reasons: doubts(form, aid, day, housing).map(reason) };
}

function doubts(form: Application, aid: SubsistenceAid, day: string, housing: readonly Housing[]) {
  const { persons, wealthCents, rentCents } = form;
  const limits = guidelines.find((one) => holds(one, day));
  const adults = persons.filter(({ role }) => role !== "child").length;
  const free = limits
    ? adults * limits.wealthPerAdultCents + (persons.length - adults) * limits.wealthPerFurtherCents
    : 0;
  const appropriate = housing.find((one) => holds(one, day))?.appropriateCents;
  const limit = appropriate?.[Math.min(persons.length, appropriate.length) - 1];
  const found: Record<keyof typeof reasons, boolean> = {
    "able-to-work": form.ableToWork,
    "other-chapter": form.permanentlyReduced,
    wealth: wealthCents > free,
    "housing-not-known": limit === undefined,
    "housing-too-dear": limit !== undefined && rentCents > limit,
    "adult-child": persons.some(({ role, birthDate }) => role === "child" && ageOn(day, birthDate) >= adultAge),
    "no-figures": !limits,
    "no-need": aid.payoutCents === 0,
  };
  return (Object.keys(found) as (keyof typeof reasons)[]).filter((code) => found[code]);
}
