import {
  anyHolds,
  type Coverage,
  holds,
  inEuros,
  known,
  type OfferedKey,
  offeredKeys,
  type Row,
  remediesKnown,
} from "../../platform/casework/index.ts";
import type { Housing } from "./calculation/decision.ts";
import { readFigures } from "./calculation/figures.ts";
import guidelines from "./calculation/guidelines.json" with { type: "json" };
import remedies from "./legal-remedies.json" with { type: "json" };
import schema from "./tariff.schema.json" with { type: "json" };

interface TownFile {
  offered: OfferedKey[];
  housing: (Housing & Row)[];
}

const rentOf = ({ appropriateCents }: Housing): string =>
  appropriateCents
    ? `appropriate rent by persons: ${appropriateCents.map(inEuros).join(", ")}`
    : "appropriate rent: not found";

const coverage: Coverage<TownFile> = {
  schema,
  everywhere: [
    ...readFigures().map((row) => known(`needs of SGB XII; step 1: ${inEuros(row.stepCents[0] ?? 0)}`, row)),
    ...guidelines.map((row) => known(`wealth that is left: ${inEuros(row.wealthPerAdultCents)} an adult`, row)),
    ...remediesKnown(remedies),
  ],
  known: (file) => [...offeredKeys(file), ...file.housing.map((row) => known(rentOf(row), row))],
  lacking: ({ housing }, day) => [
    ...(anyHolds(readFigures(), day) ? [] : [{ code: "no-figures", what: "every grant: no figures of SGB XII" }]),
    ...(housing.find((one) => holds(one, day))?.appropriateCents
      ? []
      : [{ code: "housing-not-known", what: "every grant: no appropriate rent" }]),
  ],
};

export default coverage;
