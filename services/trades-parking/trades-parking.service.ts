import { domainService, readTariffs } from "../../platform/casework/index.ts";
import { config } from "../../platform/messaging/index.ts";
import type { Tariff } from "./rules.ts";
import schema from "./tariff.schema.json" with { type: "json" };
import { offers, tradesParking } from "./trades-parking.ts";

const parts = readTariffs<Tariff>("trades-parking", schema);
const { signingKey } = config();
if (!signingKey) {
  process.stderr.write("SIGNING_KEY is missing: permits are signed with it (private Ed25519 key as JWK with a kid).\n");
  process.exit(1);
}

export default domainService({
  definition: tradesParking({ ...parts, signingKey }),
  offers,
  towns: parts.tariffs,
});
