import { mongo } from "mongoose";
import { portalNames } from "../../platform/casework/towns/forms.ts";
import { readTownOffers } from "../../platform/casework/towns/towns.ts";
import { until } from "./until.ts";

/**
 * Waits until intake and the portals' connectors know every service's forms. Before that they keep a record for another
 * try, also while the service that has not announced itself yet is away.
 */
export async function formsAreKnown(env: Record<string, string>): Promise<void> {
  const services = new Set(readTownOffers().map(({ service }) => service)).size;
  const client = new mongo.MongoClient(env.MONGODB_URL ?? "");
  const known = [["intake", "offers"], ...portalNames().map((portal) => [portal, "portal-forms"])] as const;
  for (const [name, tenant] of known) {
    const states = client.db(name).collection("states");
    await until(`${name} knows every form`, async () => (await states.countDocuments({ tenant })) >= services, 120_000);
  }
  await client.close();
}
