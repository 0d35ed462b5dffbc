import { expect } from "chai";
import { trusted } from "mongoose";
import { systemClock } from "../../../../platform/messaging/adapters/clock.ts";
import { closeDatabase, openDatabase } from "../../../../platform/messaging/adapters/mongodb/connect.ts";
import { type Models, modelsOf } from "../../../../platform/messaging/adapters/mongodb/models.ts";
import { mongoStore } from "../../../../platform/messaging/adapters/mongodb/store.ts";
import { emptyEnvelope } from "../../../../platform/messaging/contracts/envelope.ts";
import type { Delivery, Outcome } from "../../../../platform/messaging/engine/delivery.ts";
import { begunMax } from "../../../../platform/messaging/engine/retry.ts";
import { StoredMessages } from "../../../../platform/messaging/engine/running/stored-messages.ts";
import type { Store, StoredState } from "../../../../platform/messaging/ports/store.ts";
import { logOf } from "../../../../platform/messaging/telemetry/log.ts";
import { servers } from "../../../support/servers.ts";
import { until } from "../../../support/until.ts";

const at = new Date(1_000);
const envelope = (id: string) => ({ ...emptyEnvelope, id, type: "event.v1", municipality: "town" });
const retry = (id: string, account?: string) => ({
  ...{ _id: id, envelope: envelope(id), body: Buffer.from(id), reason: "", attempts: 0, at, waits: 0, begun: 0 },
  ...(account ? { dueAt: null, account } : { dueAt: at }),
});
const state = (key: string, timers: string[]): StoredState => ({
  ...{ _id: `town/${key}`, tenant: "town", processor: "p", key, version: 1, status: "", body: Buffer.alloc(0) },
  timers: timers.map((id) => ({ id, name: "t", due: at })),
  nextTimer: at,
  ...{ tasks: [], handled: [], handledBefore: false, actor: "", updatedAt: at },
});

/** Handles what the store brings, and dies of some messages: nothing of a batch with one of them is done. */
class Dying {
  /** how often each message was begun when it was done */
  readonly done = new Map<string, number>();
  readonly given = new Map<string, number>();
  deaths = 0;
  private readonly store: Store;
  private readonly models: Models;

  constructor(store: Store, models: Models) {
    this.store = store;
    this.models = models;
  }

  /** Starts a process that looks once for what is due. @returns whether it lives on */
  async lives(): Promise<boolean> {
    let isDead = false;
    const { inbox, leases } = this.store;
    const parts = { inbox, leases, batchMax: 500, instance: "one", clock: systemClock, isBusy: () => false };
    const died = (error: unknown) => {
      if (!String(error).includes("died")) throw error;
      isDead = true;
    };
    const handle = (deliveries: Delivery[]) => this.handle(deliveries);
    const stored = new StoredMessages({ ...parts, handle, now: () => this.store.now(), failed: died });
    await stored.due().catch(died);
    if (!isDead) stored.lookAside();
    await until("its turns end", async () => isDead || (await inbox.nextAccount("")) === undefined);
    await stored.stop();
    if (isDead) this.deaths += 1;
    return !isDead;
  }

  private async handle(deliveries: Delivery[]): Promise<Outcome[]> {
    const isKiller = ({ envelope: { id }, begun = 0 }: Delivery) => id.startsWith("killer") && begun <= begunMax;
    if (deliveries.some(isKiller)) throw new Error("died");
    for (const { envelope, begun = 0 } of deliveries) {
      (envelope.id.startsWith("killer") ? this.given : this.done).set(envelope.id, begun);
      await this.models.retries.deleteOne({ _id: envelope.id });
      await this.models.states.updateMany({}, { $pull: { timers: { id: envelope.id } } });
    }
    return deliveries.map(() => ({ kind: "done", answer: undefined, again: false }));
  }
}

describe("what lies in the store beside a message of which processes die (design 3.1)", () => {
  let models: Models;
  let store: Store;
  before(async () => {
    const config = (await servers()).config("stored-messages");
    const connection = await openDatabase(config, "stored-messages", logOf("stored-messages"));
    models = modelsOf(connection);
    store = mongoStore(connection, models);
    await store.prepare();
  });
  afterEach(async () => {
    await models.retries.deleteMany({});
    await models.states.deleteMany({});
  });
  after(closeDatabase);

  const innocents = ["a", "b", "c", "d"];
  const waiting = async () =>
    (await models.retries.countDocuments({})) +
    (await models.states.countDocuments({ "timers.0": trusted({ $exists: true }) }));
  const untilDone = async (): Promise<Dying> => {
    const process = new Dying(store, models);
    for (let starts = 0; starts < 30; starts += 1) if ((await process.lives()) && !(await waiting())) return process;
    throw new Error("the process goes on dying");
  };

  for (const [what, account] of [
    ["both wait for another try", undefined],
    ["an account has set both aside", "account"],
  ] as const)
    it(`is done and not given up with it, where ${what}`, async () => {
      await models.retries.insertMany(["killer", ...innocents].map((id) => retry(id, account)));
      const { done, given, deaths } = await untilDone();
      expect([...done.keys()].sort()).to.deep.equal(innocents);
      for (const begun of done.values()) expect(begun).to.be.at.most(3);
      expect([...given.keys()]).to.deep.equal(["killer"]);
      expect(deaths).to.equal(begunMax);
    });

  it("is done and not given up with it, where both are timers, of one state or of two", async () => {
    await models.states.insertMany([state("one", ["a", "killer", "b"]), state("two", ["c"])]);
    const { done, given, deaths } = await untilDone();
    expect([...done.keys()].sort()).to.deep.equal(["a", "b", "c"]);
    expect([...given.keys()]).to.deep.equal(["killer"]);
    expect(deaths).to.equal(begunMax);
  });
});
