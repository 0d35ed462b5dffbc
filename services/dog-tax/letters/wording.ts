import { euros, germanDay } from "../../../platform/casework/index.ts";
import type { Change } from "../assessment/schedule.ts";
import type { Tariff } from "../assessment/tariff.ts";

const months = [
  "Januar",
  "Februar",
  "März",
  "April",
  "Mai",
  "Juni",
  "Juli",
  "August",
  "September",
  "Oktober",
  "November",
  "Dezember",
];
const monthName = (month: string) => months[Number(month.slice(5, 7)) - 1] ?? "";

/** A month (or the month of a day) as people write it: Mai 2026. */
export const germanMonth = (month: string): string => `${monthName(month)} ${month.slice(0, 4)}`;

/** Months of one year: "Mai 2026", "Mai bis Dezember 2026". */
export const germanMonths = (from: string, to: string): string =>
  from === to ? germanMonth(from) : `${monthName(from)} bis ${germanMonth(to)}`;

const numbers = ["kein", "ein", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn"];
const word = (count: number) => numbers[count] ?? String(count);

/** "ist damit ein Hund angemeldet", "sind weiterhin zwei Hunde angemeldet", "ist kein Hund mehr angemeldet" */
export function dogsRegistered(count: number, adverb: "damit" | "weiterhin"): string {
  if (count === 0) return "ist kein Hund mehr angemeldet";
  return count === 1 ? `ist ${adverb} ein Hund angemeldet` : `sind ${adverb} ${word(count)} Hunde angemeldet`;
}

/** How many dogs a month's tax is for. */
export function dogsOf({ taxed, held }: Pick<Change, "taxed" | "held">): string {
  if (taxed === held) return String(taxed);
  return held === 1 ? `${taxed} nacheinander` : `${taxed}, davon ${word(held)} zugleich`;
}

/** A list as people write it: a, b und c. */
function joined(parts: string[]): string {
  return parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} und ${parts.at(-1)}`;
}

/** The yearly rates of a tariff in one sentence, and the one for listed breeds in another where it matters. */
export function ratesSentence({ from, yearlyCents, listedBreed }: Tariff, listed: boolean, several: boolean): string {
  const last = yearlyCents.length;
  const rates = yearlyCents.map((cents, i) => {
    if (i === 0) return last === 1 ? `${euros(cents)} je Hund` : `${euros(cents)} für einen Hund`;
    return `je Hund ${euros(cents)} bei ${word(i + 1)}${i + 1 === last ? " oder mehr" : ""} Hunden`;
  });
  const since = several ? `Seit dem ${germanDay(from)} beträgt die Steuer` : "Die Steuer beträgt";
  const sentences = [`${since} im Jahr ${joined(rates)}.`];
  if (listed && listedBreed) {
    const rate =
      "factor" in listedBreed
        ? `das ${listedBreed.factor}-fache dieser Sätze`
        : `ein Satz von ${euros(listedBreed.yearlyCents)} im Jahr`;
    sentences.push(`Für Hunde der Rassen nach § 3 Abs. 2 und § 10 Abs. 1 Landeshundegesetz NRW gilt ${rate}.`);
  }
  return sentences.join(" ");
}
