import { claimCheckType } from "../../../../../platform/messaging/ports/notes/portal-notes.ts";
import type { Chance } from "../../../../support/chance.ts";
import { type Operation, planned, type Step } from "./conform.ts";
import { handles, looksAt, overtaken, race } from "./store-batches.ts";
import * as collection from "./store-collection.ts";
import * as due from "./store-due.ts";
import * as portal from "./store-portal.ts";
import * as small from "./store-small.ts";
import * as stream from "./store-stream.ts";
import {
  type BatchPlan,
  type EventFact,
  eventTypes,
  type Fated,
  type StorePort,
  type StoreWorld,
} from "./store-world.ts";

type Of = Operation<StorePort, StoreWorld>;
const keys = ["a", "b", "c"];
const applications = ["x", "y"];
const accounts = ["A", "B"];
const holders = ["anna", "berta"];
const items = ["i1", "i2", "i3"];
const [partition, streamName] = [0, "dog-tax"];
const minuteMs = 60_000;

/** Makes operations of a store, each at a later moment than the one before. */
class StoreOperations {
  private readonly chance: Chance;
  private tick = 10;
  private count = 0;
  private orders = 0;
  /** messages that were in a batch before, with the keys of their states */
  private readonly earlier: { id: string; key: string }[] = [];

  constructor(chance: Chance) {
    this.chance = chance;
  }

  next(): Of {
    this.tick += 10;
    const { chance } = this;
    const kind = chance.below(21);
    if (kind < 4) return handles(this.plan());
    if (kind === 4) return this.race();
    if (kind === 5) return this.overtaken();
    if (kind === 6) return chance.once(2) ? looksAt(this.plan()) : handles(this.many());
    if (kind < 10) return this.due();
    if (kind < 13) return this.stream();
    if (kind < 15) return this.portal();
    if (kind < 18) return this.lease();
    return kind < 20 ? this.small() : this.collection();
  }

  /** Looks at everything that a store has. */
  looks(): Of[] {
    const { tick } = this;
    const messages = this.earlier.slice(-8).map((one): Fated => ({ ...one, fate: "handled", timers: [] }));
    const all: BatchPlan = { tick, messages, later: [], events: [], tells: "stream" };
    return [
      ...[due.readStates(keys), due.counts, due.whatIsDue(tick + 1), stream.waiting(tick + 1), stream.streamDepth],
      ...[portal.messages, portal.portalDepth, portal.documents(tick), ...applications.map(portal.documentsOf)],
      ...["read-1", "swap-1"].map(small.readsCheckpoint),
      ...collection.tenants.map((one) => collection.readsItems(one, items)),
      collection.readsMarked(collection.tenants, collection.marks),
      ...[small.readsBegun(partition), small.readsCatchUp(streamName), looksAt(all)],
    ];
  }

  private message(): Fated {
    const { chance } = this;
    const timers = Array.from({ length: chance.below(3) }, (_, i) => this.tick + chance.below(30) + 0.5 * (i + 1)).map(
      (tick) => Math.floor(tick),
    );
    const fate = chance.of(["handled", "handled", "handled", "retried", "retried", "dead", "replayed"] as const);
    if (this.earlier.length && chance.once(3)) return { ...chance.of(this.earlier.slice(-8)), fate, timers };
    this.count += 1;
    const made = { id: `m${this.count}`, key: chance.of(keys) };
    this.earlier.push(made);
    return { ...made, fate, timers };
  }

  private plan(count = 1 + this.chance.below(2)): BatchPlan {
    const { chance } = this;
    const messages = [
      ...new Map(Array.from({ length: count }, () => this.message()).map((one) => [one.id, one])).values(),
    ];
    const later = chance.once(4) ? [chance.of(keys)] : [];
    const tells = chance.once(2) ? "stream" : "portal";
    const [{ id: cause } = { id: "" }] = messages;
    const events = Array.from({ length: chance.below(4) }, (_, i): EventFact => {
      this.count += 1;
      this.orders += 1;
      const application = chance.of(applications);
      const base = { id: `e${this.count}-${i}`, application, at: this.tick, cause };
      if (tells === "stream") return { ...base, type: chance.of(eventTypes) };
      return { ...base, type: chance.once(3) ? claimCheckType : chance.of(eventTypes), order: this.orders };
    });
    return { tick: this.tick, messages, later, events, tells };
  }

  /** So many messages of one state that it cannot hold all their ids. */
  private many(): BatchPlan {
    const key = this.chance.of(keys);
    const messages = Array.from({ length: 110 }, (): Fated => {
      this.count += 1;
      return { id: `m${this.count}`, key, fate: "handled", timers: [] };
    });
    this.earlier.push(...messages.slice(0, 2).map(({ id }) => ({ id, key })));
    return { tick: this.tick, messages, later: [], events: [], tells: "stream" };
  }

  private race(): Of {
    const plans = [this.plan(), this.plan()] as const;
    this.tick += 10;
    return race([plans[0], { ...plans[1], tick: this.tick }]);
  }

  private overtaken(): Of {
    const slow = this.plan();
    this.tick += 10;
    const key = this.chance.of(keys);
    const ours = new Set(slow.messages.map(({ id }) => id));
    const messages = [this.message()].filter(({ id }) => !ours.has(id));
    const fast = { tick: this.tick, messages: messages.length ? messages : [], later: [], events: [] };
    return overtaken({ ...slow, later: [key] }, { ...fast, tells: "stream" });
  }

  private due(): Of {
    const { chance, tick } = this;
    const kept = () => ({ attempts: 1, at: tick });
    const id = this.earlier.length ? chance.of(this.earlier.slice(-8)).id : "m0";
    return chance.of<() => Of>([
      () => due.dueRetries(tick, 1 + chance.below(3)),
      () => due.dueRetries(tick, 100),
      () => due.begin([id, "never kept"], chance.of(keys)),
      () => due.begin([id], chance.of(keys)),
      () => due.dueTimers(tick + chance.below(20), 1 + chance.below(3)),
      () => due.setAside([this.aside(), this.aside()]),
      () => due.asideOf(chance.of(accounts), 1 + chance.below(2)),
      () => due.nextAccount(chance.of(["", ...accounts])),
      () => due.asideAccounts,
      () => due.readDead(id),
      () => due.bury([{ id, ...kept(), open: true, replayedAt: null }]),
    ])();
  }

  private aside() {
    this.tick += 1;
    const id = this.message().id;
    return { id, attempts: 0, at: this.tick, dueAt: null, begun: 0, account: this.chance.of(accounts) };
  }

  private stream(): Of {
    const { chance, tick } = this;
    return chance.of<() => Of>([
      () => stream.publishes(tick, 1 + chance.below(3), tick),
      () => stream.publishes(tick, 1 + chance.below(3), chance.below(tick)),
      () => stream.takesBack(tick, tick),
      () => stream.splits(tick),
      () => stream.publishAgain(chance.below(tick), chance.once(2) ? undefined : chance.of(eventTypes)),
      () => stream.begins(`making ${tick}`),
      () => stream.madeAgain(`making ${tick}`),
      () => stream.countsRedrive,
    ])();
  }

  private portal(): Of {
    const { chance, tick } = this;
    return chance.of<() => Of>([
      () => portal.sends,
      () => portal.sends,
      () => portal.failsToFetch(tick, tick + chance.below(40)),
      () => portal.removesDocument(tick),
      () => portal.removesDocument(tick),
      () =>
        portal.tellAgain(Math.max(0, tick - 60), chance.once(2) ? undefined : [claimCheckType, eventTypes[0]], tick),
    ])();
  }

  private lease(): Of {
    const [name, holder] = ["lease", this.chance.of(holders)];
    return this.chance.of<() => Of>([
      () => small.takesLease(name, holder, this.chance.of(["one", "other"])),
      () => small.takesLease(name, holder, this.chance.of(["one", "other"])),
      () => small.dropsLease(name, holder),
      () => small.contest(name, ["anna", "berta"]),
      () => small.movesClock(this.chance.of([-7, -3, 4, 8, 13]) * minuteMs),
    ])();
  }

  private collection(): Of {
    const { chance } = this;
    const item = () => {
      this.count += 1;
      const marked = chance.once(2) ? { mark: chance.of(collection.marks) } : {};
      return { id: chance.of(items), tenant: chance.of(collection.tenants), n: this.count, ...marked };
    };
    return chance.of<() => Of>([
      () => collection.puts([item()]),
      () => collection.puts([item(), item(), item()]),
      () => collection.putsOnce(item()),
      () => collection.drops(chance.of(collection.tenants), chance.of(items)),
      () => collection.readsItems(chance.of(collection.tenants), [chance.of(items), ...items.slice(0, 2)]),
      () => collection.readsMarked([chance.of(collection.tenants)], [chance.of(collection.marks)]),
    ])();
  }

  private small(): Of {
    const { chance, tick } = this;
    const holder = chance.of(holders);
    return chance.of<() => Of>([
      () => small.writesCheckpoint("read-1", tick),
      () => small.onceCheckpoint(chance.of(["read-1", `once-${tick}`]), { tick }),
      () => small.swapsCheckpoint("swap-1", chance.below(2), tick),
      () => small.swapsAtOnce("swap-1", [tick, { tick }]),
      () => small.writesBegun(partition, { first: tick, last: tick + 5, times: 1, aloneUntil: -1 }, holder),
      () => small.countsBegun(partition, holder, chance.of([1, -1])),
      () => small.misses(streamName, tick, holder),
      () => small.settles(streamName, holder),
      () => small.answered(streamName, tick, chance.below(3)),
      () => small.reached(streamName, tick, chance.below(3)),
    ])();
  }
}

/** Decides by a seed what is asked of a store, and when its network fails. */
export function storePlan(seed: number, length: number): Step<StorePort, StoreWorld>[] {
  let operations: StoreOperations | undefined;
  return planned<StorePort, StoreWorld>(
    seed,
    { length, inSoMany: 8 },
    (chance) => {
      operations ??= new StoreOperations(chance);
      return operations.next();
    },
    () => operations?.looks() ?? [],
  );
}
