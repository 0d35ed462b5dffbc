import { expect } from "chai";
import { formsOfPortal } from "../../../cli/docs/forms.ts";
import { BrokerClock } from "../../../connectors/common/broker-clock.ts";
import { Sender } from "../../../connectors/common/sender.ts";
import { KafkaLag } from "../../../connectors/portals/common/lag.ts";
import { Begun } from "../../../connectors/portals/common/reading/begun.ts";
import type { IntakeItem } from "../../../connectors/portals/common/reading/inbound.ts";
import { Reader } from "../../../connectors/portals/common/reading/reader.ts";
import { sozialplattformNrw as portal } from "../../../connectors/portals/sozialplattform-nrw/sozialplattform-nrw.ts";
import { systemClock } from "../../../platform/messaging/adapters/clock.ts";
import type { Caller } from "../../../platform/messaging/contracts/action.ts";
import { Codec } from "../../../platform/messaging/contracts/codec.ts";
import type { Clock } from "../../../platform/messaging/ports/clock.ts";
import type { BegunNote, BegunNotes } from "../../../platform/messaging/ports/notes/begun-notes.ts";
import { logOf } from "../../../platform/messaging/telemetry/log.ts";
import { MemoryKafka } from "../../support/memory-kafka.ts";
import { until } from "../../support/until.ts";
import { memoryRegistry } from "./memory-registry.ts";

const topic = `${portal.name}.applications`;
const log = logOf("reader");
log.level = "silent";
const now = () => new Date("2026-11-28T12:00:00.000Z");

/** What processes repeat that died in the middle of something: nobody else ends it. */
const repeated: (() => void)[] = [];
const clock: Clock = {
  ...systemClock,
  every: (milliseconds, call) => {
    const end = systemClock.every(milliseconds, call);
    repeated.push(end);
    return end;
  },
};
after(() => {
  for (const end of repeated) end();
});

/** What outlives a process. */
function begunNotes(): BegunNotes {
  const notes = new Map<number, { note: BegunNote; by: string }>();
  return {
    read: async (partition) => notes.get(partition)?.note,
    write: async (partition, note, by) => void notes.set(partition, { note, by }),
    count: async (partition, by, more) => {
      const found = notes.get(partition);
      if (found?.by === by) found.note = { ...found.note, times: found.note.times + more };
    },
  };
}

/** A topic with three withdrawals, read by one process after the other. */
async function scene() {
  const kafka = new MemoryKafka();
  const codec = new Codec(memoryRegistry());
  await codec.register(portal.pushes);
  const withdrawal = portal.pushes.find(({ name }) => String(name) === "SubmissionWithdrawal");
  if (!withdrawal) throw new Error("no withdrawals");
  for (const id of ["S-1", "S-2", "S-3"])
    kafka.append(topic, id, codec.encode(withdrawal, { submissionId: id, withdrawalId: "W-1", why: "" }));
  const notes = begunNotes();
  let processes = 0;
  const process = async (receive: (items: IntakeItem[]) => Promise<void>) => {
    processes += 1;
    const caller: Caller = {
      call: async (_action, params) => {
        const { items } = params as { items: IntakeItem[] };
        await receive(items);
        return { items: items.map(({ deliveryId }) => ({ deliveryId, outcome: "accepted" })) };
      },
    };
    const begun = new Begun(notes, `process ${processes}`);
    const failed = () => {};
    const forms = async () => ({ forms: formsOfPortal(portal.name), missing: [] });
    const reader = new Reader({ portal, codec, caller, kafka, groupId: "g", begun, forms, clock, now, failed, log });
    await reader.start();
    const reading = kafka.readings.at(-1);
    if (!reading) throw new Error("it does not read");
    return { reader, deliver: () => kafka.deliver(reading) };
  };
  return { kafka, process, committed: () => kafka.offsets.get(`g ${topic}`) };
}
const keysOf = (items: IntakeItem[]) =>
  items.map(({ recordKey, problem }) => `${recordKey} ${problem?.code ?? "read"}`);

describe("connectors: a portal's records on a simulated Kafka", () => {
  it("are committed once intake has them, and not before", async () => {
    const { process, committed } = await scene();
    const before: unknown[] = [];
    const { deliver } = await process(async () => void before.push(committed()));
    await deliver();
    expect(before).to.deep.equal([undefined]);
    expect(committed()).to.equal(3);
  });

  it("are handed over again by another process where intake did not answer", async () => {
    const { kafka, process, committed } = await scene();
    const { reader, deliver } = await process(() => Promise.reject(new Error("intake is away")));
    const delivered = deliver();
    await until("it has waited", () => kafka.heartbeats > 0);
    await reader.stop();
    await delivered;
    expect(committed()).to.equal(undefined);
    const taken: string[] = [];
    await (await process(async (items) => void taken.push(...keysOf(items)))).deliver();
    expect(taken).to.deep.equal(["S-1 read", "S-2 read", "S-3 read"]);
    expect(committed()).to.equal(3);
  });

  it("that processes die of are refused in the end, each alone, and the others are read", async () => {
    const { process, committed } = await scene();
    const taken: string[] = [];
    /** A process that never comes to the end of the second record: it runs out of memory. */
    const dies = async (items: IntakeItem[]) => {
      if (items.some(({ recordKey, problem }) => recordKey === "S-2" && !problem)) await new Promise<never>(() => {});
      taken.push(...keysOf(items));
    };
    for (let lives = 0; committed() !== 3 && lives < 10; lives += 1) {
      const { reader, deliver } = await process(dies);
      const died = clock.sleep(40).then(() => "died");
      if ((await Promise.race([deliver(), died])) === "died") void reader.stop();
    }
    expect(taken).to.deep.equal(["S-1 read", "S-2 not-handled", "S-3 read"]);
  });

  it("are counted as long as they wait", async () => {
    const { kafka, process } = await scene();
    const lag = new KafkaLag({ kafka, topic, groupId: "g", clock, log });
    expect(await lag.read()).to.deep.equal([{ topic, partition: 0, lag: 3 }]);
    await (await process(async () => {})).deliver();
    expect(await lag.read()).to.deep.equal([{ topic, partition: 0, lag: 0 }]);
  });
});

describe("connectors: sending to a simulated Kafka", () => {
  it("goes on with a producer of another generation after a request whose answer is lost, and only then", async () => {
    const kafka = new MemoryKafka();
    const sender = new Sender(kafka, log, new BrokerClock({ now }, log));
    const request = [{ topic: "t", messages: [{ key: "a", value: Buffer.from("1"), headers: {} }] }];
    await sender.send(request);
    await sender.send(request);
    expect(kafka.generations).to.equal(1);
    kafka.losesAnswer = true;
    expect(await sender.send(request).catch((error: unknown) => String(error))).to.match(/the answer is lost/);
    kafka.losesAnswer = false;
    await sender.send(request);
    expect(kafka.generations).to.equal(2);
    expect(kafka.topics.get("t")).to.have.length(4);
  });
});
