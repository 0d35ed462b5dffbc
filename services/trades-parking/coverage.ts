import {
  anyHolds,
  type Coverage,
  inEuros,
  known,
  notFound,
  type OfferedKey,
  offeredKeys,
  type Row,
  remediesKnown,
} from "../../platform/casework/index.ts";
import remedies from "./legal-remedies.json" with { type: "json" };
import type { Tariff } from "./rules.ts";
import schema from "./tariff.schema.json" with { type: "json" };

interface TownFile {
  offered: OfferedKey[];
  tariffs: Tariff[];
  unknown?: Row[];
}

const feesOf = ({ baseCents, furtherCents, mostCents, validDays }: Tariff): string =>
  `one Regierungsbezirk: ${inEuros(baseCents)}, each further one ${inEuros(furtherCents)}, at most ${inEuros(mostCents)}; valid for ${validDays} days`;

const coverage: Coverage<TownFile> = {
  schema,
  everywhere: remediesKnown(remedies),
  known: (file) => [...offeredKeys(file), ...file.tariffs.map((row) => known(feesOf(row), row)), ...notFound(file)],
  lacking: ({ tariffs }, day) => (anyHolds(tariffs, day) ? [] : [{ code: "no-tariff", what: "every fee" }]),
};

export default coverage;
