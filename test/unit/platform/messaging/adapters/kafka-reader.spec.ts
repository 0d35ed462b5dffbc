import { expect } from "chai";
import type { Kafka as Client, ConsumerRunConfig, EachBatchPayload } from "kafkajs";
import { readerOf } from "../../../../../platform/messaging/adapters/kafka/reader.ts";

/** A client of kafkajs whose only batch has one record; commits fail as they are told. */
function clientWith(commit: () => Promise<void>) {
  const resolved: string[] = [];
  let run: ConsumerRunConfig = {};
  const consumer = {
    events: { CRASH: "crash" },
    on: () => {},
    connect: async () => {},
    subscribe: async () => {},
    run: async (config: ConsumerRunConfig) => {
      run = config;
    },
  };
  const record = { offset: "7", key: null, value: Buffer.from("record"), timestamp: "0", headers: {} };
  const payload = {
    batch: { topic: "topic", partition: 0, messages: [record] },
    isRunning: () => true,
    isStale: () => false,
    heartbeat: async () => {},
    resolveOffset: (offset: string) => resolved.push(offset),
    commitOffsetsIfNecessary: commit,
  } as unknown as EachBatchPayload;
  return {
    client: { consumer: () => consumer } as unknown as Client,
    resolved,
    batch: async () => await run.eachBatch?.(payload),
  };
}

describe("a reader of Kafka", () => {
  const reading = { topic: "topic", groupId: "group", heartbeatMs: 1_000, failed: () => {} };

  it("moves on once it has committed, and not where it could not: the records are handed over again", async () => {
    for (const fails of [false, true]) {
      const { client, resolved, batch } = clientWith(async () => {
        if (fails) throw new Error("the coordinator is away");
      });
      await readerOf(client, { ...reading, take: ({ commit }) => commit("7") }).start();
      const error = await batch().then(
        () => undefined,
        (failed: unknown) => failed,
      );
      expect(error instanceof Error).to.equal(fails);
      expect(resolved).to.deep.equal(fails ? [] : ["7"]);
    }
  });
});
