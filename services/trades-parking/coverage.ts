import { inEuros, tariffCoverage } from "../../platform/casework/index.ts";
import remedies from "./legal-remedies.json" with { type: "json" };
import type { Tariff } from "./rules.ts";
import schema from "./tariff.schema.json" with { type: "json" };

export default tariffCoverage({
  schema,
  remedies,
  says: ({ baseCents, furtherCents, mostCents, validDays }: Tariff) =>
    `one Regierungsbezirk: ${inEuros(baseCents)}, each further one ${inEuros(furtherCents)}, at most ${inEuros(mostCents)}; valid for ${validDays} days`,
  lacking: (tariff) => (tariff ? [] : [{ code: "no-tariff", what: "every fee" }]),
});
