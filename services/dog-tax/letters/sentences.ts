import { addMonths, euros, reliefSentence } from "../../../platform/casework/index.ts";
import type { Assessment, ObjectionGranted } from "../assessment/rules.ts";
import type { Dog } from "../assessment/schedule.ts";
import type { NewTag } from "../assessment/tags.ts";
import type { Purpose } from "../cases.ts";
import { legalRemedies } from "../legal-remedies.ts";
import { germanMonth } from "./wording.ts";

const follows = "Der Bescheid folgt.";

/** How a decision is told in the portal, before its notice comes. */
export function sentence(purpose: Purpose, dog: Dog, assessment: Assessment): string {
  const { totalCents, late, yearly, reliefEnded, revoked, grantedObjection } = assessment;
  if (grantedObjection) {
    const holds = `${corrected(dog, grantedObjection)} ${settlement(totalCents, "zu zahlen")}`;
    return reliefSentence(grantedObjection, holds, legalRemedies);
  }
  if (reliefEnded) return `${reliefEnds(dog, assessment)} ${settlement(totalCents, "auszugleichen")} ${follows}`;
  if (yearly) return `Die Hundesteuer für ${yearly} ist festgesetzt. ${settlement(totalCents, "zu zahlen")} ${follows}`;
  if (revoked !== undefined)
    return `Die Festsetzung der Hundesteuer für Ihren Hund ist aufgehoben. ${settlement(totalCents, "zu erstatten")} ${follows}`;
  if (purpose === "deregistration")
    return `Ihr Hund ist abgemeldet. ${settlement(totalCents, "auszugleichen")} ${follows}`;
  if (purpose === "relief") {
    const { from = "", until } = dog.reliefs?.at(-1) ?? {};
    const end = until ? ` bis einschließlich ${germanMonth(until)}` : "";
    return `Die ${reliefName(dog)} ist ab ${germanMonth(from)}${end} bewilligt. ${settlement(totalCents, "auszugleichen")} ${follows}`;
  }
  const registered = `Ihr Hund ist zur Hundesteuer angemeldet (ab ${germanMonth(dog.from)}).`;
  const noted = late ? " Die Anmeldung ging nach Ablauf der Frist ein." : "";
  return `${registered} ${settlement(totalCents, "zu zahlen")}${noted} ${follows}`;
}

/** What an objection that is right has changed. */
export function corrected({ name, yearlyCents, rateBasis }: Dog, { annulled }: ObjectionGranted): string {
  if (annulled) return `Die Festsetzung der Hundesteuer für Ihren Hund „${name}“ ist aufgehoben.`;
  const rate =
    yearlyCents === null
      ? ""
      : ` Für ihn gilt ein Satz von ${euros(yearlyCents)} im Jahr${rateBasis ? ` (${rateBasis})` : ""}.`;
  return `Die Hundesteuer für Ihren Hund „${name}“ ist neu festgesetzt.${rate}`;
}

/** What a dog has, or had last. */
export const reliefName = ({ reliefs }: Dog): string =>
  reliefs?.at(-1)?.kind === "exempt" ? "Befreiung von der Hundesteuer" : "Ermäßigung der Hundesteuer";

/** That a dog's relief ends, and from when the full tax is owed. */
export function reliefEnds(dog: Dog, { reliefEnded = "" }: Assessment): string {
  const next = addMonths(`${reliefEnded}-01`, 1);
  return `Die ${reliefName(dog)} für Ihren Hund „${dog.name}“ endet mit dem Monat ${germanMonth(reliefEnded)}. Ab ${germanMonth(next)} ist die volle Hundesteuer zu zahlen.`;
}

/** How a new tag is told. */
export const tagSentence = ({ name }: Dog, { number, old, feeCents }: NewTag): string =>
  `Ihr Hund „${name}“ erhält die neue Hundesteuermarke Nr. ${number}. Die Marke Nr. ${old} ist ungültig. ${settlement(feeCents, "zu zahlen")} ${follows}`;

function settlement(cents: number, nothing: string): string {
  if (cents === 0) return `Es ist nichts ${nothing}.`;
  return cents < 0 ? `Es werden ${euros(-cents)} gutgeschrieben.` : `Es sind ${euros(cents)} zu zahlen.`;
}
