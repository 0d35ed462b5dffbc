import { expect } from "chai";
import mongoose from "mongoose";
import { headers, type JsMsg } from "nats";
import { emptyEnvelope } from "../../../platform/contracts/envelope.ts";
import type { Delivery, Outcome } from "../../../platform/service/delivery.ts";
import { Pump } from "../../../platform/service/pump.ts";
import { logOf } from "../../../platform/telemetry/log.ts";
import { until } from "../../support/until.ts";

const done: Outcome = { kind: "done", answer: undefined, again: false };

function message(id: string, { deliveryCount = 1, bytes = 10, acknowledged = [] as string[] } = {}): JsMsg {
  const made = headers();
  made.set("Antragsbus-Envelope", JSON.stringify({ ...emptyEnvelope, id, type: "case.decided.v1" }));
  const info = { deliveryCount, stream: "s", streamSequence: 1 };
  return { headers: made, data: new Uint8Array(bytes), info, ack: () => acknowledged.push(id) } as unknown as JsMsg;
}

describe("collecting messages into batches", () => {
  const log = logOf("test");
  log.level = "silent";
  const pumpOf = (handle: (ids: string[]) => void | Promise<void>, batchMax = 500) => {
    const batches: string[][] = [];
    const pump = new Pump(batchMax, log, async (deliveries: Delivery[]) => {
      const ids = deliveries.map(({ envelope }) => envelope.id);
      await handle(ids);
      batches.push(ids);
      return deliveries.map(() => done);
    });
    return { pump, batches };
  };

  it("takes what came together in one batch, at most as many as the service handles", async () => {
    const { pump, batches } = pumpOf(() => {}, 3);
    for (const id of ["a", "b", "c", "d"]) await pump.take(message(id));
    await until("all handled", () => batches.flat().length === 4);
    expect(batches).to.deep.equal([["a", "b", "c"], ["d"]]);
  });

  it("keeps a batch under 4 MiB", async () => {
    const { pump, batches } = pumpOf(() => {});
    for (const id of ["a", "b", "c"]) await pump.take(message(id, { bytes: 1_900_000 }));
    await until("all handled", () => batches.flat().length === 3);
    expect(batches).to.deep.equal([["a", "b"], ["c"]]);
  });

  it("handles a message on its third delivery alone, since the process may have died of it", async () => {
    const { pump, batches } = pumpOf(() => {});
    await pump.take(message("a"));
    await pump.take(message("suspect", { deliveryCount: 3 }));
    await pump.take(message("b"));
    await until("all handled", () => batches.flat().length === 3);
    expect(batches).to.deep.equal([["a"], ["suspect"], ["b"]]);
  });

  it("acknowledges only what is durable, and tries again while the store is away", async () => {
    const acknowledged: string[] = [];
    let tries = 0;
    const { pump } = pumpOf(() => {
      tries += 1;
      expect(acknowledged).to.deep.equal([]);
      if (tries < 2) throw new mongoose.mongo.MongoNetworkError("away");
    });
    await pump.take(message("a", { acknowledged }));
    await until("acknowledged", () => acknowledged.length);
    expect([tries, acknowledged]).to.deep.equal([2, ["a"]]);
  });

  it("handles a message that comes in the moment the last batch ends", async () => {
    const { pump, batches } = pumpOf(() => {});
    for (let i = 0; i < 200; i += 1) {
      await pump.take(message(`m${i}`));
      await Promise.resolve();
      if (i % 3 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    await until("all handled", () => batches.flat().length === 200);
  });
});
