// A process of its own with the service "beta" whose bodies are sealed by keys: node sealed-beta.ts <keys' URL>.
import { config } from "../../platform/messaging/config.ts";
import { beta } from "./alpha-beta.ts";
import { KeyedSealing } from "./keyed-sealing.ts";
import { node, watched } from "./system.ts";

const sealing = new KeyedSealing(process.argv[2] ?? "");
const { service } = watched({ name: "beta", sealing: () => sealing, define: () => beta() }, config());
const broker = node(config(), service);
await broker.start();
process.stdout.write("started\n");
process.once("SIGTERM", async () => {
  await broker.stop();
  await sealing.close();
  process.exit(0);
});
