import { expect } from "chai";
import { systemClock } from "../../../../../platform/messaging/adapters/clock.ts";
import { emptyEnvelope } from "../../../../../platform/messaging/contracts/envelope.ts";
import type { Delivery, Outcome } from "../../../../../platform/messaging/engine/delivery.ts";
import { Pump } from "../../../../../platform/messaging/engine/running/pump.ts";
import { Fault } from "../../../../../platform/messaging/faults.ts";
import type { Incoming } from "../../../../../platform/messaging/ports/bus.ts";
import { logOf } from "../../../../../platform/messaging/telemetry/log.ts";
import { until } from "../../../../support/until.ts";

const done: Outcome = { kind: "done", answer: undefined, again: false };

function message(
  id: string,
  { deliveries = 1, bytes = 10, account = "", acknowledged = [] as string[], later = [] as string[] } = {},
): Incoming {
  const envelope = { ...emptyEnvelope, id, type: "case.decided.v1", account };
  return {
    delivery: { origin: "bus", envelope, content: { sealed: Buffer.alloc(bytes) }, attempts: 0 },
    ...{ bytes, deliveries, ack: () => acknowledged.push(id), nak: () => later.push(id), working: () => {} },
  };
}

class AwayError extends Error {}

describe("collecting messages into batches", () => {
  const log = logOf("test");
  log.level = "silent";
  const idsOf = (deliveries: Delivery[]) => deliveries.map(({ envelope }) => envelope.id);
  const pumpOf = (
    handle: (ids: string[]) => void | Promise<void>,
    { batchMax = 500, outcome = done as Outcome } = {},
  ) => {
    const batches: string[][] = [];
    const aside: { why: string; ids: string[] }[] = [];
    const pump = new Pump({
      batchMax,
      clock: systemClock,
      log,
      handle: async (deliveries) => {
        const ids = idsOf(deliveries);
        await handle(ids);
        batches.push(ids);
        return deliveries.map(() => outcome);
      },
      setAside: async (deliveries, why) => {
        aside.push({ why, ids: idsOf(deliveries) });
      },
      isAway: (error) => error instanceof AwayError,
    });
    return { pump, batches, aside };
  };

  it("takes what came together in one batch, at most as many as the service handles", async () => {
    const { pump, batches } = pumpOf(() => {}, { batchMax: 3 });
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

  it("sets a message on its third delivery aside, to be handled alone: the process may have died of it", async () => {
    const acknowledged: string[] = [];
    const { pump, batches, aside } = pumpOf(() => {});
    await pump.take(message("a"));
    await pump.take(message("suspect", { deliveries: 3, acknowledged }));
    await pump.take(message("b"));
    await until("all handled", () => batches.flat().length === 2 && acknowledged.length);
    expect(batches.flat()).to.deep.equal(["a", "b"]);
    expect(aside).to.deep.equal([{ why: "alone", ids: ["suspect"] }]);
  });

  it("gives one account its share of what waits, sets its others aside, and lets nobody wait for them", async () => {
    const acknowledged: string[] = [];
    const { pump, batches, aside } = pumpOf(() => {});
    for (let i = 0; i < 300; i += 1) await pump.take(message(`many-${i}`, { account: "one", acknowledged }));
    await pump.take(message("another", { account: "two", acknowledged }));
    await until("all acknowledged", () => acknowledged.length === 301);
    expect(batches.flat()).to.have.length(21).and.to.include("another");
    expect(aside.flatMap(({ ids }) => ids))
      .to.have.length(280)
      .and.not.to.include("another");
  });

  it("leaves a message that could not even be kept to the bus, and goes on", async () => {
    const later: string[] = [];
    const unkept = { kind: "unkept", fault: new Fault("unexpected") } as const;
    const { pump } = pumpOf(() => {}, { outcome: unkept });
    await pump.take(message("a", { later }));
    await until("given back", () => later.length);
  });

  it("acknowledges only what is durable, and tries again while the store is away", async () => {
    const acknowledged: string[] = [];
    let tries = 0;
    const { pump } = pumpOf(() => {
      tries += 1;
      expect(acknowledged).to.deep.equal([]);
      if (tries < 2) throw new AwayError();
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
