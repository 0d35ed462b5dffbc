import { expect } from "chai";
import { claimCheck } from "../../../connectors/portals/common/notifying/claim-check.ts";
import { closeDatabase, openDatabase } from "../../../platform/messaging/adapters/mongodb/connect.ts";
import { createIndexes, modelsOf } from "../../../platform/messaging/adapters/mongodb/models.ts";
import { MongoPortalNotes } from "../../../platform/messaging/adapters/mongodb/notes/portal-notes.ts";
import { MongoTransaction } from "../../../platform/messaging/adapters/mongodb/transaction.ts";
import { emptyEnvelope } from "../../../platform/messaging/contracts/envelope.ts";
import type { RecordedEvent } from "../../../platform/messaging/ports/store.ts";
import { logOf } from "../../../platform/messaging/telemetry/log.ts";
import { servers } from "../../support/servers.ts";
import { until } from "../../support/until.ts";

describe("connectors: documents that wait for an earlier one of their application", function () {
  this.timeout(60_000);
  after(() => closeDatabase());

  it("leave room for those of others, however many they are", async () => {
    const config = (await servers()).config("unsent");
    const connection = await openDatabase(config, "unsent", logOf("unsent"));
    const models = modelsOf(connection);
    const unsent = new MongoPortalNotes(connection, models);
    await createIndexes(connection);
    const at = new Date(Date.now() - 60_000);
    const documentOf = (applicationId: string, order: number): RecordedEvent => ({
      ...{ _id: `${applicationId}-${order}`, body: Buffer.alloc(0), at, stateId: "", order },
      envelope: { ...emptyEnvelope, applicationId, type: claimCheck.name },
    });
    const stuck = Array.from({ length: 20 }, (_, i) => [
      documentOf(`stuck-${i}`, 3),
      documentOf(`stuck-${i}`, 4),
    ]).flat();
    const free = documentOf("free", 9);
    await models.events.insertMany([...stuck, free], { lean: true });
    const session = await connection.startSession();
    await unsent.record(new MongoTransaction(session), [...stuck, free], at);
    await session.endSession();
    // The first of each could not be fetched; what follows it came to be due since.
    const notes = connection.collection("unsent-documents");
    await notes.updateMany({ order: 3 }, { $set: { dueAt: new Date(Date.now() + 3_600_000) } });
    const seen = await until("it is its turn", async () => {
      const found = await unsent.documents(16, new Date());
      return found.map(({ event }) => event._id).join();
    });
    expect(seen).to.equal("free-9");
    const [one] = await unsent.documents(16, new Date());
    if (!one) throw new Error("it is still to be sent");
    await unsent.failed(one, new Date(Date.now() + 3_600_000));
    expect(await unsent.documents(16, new Date())).to.deep.equal([]);
  });
});
