import { euros, letter, type NoticeContent, noticeOfRelief } from "../../../platform/casework/index.ts";
import type { Assessment, ObjectionGranted } from "../assessment/rules.ts";
import type { Dog } from "../assessment/schedule.ts";
import { type NewTag, tagOf } from "../assessment/tags.ts";
import { legalRemedies } from "../legal-remedies.ts";
import {
  type Arrangement,
  basisOf,
  calculation,
  letterFacts,
  type NoticeFacts,
  payment,
  unheard,
} from "./notice-parts.ts";
import { corrected, reliefEnds, reliefName } from "./sentences.ts";

/** The notice by which a person takes an assessment back, since the dog is another household's (AO § 174). */
export function revocationNotice(
  facts: NoticeFacts,
  dog: Dog,
  assessment: Assessment,
  arrangement: Arrangement | null,
): NoticeContent {
  const { months, revoked = "" } = assessment;
  return letter(letterFacts(facts, arrangement?.reference), {
    title: "Bescheid über die Aufhebung der Festsetzung der Hundesteuer",
    parts: [
      `Die Festsetzung der Hundesteuer für den Hund „${dog.name}“ wird aufgehoben. Die Hundesteuermarke Nr. ${tagOf(dog)} ist ungültig.`,
      { reason: revoked },
      ...calculation(facts, assessment, dog),
      ...payment(arrangement),
      ...basisOf(facts, Object.keys(months), "§§ 155 und 174 Abgabenordnung"),
      ...legalRemedies.blocks("revocation", facts),
    ],
  });
}

/** The notice by which an objection is granted (VwGO § 72): what is owed now, and what is given back. */
export function correctionNotice(
  facts: NoticeFacts,
  dog: Dog,
  assessment: Assessment & { grantedObjection: ObjectionGranted },
  arrangement: Arrangement | null,
): NoticeContent {
  const { months, grantedObjection } = assessment;
  const invalid = grantedObjection.annulled ? ` Die Hundesteuermarke Nr. ${tagOf(dog)} ist ungültig.` : "";
  return noticeOfRelief(letterFacts(facts, arrangement?.reference), grantedObjection, {
    ...{ subject: "zur Hundesteuer", holds: corrected(dog, grantedObjection) + invalid, cost: "tax", legalRemedies },
    blocks: [
      ...calculation(facts, assessment, dog),
      ...payment(arrangement),
      ...basisOf(facts, Object.keys(months), "§ 155 Abgabenordnung; § 72 Verwaltungsgerichtsordnung"),
    ],
  });
}

/** The notice of a new tag in place of a lost one, with its fee. */
export function tagNotice(
  facts: NoticeFacts,
  { tag, dog }: { tag: NewTag; dog: Dog },
  arrangement: Arrangement | null,
): NoticeContent {
  const { number, old, feeCents } = tag;
  const fee = feeCents
    ? `Dafür wird eine Gebühr von ${euros(feeCents)} festgesetzt.`
    : "Eine Gebühr wird nicht erhoben.";
  return letter(letterFacts(facts, arrangement?.reference), {
    title: "Bescheid über den Ersatz der Hundesteuermarke",
    parts: [
      `Für Ihren Hund „${dog.name}“ erhalten Sie die neue Hundesteuermarke Nr. ${number}. Die Marke Nr. ${old} ist damit ungültig. ${fee}`,
      "Sollten Sie die alte Marke wiederfinden, geben Sie sie bitte zurück.",
      ...payment(arrangement),
      ...basisOf(facts, [], "§§ 4 und 5 Kommunalabgabengesetz NRW"),
      ...legalRemedies.blocks("tag", facts, { payable: feeCents > 0 }),
    ],
  });
}

/** The notice that a relief has ended, and that the full tax is owed again. */
export function reliefEndNotice(
  facts: NoticeFacts,
  dog: Dog,
  assessment: Assessment,
  arrangement: Arrangement | null,
): NoticeContent {
  const { months, totalCents } = assessment;
  return letter(letterFacts(facts, arrangement?.reference), {
    title: `Bescheid über das Ende der ${reliefName(dog)}`,
    parts: [
      reliefEnds(dog, assessment),
      "Wenn die Gründe weiter vorliegen oder wieder eintreten, stellen Sie bitte einen neuen Antrag. Er gilt ab dem Monat nach seinem Eingang.",
      ...calculation(facts, assessment, dog),
      ...unheard(assessment, "own-statement"),
      ...payment(arrangement),
      ...basisOf(facts, Object.keys(months), "§ 155 Abgabenordnung"),
      ...legalRemedies.blocks("relief-end", facts, { payable: totalCents > 0 }),
    ],
  });
}
