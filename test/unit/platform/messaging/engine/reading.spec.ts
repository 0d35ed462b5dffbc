import { expect } from "chai";
import { CaseReferred } from "../../../../../platform/casework/events.ts";
import { Codec } from "../../../../../platform/messaging/contracts/codec.ts";
import { emptyEnvelope } from "../../../../../platform/messaging/contracts/envelope.ts";
import { readItems } from "../../../../../platform/messaging/engine/batch.ts";
import { seal } from "../../../../../platform/messaging/seal.ts";
import { memoryRegistry } from "../../../connectors/memory-registry.ts";

describe("reading the messages of a batch", () => {
  it("waits without counting attempts while the registry does not tell a schema, and reads what it knows", async () => {
    const registry = memoryRegistry();
    const writer = new Codec(registry);
    await writer.register([CaseReferred]);
    const body = seal("", writer.encode(CaseReferred, { reasons: [] }));
    const envelope = { ...emptyEnvelope, id: "one", type: CaseReferred.name };
    const reading = { service: "spec", durable: "spec", takes: [CaseReferred] };
    const read = async () => {
      // A process of its own, which has not asked for that schema yet.
      const [item] = await readItems({ ...reading, codec: reader }, [{ origin: "bus", envelope, body, attempts: 0 }]);
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
