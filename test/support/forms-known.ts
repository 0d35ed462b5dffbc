import { mongo } from "mongoose";
import { readTownOffers } from "../../platform/casework/towns/towns.ts";
import { until } from "./until.ts";

/**
 * Waits until intake knows every service's forms. Before that it keeps a record for another try, also while the service
 * that has not announced itself yet is away.
 */
export async function formsAreKnown(env: Record<string, string>): Promise<void> {
  const services = new Set(readTownOffers().map(({ service }) => service)).size;
  const client = new mongo.MongoClient(env.MONGODB_URL ?? "");
  const states = client.db("intake").collection("states");
  await until(
    "intake knows every form",
    async () => (await states.countDocuments({ tenant: "offers" })) >= services,
    60_000,
  );
  await client.close();
}
