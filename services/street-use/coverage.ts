import { inEuros, tariffCoverage } from "../../platform/casework/index.ts";
import { kinds } from "./application.ts";
import type { Tariff } from "./fee/tariff.ts";
import remedies from "./legal-remedies.json" with { type: "json" };
import schema from "./tariff.schema.json" with { type: "json" };

const zonesOf = ({ zones, otherZone }: Tariff): string[] => [...new Set([...zones.map(({ zone }) => zone), otherZone])];

/** Uses that the tariff has no rate for in one of its zones, as "kind in zone 2". */
const withoutRate = (tariff: Tariff): string[] =>
  zonesOf(tariff).flatMap((zone) =>
    kinds
      .filter((kind) => !tariff.rates.some((rate) => rate.kind === kind && rate.zone === zone))
      .map((kind) => `${kind} in zone ${zone}`),
  );

export default tariffCoverage<Tariff>({
  schema,
  remedies,
  says: (tariff) =>
    `${tariff.rates.length} rates in zones ${zonesOf(tariff).join(", ")}; administrative fee: ${inEuros(tariff.adminCents)}`,
  lacking: (tariff) => {
    if (!tariff) return [{ code: "no-tariff", what: "every fee" }];
    const open = withoutRate(tariff);
    return open.length ? [{ code: "no-rate", what: `the fee of ${open.join(", ")}` }] : [];
  },
});
