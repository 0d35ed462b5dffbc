import type { Connection } from "mongoose";
import type { Store } from "../../ports/store.ts";
import { mongoCollection } from "./collection.ts";
import { clockOf } from "./connect.ts";
import { MongoInbox } from "./inbox.ts";
import { MongoLeases } from "./leases.ts";
import {
  mongoBegunNotes,
  mongoCheckpoints,
  mongoEvents,
  mongoKeptIds,
  mongoLooks,
  mongoStates,
} from "./lookups/archive.ts";
import { mongoDeadLetters } from "./lookups/dead-letters.ts";
import { mongoTasks } from "./lookups/tasks.ts";
import { createIndexes, type Models } from "./models.ts";
import { MongoCatchUpNotes } from "./notes/catch-up-notes.ts";
import { MongoPortalNotes } from "./notes/portal-notes.ts";
import { MongoStreamNotes } from "./notes/stream-notes.ts";
import { checkStoreVersion } from "./version.ts";

/** A service's store in its database, by the time of that database's server. */
export function mongoStore(connection: Connection, models: Models, clock = clockOf(connection)): Store {
  return {
    inbox: new MongoInbox(connection, models),
    stream: new MongoStreamNotes(models),
    begun: mongoBegunNotes(models),
    catchUp: new MongoCatchUpNotes(models),
    leases: new MongoLeases(models),
    portal: () => new MongoPortalNotes(connection, models),
    states: mongoStates(models),
    events: mongoEvents(models),
    tasks: mongoTasks(models),
    dead: mongoDeadLetters(models),
    keptIds: mongoKeptIds(models),
    looks: mongoLooks(models),
    checkpoints: mongoCheckpoints(models),
    collection: (name, options) => mongoCollection(connection, name, { ...options, now: () => clock.now() }),
    now: () => clock.now(),
    prepare: async () => {
      await checkStoreVersion(models);
      await createIndexes(connection);
    },
  };
}
