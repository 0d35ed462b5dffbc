import { expect } from "chai";
import { emptyEnvelope } from "../../platform/messaging/contracts/envelope.ts";
import type { Outbox } from "../../platform/messaging/engine/running/outbox.ts";
import type { Decided, RecordedEvent, Store } from "../../platform/messaging/ports/store.ts";
import { sealedPlainly } from "./sealed.ts";
import { until } from "./until.ts";

/** Types of the events that go out in the suite. */
export const conformanceTypes = ["conformance.said.v1", "conformance.asked.v1"] as const;
type Type = (typeof conformanceTypes)[number];

/** What came to whoever reads behind an outbox. */
export interface Arrived {
  id: string;
  key: string;
  number: number;
}

/** What becomes of what is sent: nothing of it arrives; or all of it does, and the sender is not told. */
export type SendingFault = "refused" | "unanswered" | undefined;

/** An outbox's store and server, real or simulated. */
export interface OutboxBench {
  /** the service that records */
  producer: string;
  store: Store;
  /** Opens the outbox as a process of that name would. */
  outbox(process: string): Promise<Outbox>;
  /** everything that came so far, in its order within each key */
  readonly arrived: readonly Arrived[];
  /** Sets what becomes of what is sent from now on. */
  fail(how: SendingFault): void;
  close(): Promise<void>;
}

/** Reads what the suite writes, for whoever reads behind an outbox. */
export const arrivedIn = (body: Buffer): Arrived => JSON.parse(body.toString("utf8")) as Arrived;

type Said = readonly [key: string, number: number, type?: Type];

/** Records events, each call in one transaction at a later moment than the one before. */
class Recorder {
  private readonly bench: OutboxBench;
  private latest = 0;

  constructor(bench: OutboxBench) {
    this.bench = bench;
  }

  /** @returns the events' ids and when they were recorded; the outbox is not told yet */
  async record(outbox: Outbox, said: readonly Said[]): Promise<{ ids: string[]; at: Date; committed(): void }> {
    const { store, producer } = this.bench;
    this.latest = Math.max(store.now().getTime(), this.latest + 1);
    const at = new Date(this.latest);
    const events = said.map(([key, number, type = conformanceTypes[0]]): RecordedEvent => {
      const id = `${key}-${number}`;
      const metadata = {
        municipality: "055620014014",
        portal: "p",
        applicationId: key,
        caseId: key,
        time: at.toISOString(),
      };
      const body = sealedPlainly(JSON.stringify({ id, key, number }));
      return {
        _id: id,
        envelope: { ...emptyEnvelope, ...metadata, id, type, producer },
        body,
        at,
        stateId: "",
        order: number,
      };
    });
    const decided: Decided = { at, states: [], events, retries: [], dead: [], done: [], dropped: [] };
    const noted = await store.inbox.transact(
      { states: [], messages: [] },
      async () => decided,
      (transaction) => outbox.record(transaction, events, at),
    );
    return { ids: events.map(({ _id }) => _id), at, committed: () => outbox.committed(noted) };
  }
}

/**
 * What every outbox has to do, whatever it sends to. It may publish twice and must not lose; what failed may come behind
 * what was recorded later, where its receivers take that.
 */
export function outboxConformance(name: string, open: () => Promise<OutboxBench>): void {
  describe(`outbox: ${name}`, function () {
    this.timeout(60_000);
    let bench: OutboxBench;
    let recorder: Recorder;
    let outbox: Outbox;
    let tests = 0;

    before(async () => {
      bench = await open();
      recorder = new Recorder(bench);
    });
    beforeEach(async () => {
      tests += 1;
      outbox = await bench.outbox("one");
    });
    afterEach(async () => {
      bench.fail(undefined);
      await outbox.settled();
    });
    after(() => bench?.close());

    const keyed = (key: string) => `${key}${tests}`;
    const say = async (...said: Said[]) => {
      const recorded = await recorder.record(outbox, said);
      recorded.committed();
      return recorded;
    };
    const times = (id: string) => bench.arrived.filter((one) => one.id === id).length;
    const haveCome = (ids: readonly string[]) => until("all have come", () => ids.every((id) => times(id) > 0));
    const drained = (whose = outbox) =>
      until("nothing waits", async () => {
        await whose.sweep();
        return (await whose.depth()).waiting === 0;
      });
    /** What was sent before has come when this has. */
    const markerHasCome = async () => {
      const { ids } = await say([keyed("marker"), bench.arrived.length]);
      await drained();
      await haveCome(ids);
    };

    it("publishes what is of one key in its order", async () => {
      const keys = ["a", "b", "c"].map(keyed);
      const numbers = Array.from({ length: 20 }, (_, i) => i + 1);
      const ids: string[] = [];
      for (const number of numbers) ids.push(...(await say(...keys.map((key): Said => [key, number]))).ids);
      await drained();
      await haveCome(ids);
      for (const key of keys) {
        const came = bench.arrived.filter((one) => one.key === key).map(({ number }) => number);
        expect([...new Set(came)]).to.deep.equal(numbers);
      }
    });

    it("publishes nothing again by itself once it was acknowledged", async () => {
      const { ids } = await say([keyed("once"), 1], [keyed("once"), 2]);
      await drained();
      await haveCome(ids);
      for (let i = 0; i < 3; i += 1) {
        await outbox.check();
        await outbox.sweep();
      }
      await markerHasCome();
      expect(ids.map(times)).to.deep.equal([1, 1]);
    });

    it("tries again what was refused, and loses nothing", async () => {
      bench.fail("refused");
      const { ids } = await say([keyed("refused"), 1], [keyed("refused"), 2], [keyed("other"), 1]);
      await outbox.sweep().catch(() => {}); // An outbox may say that it failed.
      expect(ids.map(times)).to.deep.equal([0, 0, 0]);
      bench.fail(undefined);
      await drained();
      await haveCome(ids);
    });

    it("publishes again under the same id what has arrived and was not noted", async () => {
      bench.fail("unanswered");
      const { ids } = await say([keyed("unanswered"), 1], [keyed("unanswered"), 2]);
      await haveCome(ids);
      expect((await outbox.depth()).waiting).to.equal(2);
      await outbox.settled();
      outbox = await bench.outbox("one");
      const before = ids.map(times);
      bench.fail(undefined);
      await drained();
      await until("they have come again", () => ids.every((id, i) => times(id) > (before[i] ?? 0)));
      const came = bench.arrived.filter(({ key }) => key === keyed("unanswered"));
      expect(new Set(came.map((one) => JSON.stringify(one))).size, "the same bytes").to.equal(2);
    });

    it("says by its depth how much waits and since when", async () => {
      bench.fail("refused");
      const first = await say([keyed("deep"), 1], [keyed("deep"), 2]);
      await say([keyed("deep"), 3]);
      expect(await outbox.depth()).to.deep.equal({ waiting: 3, oldest: first.at });
      bench.fail(undefined);
      await drained();
      expect(await outbox.depth()).to.deep.equal({ waiting: 0, oldest: null });
    });

    it("publishes again what was recorded since a moment, and nothing from before; or some types of it", async () => {
      const before = await say([keyed("before"), 1]);
      const said = await say([keyed("since"), 1]);
      const asked = await say([keyed("since"), 2, conformanceTypes[1]]);
      await drained();
      await haveCome([...before.ids, ...said.ids, ...asked.ids]);
      const [a = "", b = "", c = ""] = [...before.ids, ...said.ids, ...asked.ids];
      expect((await outbox.redrive(said.at)).events).to.equal(2);
      await drained();
      await until("they have come again", () => times(b) === 2 && times(c) === 2);
      expect((await outbox.redrive(said.at, [conformanceTypes[1]])).events).to.equal(1);
      await drained();
      await until("the one has come again", () => times(c) === 3);
      await markerHasCome();
      expect([a, b, c].map(times)).to.deep.equal([1, 2, 3]);
    });

    it("loses nothing when it is stopped in the middle", async () => {
      const ids: string[] = [];
      for (let number = 1; number <= 30; number += 1) ids.push(...(await say([keyed("stopped"), number])).ids);
      await outbox.settled();
      outbox = await bench.outbox("another");
      await drained();
      await haveCome(ids);
    });

    it("publishes what a process left behind that died before it could", async () => {
      const { ids } = await recorder.record(outbox, [[keyed("left"), 1]]); // And nobody is told of the commit.
      const other = await bench.outbox("another");
      await drained(other);
      await other.settled();
      await haveCome(ids);
    });
  });
}
