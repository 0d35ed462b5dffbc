import {
  anyHolds,
  type Coverage,
  known,
  notFound,
  type OfferedKey,
  offeredKeys,
  type Row,
  remediesKnown,
} from "../../platform/casework/index.ts";
import type { RentLevel } from "./calculation/decision.ts";
import guidelines from "./calculation/guidelines.json" with { type: "json" };
import parameters from "./calculation/parameters.json" with { type: "json" };
import { readParameters } from "./calculation/parameters.ts";
import remedies from "./legal-remedies.json" with { type: "json" };
import schema from "./tariff.schema.json" with { type: "json" };

interface TownFile {
  offered: OfferedKey[];
  rentLevels: (RentLevel & Row)[];
}

const { amounts, incomes } = readParameters();
const unlessLaw = ({ law }: { law: string | null }) => (law === null ? " (a draft, never applied)" : "");

const coverage: Coverage<TownFile> = {
  schema,
  everywhere: [
    ...parameters.amounts.map((row) => known(`amounts of WoGG §§ 12, 19, 21${unlessLaw(row)}`, row)),
    ...parameters.incomes.map((row) => known(`figures of income, WoGG §§ 14 to 18${unlessLaw(row)}`, row)),
    ...guidelines.map((row) => known("limits from which on a person looks: wealth, plausible income and rent", row)),
    ...remediesKnown(remedies),
  ],
  known: (file) => [
    ...offeredKeys(file),
    ...file.rentLevels.map((row) => known(`Mietenstufe ${row.level}`, row)),
    ...notFound({}),
  ],
  lacking: ({ rentLevels }, day) => [
    ...(anyHolds(rentLevels, day) ? [] : [{ code: "no-rent-level", what: "every grant: no Mietenstufe" }]),
    ...([amounts, incomes, guidelines].every((rows) => anyHolds(rows, day))
      ? []
      : [{ code: "no-figures", what: "every grant: no figures of the WoGG" }]),
  ],
};

export default coverage;
