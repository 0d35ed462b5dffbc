import {
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
import { kinds } from "./application.ts";
import type { Tariff } from "./fee/tariff.ts";
import remedies from "./legal-remedies.json" with { type: "json" };
import schema from "./tariff.schema.json" with { type: "json" };

interface TownFile {
  offered: OfferedKey[];
  tariffs: Tariff[];
  unknown?: Row[];
}

const zonesOf = ({ zones, otherZone }: Tariff): string[] => [...new Set([...zones.map(({ zone }) => zone), otherZone])];

/** Uses that the tariff has no rate for in one of its zones, as "kind in zone 2". */
const withoutRate = (tariff: Tariff): string[] =>
  zonesOf(tariff).flatMap((zone) =>
    kinds
      .filter((kind) => !tariff.rates.some((rate) => rate.kind === kind && rate.zone === zone))
      .map((kind) => `${kind} in zone ${zone}`),
  );

const coverage: Coverage<TownFile> = {
  schema,
  everywhere: remediesKnown(remedies),
  known: (file) => [
    ...offeredKeys(file),
    ...file.tariffs.map((row) =>
      known(
        `${row.rates.length} rates in zones ${zonesOf(row).join(", ")}; administrative fee: ${inEuros(row.adminCents)}`,
        row,
      ),
    ),
    ...notFound(file),
  ],
  lacking: ({ tariffs }, day) => {
    const tariff = tariffs.find((one) => holds(one, day));
    if (!tariff) return [{ code: "no-tariff", what: "every fee" }];
    const open = withoutRate(tariff);
    return open.length ? [{ code: "no-rate", what: `the fee of ${open.join(", ")}` }] : [];
  },
};

export default coverage;
