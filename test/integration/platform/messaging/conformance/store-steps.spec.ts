import type { Bench, Step } from "./conform.ts";
import { handles } from "./store-batches.ts";
import { begins, publishes, streamDepth, waiting } from "./store-stream.ts";
import { storeSuite } from "./store-suite.ts";
import { eventTypes, type StorePort, type StoreWorld } from "./store-world.ts";
import { sequence } from "./suite.ts";

/** Answers that come through before one is lost: it is lost at each step that noting a publication has. */
const skips = [0, 1, 2, 3, 4];

function plan(): Step<StorePort, StoreWorld>[] {
  return [
    { operation: begins("first") },
    ...skips.flatMap((skip): Step<StorePort, StoreWorld>[] => {
      const tick = 10 * (skip + 1);
      const event = { id: `e${skip}`, type: eventTypes[0], application: "x", at: tick, cause: "" };
      const messages = [{ id: `m${skip}`, key: "a", fate: "handled" as const, timers: [] }];
      return [
        { operation: handles({ tick, messages, later: [], events: [event], tells: "stream" }) },
        { operation: publishes(tick + 1, 1, tick), fault: { kind: "answer-lost", skip } },
        { operation: waiting(tick + 1) },
        { operation: streamDepth },
      ];
    }),
  ];
}

describe("conformance: a publication is never noted as out while the mark of the stream is behind it", () => {
  const isKeptBy = (open: (seed: number) => Promise<Bench<StorePort>>) => () =>
    sequence({ plan, world: storeSuite.world }, open, 0);

  it("wherever an answer of the real store is lost", isKeptBy(storeSuite.real));
  it("wherever one of the simulated store is", isKeptBy(storeSuite.simulated));
});
