import { expect } from "chai";
import { CatchUp } from "../../../../../platform/messaging/engine/running/catch-up.ts";
import type { Clock } from "../../../../../platform/messaging/ports/clock.ts";
import type { CatchUpNotes, Missed } from "../../../../../platform/messaging/ports/notes/catch-up-notes.ts";
import { logOf } from "../../../../../platform/messaging/telemetry/log.ts";

const clock: Clock = {
  now: () => 0,
  sleep: async () => {},
  after: () => () => {},
  every: () => () => {},
  yield: async () => {},
};
const log = logOf("catch-up");
log.level = "silent";

const unused = () => Promise.reject(new Error("nobody asks for this"));

describe("catching up", () => {
  it("asks for what is missing once the store answers, where it was away when the consumer was made", async () => {
    let missed: Missed | undefined = { since: new Date(0), making: "one" };
    let tries = 0;
    const asked: string[] = [];
    const notes: CatchUpNotes = {
      gap: async () => {
        tries += 1;
        if (tries < 3) throw new Error("the store is away");
        return missed;
      },
      miss: unused,
      settle: async () => {
        missed = undefined;
      },
      position: unused,
      answered: async () => {},
      reached: unused,
    };
    const caller = {
      call: async (action: string) => {
        asked.push(action);
        return { events: 1, redriven: 1 };
      },
    };
    const bus = { consumer: unused, stream: unused };
    const catchUp = new CatchUp({
      ...{ notes, bus, caller, durable: "beta", namespace: "", consumes: ["alpha.v1"], instance: "beta#1", clock, log },
    });
    catchUp.ask("alpha");
    for (let i = 0; i < 50 && missed; i += 1) await Promise.resolve();
    await catchUp.settled();
    expect({ asked, missed }).to.deep.equal({ asked: ["alpha.redrive"], missed: undefined });
  });
});
