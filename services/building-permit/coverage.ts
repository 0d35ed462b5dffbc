import { anyHolds, inEuros, known, type Row, tariffCoverage } from "../../platform/casework/index.ts";
import law from "./law.json" with { type: "json" };
import remedies from "./legal-remedies.json" with { type: "json" };
import type { Tariff } from "./rules.ts";
import schema from "./tariff.schema.json" with { type: "json" };

export default tariffCoverage({
  schema,
  remedies,
  everywhere: law.map((row) =>
    known(`periods and documents: check ${row.checkWorkingDays} working days, decide ${row.decideDays} days`, row),
  ),
  says: ({ fee }: Tariff & Row) =>
    fee
      ? `fee: ${fee.tenthsOfPermille / 10} per mille of the costs of building, at least ${inEuros(fee.leastCents)}`
      : "fee: not found",
  lacking: (tariff, day) => [
    ...(anyHolds(law, day) ? [] : [{ code: "no-law", what: "every check: no periods" }]),
    ...(tariff?.fee ? [] : [{ code: "material-check", what: "every fee" }]),
  ],
});
