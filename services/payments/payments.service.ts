import { moleculerService } from "../../platform/service/moleculer.ts";
import { readTownFiles, readTowns } from "../../platform/towns.ts";
import { payments } from "./payments.ts";
import type { TownAccount } from "./rules.ts";
import schema from "./town.schema.json" with { type: "json" };

export default moleculerService({
  name: "payments",
  surface: () =>
    payments({ towns: readTowns(), accounts: readTownFiles<{ accounts: TownAccount[] }>("payments", schema) }),
});
