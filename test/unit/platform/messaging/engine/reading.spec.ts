import { expect } from "chai";
import { CaseReferred } from "../../../../../platform/casework/case/events.ts";
import { plainSealing } from "../../../../../platform/messaging/adapters/sealing/plain.ts";
import { Codec } from "../../../../../platform/messaging/contracts/codec.ts";
import { emptyEnvelope } from "../../../../../platform/messaging/contracts/envelope.ts";
import { readItems } from "../../../../../platform/messaging/engine/batch.ts";
import { sealOne } from "../../../../../platform/messaging/ports/sealing.ts";
import { memoryRegistry } from "../../../connectors/memory-registry.ts";

describe("reading the messages of a batch", () => {
  it("waits without counting attempts while the registry does not tell a schema, and reads what it knows", async () => {
    const registry = memoryRegistry();
    const writer = new Codec(registry);
    await writer.register([CaseReferred]);
    const sealed = await sealOne(plainSealing, { owner: "", bytes: writer.encode(CaseReferred, { reasons: [] }) });
    const envelope = { ...emptyEnvelope, id: "one", type: CaseReferred.name };
    const read = async () => {
      // A process of its own, which has not asked for that schema yet.
      const reading = {
        service: "spec",
        durable: "spec",
        codec: reader,
        sealing: plainSealing,
        consumes: [CaseReferred],
      };
      const [item] = await readItems(reading, [{ origin: "bus", envelope, content: { sealed }, attempts: 0 }]);
      return item;
    };
    const reader = new Codec(registry);
    registry.away = true;
    const away = await read();
    expect(away?.fault).to.include({ code: "unavailable", counts: false });
    registry.away = false;
    expect((await read())?.message).to.have.property("type", CaseReferred.name);
    registry.away = true;
    expect((await read())?.message).to.have.property("type", CaseReferred.name);
  });
});
