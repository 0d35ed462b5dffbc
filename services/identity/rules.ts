import { isWholeDate } from "../../platform/messaging/index.ts";
import type { Match, Resident } from "./register.ts";

/** Trust levels of BundID, lowest first. */
const levels = ["UNKNOWN", "basis", "substantiell", "hoch"] as const;
export type TrustLevel = (typeof levels)[number];

export type Verdict =
  | { kind: "confirmed"; resident: Resident }
  | { kind: "refused"; reason: "trust_level_too_low" | "not_a_resident"; sentence: string }
  | { kind: "unclear"; reason: UnclearReason; sentence: string };

type UnclearReason = "no_exact_match" | "several_matches" | "register_block" | "birth_date_incomplete";

/**
 * Who the applicant is. Exact match of family name, given names, birth date and address, as BMeldDigiV § 4 demands for
 * an automatic answer; a register block (BMG § 51) always goes to a person.
 */
export function identify(
  proven: TrustLevel,
  demanded: TrustLevel,
  birthDate: string,
  { exact, byName }: Match,
): Verdict {
  // The block comes first: not even "trust level too low" may tell that somebody is registered here.
  if (byName.some(({ blocked }) => blocked))
    return unclear("register_block", "Die Identität wird von einer Person geprüft.");
  if (levels.indexOf(proven) < levels.indexOf(demanded))
    return {
      kind: "refused",
      reason: "trust_level_too_low",
      sentence: `Für diese Leistung ist das Vertrauensniveau „${demanded}“ nötig.`,
    };
  // What is not known cannot match: nobody is turned away for it, and nobody is taken for another one by rule.
  if (!isWholeDate(birthDate))
    return unclear(
      "birth_date_incomplete",
      "Das Geburtsdatum ist nur teilweise bekannt; die Person ist zu identifizieren.",
    );
  const [resident, ...others] = exact;
  if (resident && !others.length) return { kind: "confirmed", resident };
  if (resident) return unclear("several_matches", "Zu den Angaben gibt es mehrere Einträge im Melderegister.");
  if (byName.length) return unclear("no_exact_match", "Die Anschrift stimmt nicht mit dem Melderegister überein.");
  return {
    kind: "refused",
    reason: "not_a_resident",
    sentence: "Zu den Angaben gibt es keinen Eintrag im Melderegister dieser Kommune.",
  };
}

const unclear = (reason: UnclearReason, sentence: string): Verdict => ({
  kind: "unclear",
  reason,
  sentence,
});
