import { addMonths, type Files, missingProofs, type Proofs, type Reason } from "../../../platform/casework/index.ts";
import type { FormData } from "../../../types/generated/forms.ts";
import { type Basis, doubts, findDog, type Household, person, settle, type Verdict } from "./rules.ts";
import { type Dog, type Granted, reliefIn } from "./schedule.ts";
import { type Relief, type ReliefGround, tariffOf } from "./tariff.ts";

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
export const missingForRelief = ({ reason, enclosed = [] }: ReliefApplication, attachments: Files): Reason[] =>
  missingProofs(proofs, [neededFor[reason]], enclosed, attachments);

/** What only a person may say yes to, whatever reasons the case was shown with. */
export const byPersonOnly = "relief-decision";

/**
 * Grants what the town's statute gives on a ground, from the first day of the month after the application, or after the
 * same relief that runs now; what was assessed beyond is given back. It ends with the month of the last day that a person
 * names, else after the months that the town says. Later years follow with their own assessment.
 */
export function grantRelief(household: Household, { dog, reason, mark }: ReliefApplication, basis: Basis): Verdict {
  const found = findDog(household, dog);
  const open = doubts(basis, {
    [byPersonOnly]: true,
    "mark-missing": reason === "assistance_dog" && mark === undefined,
  });
  if (typeof found === "string") return person(...open, found);
  const next = later(basis.receivedOn.slice(0, 7), 1);
  const begins = found.from.slice(0, 7);
  const earliest = begins > next ? begins : next;
  const { grounds, months } = tariffOf(basis.tariffs, earliest)?.reliefs ?? {};
  const kind = grounds?.[reason];
  if (!kind) return person(...open, "relief-unknown");
  const from = startOf(found, kind, earliest);
  if (reliefIn(found, from) === kind) return person(...open, "relief-granted");
  const until = basis.until?.slice(0, 7) ?? (months?.[reason] ? later(from, months[reason] - 1) : undefined);
  if (until !== undefined && until < from) return person(...open, "relief-over");
  const granted: Granted = { kind, from, caseId: basis.caseId, ...(until !== undefined && { until }) };
  const relieved: Dog = { ...found, reliefs: [...(found.reliefs ?? []), granted] };
  const dogs = household.dogs.map((one) => (one === found ? relieved : one));
  const assessed = settle(household, dogs, basis, basis.today);
  if (assessed === "rate") return person(...open, "listed-breed");
  if (assessed === "tariff") return person(...open, "no-tariff");
  return open.length ? person(...open) : { kind: "assessed", ...assessed, dog: relieved };
}

/** A month (YYYY-MM), some months later. */
const later = (month: string, months: number) => addMonths(`${month}-01`, months).slice(0, 7);

/** A relief that is applied for again before it ends goes on after its end. */
function startOf({ reliefs = [] }: Dog, kind: Relief, earliest: string): string {
  const running = reliefs.at(-1);
  if (running?.kind !== kind || running.until === undefined || running.until < earliest) return earliest;
  return later(running.until, 1);
}
