import { euros, letter, type NoticeContent } from "../../../platform/casework/index.ts";
import type { Assessment } from "../assessment/rules.ts";
import type { Dog } from "../assessment/schedule.ts";
import { tagOf } from "../assessment/tags.ts";
import type { Purpose } from "../cases.ts";
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
import { dogsRegistered, germanMonth } from "./wording.ts";

/** The assessment notice for a registration. */
export function assessmentNotice(
  facts: NoticeFacts,
  dog: Dog,
  assessment: Assessment,
  arrangement: Arrangement | null,
): NoticeContent {
  const { late, dogsNow, months, totalCents } = assessment;
  const ownBlocks =
    dog.yearlyCents === null
      ? ""
      : ` Für ihn gilt ein Satz von ${euros(dog.yearlyCents)} im Jahr${dog.rateBasis ? ` (${dog.rateBasis})` : ""}.`;
  return letter(letterFacts(facts, arrangement?.reference), {
    title: "Bescheid über die Festsetzung der Hundesteuer",
    parts: [
      `Für Ihren Hund „${dog.name}“ (${dog.breed}) wird ab ${germanMonth(dog.from)} Hundesteuer festgesetzt.${ownBlocks} In Ihrem Haushalt ${dogsRegistered(dogsNow, "damit")}.`,
      `Ihr Hund erhält die Hundesteuermarke Nr. ${tagOf(dog)}.`,
      ...(late
        ? [
            "Die Anmeldung ging nach Ablauf der Anmeldefrist ein. Die Steuer wird ab dem Beginn der Haltung festgesetzt.",
          ]
        : []),
      ...calculation(facts, assessment, dog),
      ...unheard(assessment, "own-statement"),
      ...payment(arrangement),
      ...basisOf(facts, Object.keys(months), "§ 155 Abgabenordnung"),
      ...legalRemedies.blocks("assessment", facts, { payable: totalCents > 0 }),
    ],
  });
}

/** The notice for a deregistration, with what is settled. */
export function settlementNotice(
  facts: NoticeFacts,
  dog: Dog,
  assessment: Assessment,
  arrangement: Arrangement | null,
): NoticeContent {
  const { dogsNow, months, totalCents } = assessment;
  return letter(letterFacts(facts, arrangement?.reference), {
    title: "Bescheid über die Abmeldung von der Hundesteuer",
    parts: [
      `Die Steuerpflicht für Ihren Hund „${dog.name}“ endet mit dem Monat ${germanMonth(dog.to ?? "")}. In Ihrem Haushalt ${dogsRegistered(dogsNow, "weiterhin")}.`,
      ...calculation(facts, assessment, dog),
      ...payment(arrangement),
      ...basisOf(facts, Object.keys(months), "§§ 37 und 155 Abgabenordnung"),
      ...legalRemedies.blocks("deregistration", facts, { payable: totalCents > 0 }),
    ],
  });
}

/** The notice of a year for all dogs of a household, also after the tariff has changed. */
export function yearlyNotice(
  facts: NoticeFacts,
  assessment: Assessment,
  arrangement: Arrangement | null,
): NoticeContent {
  const { dogsNow, months, totalCents, yearly } = assessment;
  return letter(letterFacts(facts, arrangement?.reference), {
    title: `Hundesteuerbescheid ${yearly}`,
    parts: [
      `Für das Jahr ${yearly} wird die Hundesteuer festgesetzt. In Ihrem Haushalt ${dogsRegistered(dogsNow, "weiterhin")}.`,
      ...calculation(facts, assessment),
      ...unheard(assessment, "many-alike"),
      ...payment(arrangement),
      ...basisOf(facts, Object.keys(months), "§ 155 Abgabenordnung"),
      ...legalRemedies.blocks("yearly", facts, { payable: totalCents > 0 }),
    ],
  });
}

/** The notice by which a relief is granted, with what is settled. */
export function reliefNotice(
  facts: NoticeFacts,
  dog: Dog,
  assessment: Assessment,
  arrangement: Arrangement | null,
): NoticeContent {
  const { kind, from = "", until } = dog.reliefs?.at(-1) ?? {};
  const end = until ? ` bis einschließlich ${germanMonth(until)}` : "";
  const [what, granted] =
    kind === "exempt"
      ? (["Befreiung von der Hundesteuer", "keine Hundesteuer zu zahlen"] as const)
      : (["Ermäßigung der Hundesteuer", "die Hälfte der Hundesteuer zu zahlen"] as const);
  const { months, totalCents } = assessment;
  return letter(letterFacts(facts, arrangement?.reference), {
    title: `Bescheid über die ${what}`,
    parts: [
      `Für Ihren Hund „${dog.name}“ ist ab ${germanMonth(from)}${end} ${granted}.`,
      "Bitte teilen Sie uns innerhalb von zwei Wochen mit, wenn die Gründe dafür wegfallen. Das gilt auch, wenn Sie den Hund abgeben.",
      ...calculation(facts, assessment, dog),
      ...payment(arrangement),
      ...basisOf(facts, Object.keys(months), "§ 155 Abgabenordnung"),
      ...legalRemedies.blocks("relief", facts, { payable: totalCents > 0 }),
    ],
  });
}

const refused: Record<Purpose, readonly [title: string, sentence: string]> = {
  registration: ["Bescheid über Ihre Anmeldung zur Hundesteuer", "Ihrer Anmeldung kann nicht entsprochen werden."],
  deregistration: [
    "Bescheid über Ihre Abmeldung von der Hundesteuer",
    "Ihrer Abmeldung kann nicht entsprochen werden.",
  ],
  tag: ["Bescheid über Ihren Antrag auf eine neue Hundesteuermarke", "Ihr Antrag wird abgelehnt."],
  "relief-end": ["Bescheid über Ihre Mitteilung zur Hundesteuer", "Ihrer Mitteilung kann nicht entsprochen werden."],
  relief: [
    "Bescheid über Ihren Antrag auf Ermäßigung der Hundesteuer oder Befreiung von ihr",
    "Ihr Antrag wird abgelehnt.",
  ],
};

/** The notice by which a case worker refuses, with the reason in their own words. */
export function refusalNotice(facts: NoticeFacts, purpose: Purpose, reason: string): NoticeContent {
  const [title, sentence] = refused[purpose];
  const further = [...basisOf(facts, [], "§ 155 Abgabenordnung"), ...legalRemedies.blocks("refusal", facts)];
  return letter(letterFacts(facts), {
    title,
    parts: [sentence, { reason }, ...further],
  });
}
