// A connector that reads a portal's records until a certain one kills its process, as running out of memory does.
// Started by a spec with the namespace, the portal and the id of that record; the spec's environment has the servers.

import { formsOfPortal } from "../../cli/docs/forms.ts";
import { Begun } from "../../connectors/portals/common/reading/begun.ts";
import { Reader } from "../../connectors/portals/common/reading/reader.ts";
import { sozialplattformNrw } from "../../connectors/portals/sozialplattform-nrw/sozialplattform-nrw.ts";
import { systemClock } from "../../platform/messaging/adapters/clock.ts";
import { kafkaOf } from "../../platform/messaging/adapters/kafka/connect.ts";
import { clockOf, openDatabase } from "../../platform/messaging/adapters/mongodb/connect.ts";
import { mongoBegunNotes } from "../../platform/messaging/adapters/mongodb/lookups/archive.ts";
import { createIndexes, modelsOf } from "../../platform/messaging/adapters/mongodb/models.ts";
import { connectRegistry } from "../../platform/messaging/adapters/registry.ts";
import { readConfig } from "../../platform/messaging/config.ts";
import type { Caller } from "../../platform/messaging/contracts/action.ts";
import { Codec } from "../../platform/messaging/contracts/codec.ts";
import { logOf } from "../../platform/messaging/telemetry/log.ts";

const [portal = "", deadly = ""] = process.argv.slice(2);
const config = readConfig(process.env);
const log = logOf(portal);
const connection = await openDatabase(config, portal, log);
const models = modelsOf(connection);
await createIndexes(connection);
const handed = connection.collection<{ recordKey: string; code: string }>("handed");

/** Stands where intake is, and keeps what it was given where the spec finds it. */
const caller: Caller = {
  call: async (_action, params) => {
    const { items } = params as { items: { deliveryId: string; recordKey: string; problem?: { code: string } }[] };
    await handed.insertMany(items.map(({ recordKey, problem }) => ({ recordKey, code: problem?.code ?? "taken" })));
    return { items: items.map(({ deliveryId }) => ({ deliveryId, outcome: "accepted" })) };
  },
};
const reader = new Reader({
  portal: {
    ...sozialplattformNrw,
    name: portal,
    read: (name, body, forms) => {
      const pushed = sozialplattformNrw.read(name, body, forms);
      if (pushed.applicationId === deadly) process.kill(process.pid, "SIGKILL");
      return pushed;
    },
  },
  codec: new Codec(connectRegistry(config)),
  caller,
  forms: async () => ({ forms: formsOfPortal(sozialplattformNrw.name), missing: [] }),
  kafka: kafkaOf(config, portal, log),
  groupId: portal,
  clock: systemClock,
  now: () => clockOf(connection).now(),
  failed: () => process.exit(1),
  begun: new Begun(mongoBegunNotes(models), String(process.pid)),
  log,
});
await reader.start();
