import { inEuros, known, tariffCoverage } from "../../platform/casework/index.ts";
import remedies from "./legal-remedies.json" with { type: "json" };
import trades from "./permit-trades.json" with { type: "json" };
import matrix from "./recipients.json" with { type: "json" };
import type { Tariff } from "./rules.ts";
import schema from "./tariff.schema.json" with { type: "json" };

export default tariffCoverage({
  schema,
  remedies,
  everywhere: [
    known(
      `which fields ${matrix.recipients.length} recipients get, and the former municipality`,
      { from: "", source: matrix.source },
      [...matrix.recipients, matrix.formerMunicipality].map(
        ({ remark, recipient }) => remark && `${recipient}: ${remark}`,
      ),
    ),
    known("words that point to a trade that needs a permit", { from: "", ...trades }),
  ],
  says: ({ registration, change, readers }: Tariff) =>
    [
      `registration: ${inEuros(registration.naturalCents)}, legal person ${inEuros(registration.legalCents)}`,
      `change: ${inEuros(change.naturalCents)}, legal person ${inEuros(change.legalCents)}`,
      `${Object.keys(readers).length} recipients`,
    ].join("; "),
  lacking: (tariff) =>
    tariff
      ? []
      : [{ code: "no-tariff", what: "every fee, and who is told of a notice; of a closing only who is told" }],
});
