import {
  anyHolds,
  type Coverage,
  holds,
  inEuros,
  known,
  notFound,
  type OfferedKey,
  offeredKeys,
  type Row,
  remediesKnown,
} from "../../platform/casework/index.ts";
import law from "./law.json" with { type: "json" };
import remedies from "./legal-remedies.json" with { type: "json" };
import type { Tariff } from "./rules.ts";
import schema from "./tariff.schema.json" with { type: "json" };

interface TownFile {
  offered: OfferedKey[];
  tariffs: (Tariff & Row)[];
  unknown?: Row[];
}

const feeOf = ({ fee }: Tariff): string =>
  fee
    ? `fee: ${fee.tenthsOfPermille / 10} per mille of the costs of building, at least ${inEuros(fee.leastCents)}`
    : "fee: not found";

const coverage: Coverage<TownFile> = {
  schema,
  everywhere: [
    ...law.map((row) =>
      known(`periods and documents: check ${row.checkWorkingDays} working days, decide ${row.decideDays} days`, row),
    ),
    ...remediesKnown(remedies),
  ],
  known: (file) => [...offeredKeys(file), ...file.tariffs.map((row) => known(feeOf(row), row)), ...notFound(file)],
  lacking: ({ tariffs }, day) => [
    ...(anyHolds(law, day) ? [] : [{ code: "no-law", what: "every check: no periods" }]),
    ...(tariffs.find((one) => holds(one, day))?.fee ? [] : [{ code: "material-check", what: "every fee" }]),
  ],
};

export default coverage;
