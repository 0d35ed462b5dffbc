import { heading, type NoticeContent, paragraph, remedy } from "../../platform/service/letter.ts";
import { type Arrangement, basisOf, calculation, frame, type NoticeFacts, payment } from "./notice-parts.ts";
import type { Assessment } from "./rules.ts";
import type { Dog } from "./schedule.ts";

/** The notice by which a person takes an assessment back, since the dog is another household's (AO § 174). */
export function revocationNotice(
  facts: NoticeFacts,
  dog: Dog,
  assessment: Assessment,
  arrangement: Arrangement | null,
): NoticeContent {
  const { months, revoked = "" } = assessment;
  return {
    title: "Bescheid über die Aufhebung der Festsetzung der Hundesteuer",
    ...frame(facts, arrangement?.reference),
    blocks: [
      paragraph(`Die Festsetzung der Hundesteuer für den Hund „${dog.name}“ wird aufgehoben.`),
      heading("Begründung"),
      paragraph(revoked),
      ...calculation(facts, assessment),
      ...payment(arrangement),
      ...basisOf(facts, Object.keys(months), "§§ 155 und 174 Abgabenordnung"),
      remedy(facts.town),
    ],
  };
}
