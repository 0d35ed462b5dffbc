import { expect } from "chai";
import { Turn } from "../../../connectors/portals/common/reading/turn.ts";
import { systemClock } from "../../../platform/messaging/adapters/clock.ts";
import { Fault } from "../../../platform/messaging/faults.ts";
import type { Log } from "../../../platform/messaging/telemetry/log.ts";
import { until } from "../../support/until.ts";

describe("connectors: a Kafka batch at work", () => {
  const said: string[] = [];
  const log = { warn: (_: object, text: string) => said.push(text) } as unknown as Log;
  const told: string[] = [];
  let heartbeats = 0;
  let heartbeat = async () => {};
  let gone = false;
  let turn: Turn;

  beforeEach(() => {
    heartbeats = 0;
    gone = false;
    told.length = 0;
    said.length = 0;
    heartbeat = async () => {
      heartbeats += 1;
    };
    turn = new Turn({
      heartbeat: () => heartbeat(),
      heartbeatMs: 5,
      gone: () => gone,
      waits: async () => void told.push("waits"),
      goesOn: async () => void told.push("goes on"),
      clock: systemClock,
      log,
    });
  });
  afterEach(() => turn.end());

  it("has its heartbeats while one piece of work takes its time, and none after its end", async () => {
    expect(await turn.untilDone(() => until("three heartbeats", () => heartbeats >= 3))).to.equal(true);
    turn.end();
    const atEnd = heartbeats;
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(heartbeats).to.equal(atEnd);
  });

  it("has them between records that each keep the processor busy", async () => {
    // As long as it takes: each record keeps the event loop for some time, and only `next` gives it away.
    for (let records = 0; heartbeats <= 5 && records < 1_000; records += 1) {
      for (const end = performance.now() + 6; performance.now() < end; );
      await turn.next();
    }
    expect(heartbeats).to.be.greaterThan(5);
  });

  it("ends with what a heartbeat has failed with: the group has to be joined again", async () => {
    const rebalance = new Error("the group is rebalancing");
    heartbeat = () => Promise.reject(rebalance);
    const waiting = turn.untilDone(() => Promise.reject(new Fault("unavailable")));
    expect(await waiting.catch((error: unknown) => error)).to.equal(rebalance);
    expect(await turn.next().catch((error: unknown) => error)).to.equal(rebalance);
  });

  it("waits for what does not answer and says so, once and to whoever counts what was begun", async () => {
    let tries = 0;
    const work = async () => {
      tries += 1;
      if (tries < 3) throw new Fault("unavailable");
      return tries;
    };
    expect(await turn.untilDone(work)).to.equal(3);
    expect(told).to.deep.equal(["waits", "goes on", "waits", "goes on"]);
    expect(said).to.have.length(1);
  });

  it("does nothing more once another one has the partition", async () => {
    gone = true;
    expect(await turn.untilDone(async () => "done")).to.equal(undefined);
  });
});
