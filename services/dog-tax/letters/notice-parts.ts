import {
  type Block,
  euros,
  germanDay,
  grouped,
  notHeard,
  type Part,
  type Person,
  type Town,
  unusedMandate,
} from "../../../platform/casework/index.ts";
import type { EventBodies } from "../../../types/generated/events.ts";
import type { Assessment } from "../assessment/rules.ts";
import type { Change, Dog } from "../assessment/schedule.ts";
import { type Tariff, tariffsOf } from "../assessment/tariff.ts";
import { legalRemedies } from "../legal-remedies.ts";
import { dogsOf, germanMonths, ratesSentence } from "./wording.ts";

export type Arrangement = EventBodies["payment.arranged.v1"];

export interface NoticeFacts {
  town: Town;
  holder: Person;
  caseNumber: string;
  /** day of the notice, YYYY-MM-DD */
  day: string;
  tariffs: readonly Tariff[];
}

export const letterFacts = ({ town, holder, caseNumber, day }: NoticeFacts, reference?: string) => ({
  ...{ town, office: "Steueramt", recipient: holder, caseNumber, day },
  reference: reference ? [{ label: "Kassenzeichen", value: grouped(reference) }] : [],
});

/** Runs of months of one year with the same sums, so that a year takes few lines. */
function runs(months: Record<string, Change>): (Change & { from: string; to: string; count: number })[] {
  const list: (Change & { from: string; to: string; count: number })[] = [];
  for (const [month, change] of Object.entries(months)) {
    const last = list.at(-1);
    const follows =
      last?.to.slice(0, 4) === month.slice(0, 4) && Number(last.to.slice(5)) + 1 === Number(month.slice(5));
    const same = (["taxed", "held", "cents", "before"] as const).every((field) => last?.[field] === change[field]);
    if (last && follows && same) {
      last.to = month;
      last.count += 1;
    } else list.push({ ...change, from: month, to: month, count: 1 });
  }
  return list;
}

/**
 * How the sum comes about: what is owed for each month, what was assessed before, and the rates.
 * @param dog that it is about: the town's rates say nothing where it is the only one and has a rate of its own
 */
export function calculation(
  { tariffs }: NoticeFacts,
  { months, totalCents, years, listed, dogsNow }: Assessment,
  dog?: Pick<Dog, "yearlyCents">,
): Part[] {
  const ownRate = dog && dog.yearlyCents !== null && dogsNow <= 1;
  const used = ownRate ? [] : tariffsOf(tariffs, Object.keys(months));
  const rates = used.map((tariff) => ratesSentence(tariff, listed, used.length > 1));
  const lines = runs(months).map(({ from, to, count, cents, before, ...dogs }) => [
    germanMonths(from, to),
    String(count),
    dogsOf(dogs),
    euros(cents),
    euros(before),
    euros(count * (cents - before)),
  ]);
  const table: Block = {
    kind: "table",
    caption: "Berechnung",
    columns: [
      { title: "Zeitraum", align: "left" },
      { title: "Monate", align: "right" },
      { title: "Hunde", align: "right" },
      { title: "Steuer im Monat", align: "right" },
      { title: "bisher festgesetzt", align: "right" },
      { title: "Betrag", align: "right" },
    ],
    rows: lines,
    total: [totalCents < 0 ? "Erstattung" : "Zu zahlen", "", "", "", "", euros(totalCents)],
  };
  const sums = Object.entries(years).map(
    ([year, cents]) => `Für das Jahr ${year} beträgt die Hundesteuer Ihres Haushalts damit ${euros(cents)}.`,
  );
  return [
    ...(used.length ? [`${rates.join(" ")} Für jeden angefangenen Monat ist ein Zwölftel zu zahlen.`] : []),
    ...(lines.length ? [table] : []),
    `${sums.join(" ")} Dieser Bescheid ersetzt frühere Bescheide, soweit sie dieselben Monate betreffen.`,
  ];
}

/** Where months cost more than was assessed before: why nobody was heard before (AO § 91). */
export const unheard = ({ months }: Assessment, exception: Parameters<typeof notHeard>[1]): Part[] =>
  Object.values(months).some(({ before, cents }) => before > 0 && cents > before)
    ? [notHeard(legalRemedies.procedure, exception)]
    : [];

/** How and when to pay, or what is given back. */
export function payment(arrangement: Arrangement | null): Part[] {
  if (!arrangement) return [{ heading: "Zahlung" }, "Es ist nichts zu zahlen und nichts zu erstatten."];
  const { method, claims, reference, payeeName, payeeIban, epcCode, mandateReference, creditorId } = arrangement;
  const back = method === "credit";
  const table: Block = {
    kind: "table",
    caption: back ? "Gutschriften" : "Fälligkeiten",
    columns: [
      { title: "Bezeichnung", align: "left" },
      ...(back ? [] : [{ title: "Fällig am", align: "left" as const }]),
      { title: "Betrag", align: "right" },
    ],
    rows: claims.map(({ label, dueOn, cents }) => [label, ...(back ? [] : [germanDay(dueOn)]), euros(Math.abs(cents))]),
  };
  if (back)
    return [
      { heading: "Erstattung" },
      table,
      "Beträge, die noch nicht fällig waren, entfallen. Zu viel gezahlte Beträge erstatten wir Ihnen.",
    ];
  if (method === "direct_debit")
    return [
      { heading: "Zahlung" },
      table,
      `Wir buchen die Beträge zu den genannten Terminen von Ihrem Konto ab: Gläubiger-Identifikationsnummer ${creditorId}, Mandatsreferenz ${mandateReference}. Diese Mitteilung gilt als Vorabankündigung.`,
    ];
  const text = `Bitte überweisen Sie die Beträge zu den genannten Terminen an ${payeeName}, IBAN ${grouped(payeeIban)}. Geben Sie dabei das Kassenzeichen ${grouped(reference)} an.`;
  const code: Block = {
    kind: "payment-code",
    text: epcCode,
    caption: "GiroCode für den ersten Betrag",
    alt: `GiroCode: Überweisung des ersten Betrags an ${payeeName}, Kassenzeichen ${grouped(reference)}`,
  };
  const unused = unusedMandate(arrangement);
  return [...[{ heading: "Zahlung" }, table], ...(unused ? [unused] : []), ...[text, ...(epcCode ? [code] : [])]];
}

/** On what it rests: the statutes of the months that are assessed, and the laws. */
export function basisOf({ tariffs, day }: NoticeFacts, months: string[], articles: string): Part[] {
  const used = tariffsOf(tariffs, months.length ? months : [day.slice(0, 7)]);
  const statutes = [...new Set(used.map(({ statute }) => statute))];
  return [{ legalBasis: `${[...statutes, "§§ 3, 12 und 20 Kommunalabgabengesetz NRW", articles].join("; ")}.` }];
}
