import type { Match, Resident } from "./register.ts";

/** Trust levels of BundID, lowest first. */
const levels = ["UNKNOWN", "basis", "substantiell", "hoch"] as const;
export type TrustLevel = (typeof levels)[number];

export type Verdict =
  | { kind: "confirmed"; resident: Resident }
  | { kind: "refused"; reason: "trust_level_too_low" | "not_a_resident"; sentence: string }
  | { kind: "unclear"; reason: "no_exact_match" | "several_matches" | "register_block"; sentence: string };

/**
 * Who the applicant is. Exact match of family name, given names, birth date and address, as BMeldDigiV § 4 demands for
 * an automatic answer; a register block (BMG § 51) always goes to a person.
 */
export function identify(proven: TrustLevel, demanded: TrustLevel, { exact, byName }: Match): Verdict {
  // The block comes first: not even "trust level too low" may tell that somebody is registered here.
  if (byName.some(({ blocked }) => blocked))
    return unclear("register_block", "Die Identität wird von einer Person geprüft.");
  if (levels.indexOf(proven) < levels.indexOf(demanded))
    return {
      kind: "refused",
      reason: "trust_level_too_low",
      sentence: `Für diese Leistung ist das Vertrauensniveau „${demanded}“ nötig.`,
    };
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

const unclear = (reason: "no_exact_match" | "several_matches" | "register_block", sentence: string): Verdict => ({
  kind: "unclear",
  reason,
  sentence,
});
