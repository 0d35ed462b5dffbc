import { addMonths } from "../../platform/calendar.ts";
import type { Reason } from "../../platform/service/case-file.ts";
import { missingProofs, type Proofs } from "../../platform/service/proofs.ts";
import type { FormData } from "../../types/generated/forms.ts";
import { type Basis, doubts, findDog, type Household, person, settle, type Verdict } from "./rules.ts";
import { type Dog, reliefIn } from "./schedule.ts";
import { type ReliefGround, tariffOf } from "./tariff.ts";

export type ReliefApplication = FormData["dog-tax-relief.v1"];

const paragraph = "KAG NRW § 12, AO § 90";
const proofs: Proofs = {
  "disability-card": [
    "Bitte senden Sie uns Ihren Schwerbehindertenausweis; das Merkzeichen muss zu lesen sein.",
    paragraph,
  ],
  "rescue-dog-certificate": ["Bitte senden Sie uns den Nachweis über die Prüfung als Rettungshund.", paragraph],
  "benefit-notice": [
    "Bitte senden Sie uns den aktuellen Bescheid über Leistungen nach SGB II oder SGB XII.",
    paragraph,
  ],
};

const neededFor: Record<ReliefGround, string> = {
  assistance_dog: "disability-card",
  rescue_dog: "rescue-dog-certificate",
  social_benefits: "benefit-notice",
};

/** What still has to be proven before a person decides (KAG NRW § 12, AO § 90). */
export const missingForRelief = ({ reason, enclosed = [] }: ReliefApplication, attachments: number): Reason[] =>
  missingProofs(proofs, [neededFor[reason]], enclosed, attachments);

/** What only a person may say yes to, whatever reasons the case was shown with. */
export const byPersonOnly = "relief-decision";

/**
 * Grants what the town's statute gives on a ground, from the first day of the month after the application; what was
 * assessed beyond is given back. Later years follow with their own assessment.
 */
export function grantRelief(household: Household, { dog, reason, mark }: ReliefApplication, basis: Basis): Verdict {
  const found = findDog(household, dog);
  const open = doubts(basis, {
    [byPersonOnly]: true,
    "mark-missing": reason === "assistance_dog" && mark === undefined,
  });
  if (typeof found === "string") return person(...open, found);
  const next = addMonths(`${basis.receivedOn.slice(0, 7)}-01`, 1).slice(0, 7);
  const begins = found.from.slice(0, 7);
  const from = begins > next ? begins : next;
  const kind = tariffOf(basis.tariffs, from)?.reliefs?.grounds?.[reason];
  if (!kind) return person(...open, "relief-unknown");
  if (reliefIn(found, from) === kind) return person(...open, "relief-granted");
  const relieved: Dog = { ...found, reliefs: [...(found.reliefs ?? []), { kind, from }] };
  const dogs = household.dogs.map((one) => (one === found ? relieved : one));
  const assessed = settle(household, dogs, basis, basis.today);
  if (assessed === "rate") return person(...open, "listed-breed");
  if (assessed === "tariff") return person(...open, "no-tariff");
  return open.length ? person(...open) : { kind: "assessed", ...assessed, dog: relieved };
}
