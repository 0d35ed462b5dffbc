import { type CalculationStep, decimalEuros, germanNumber } from "../../../platform/casework/index.ts";
import type { Fee } from "./fee.ts";

const units = { "square-metre": "m²", metre: "m", piece: "Stück" };
const spans = { day: ["Tag", "Tage"], week: ["Woche", "Wochen"], month: ["Monat", "Monate"] };

/** A fee's steps, German: what a case worker can follow and a citizen is told. */
export function stepsOf(fee: Fee): CalculationStep[] {
  const { zone, per, quantity, period, periods, rateCents, leastCents, useCents, adminCents, totalCents } = fee;
  const statute = "Sondernutzungssatzung der Stadt";
  const span = period === "once" ? [] : [`${periods} ${spans[period][periods === 1 ? 0 : 1]}`];
  const formula = [`${quantity} ${units[per]}`, ...span, `${germanNumber(decimalEuros(rateCents))} €`].join(" × ");
  const calculated = quantity * periods * rateCents;
  return [
    { name: `Zone ${zone}: ${formula}`, value: decimalEuros(calculated), paragraph: `StrWG NRW § 19a, ${statute}` },
    ...(useCents > calculated ? [{ name: "Mindestgebühr", value: decimalEuros(leastCents), paragraph: statute }] : []),
    { name: "Verwaltungsgebühr", value: decimalEuros(adminCents), paragraph: statute },
    { name: "Gebühr", value: decimalEuros(totalCents), paragraph: "StrWG NRW § 19a" },
  ];
}

/** The calculation in one sentence, for the reasons of a case. */
export const sentenceOf = (fee: Fee): string =>
  `Vorgeschlagene Gebühr: ${stepsOf(fee)
    .map(({ name, value }) => `${name} = ${germanNumber(value)} €`)
    .join("; ")}.`;
