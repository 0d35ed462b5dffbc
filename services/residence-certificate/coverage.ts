import { type Coverage, type OfferedKey, offeredKeys, remediesKnown } from "../../platform/casework/index.ts";
import remedies from "./legal-remedies.json" with { type: "json" };
import schema from "./tariff.schema.json" with { type: "json" };

interface TownFile {
  offered: OfferedKey[];
  source: string;
}

/** A certificate needs no figure: it is free of charge (BMG § 18). */
const coverage: Coverage<TownFile> = {
  schema,
  everywhere: remediesKnown(remedies),
  known: (file) => offeredKeys(file).map((row) => ({ ...row, source: file.source })),
  lacking: () => [],
};

export default coverage;
