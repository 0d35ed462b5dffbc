import type { BegunNote } from "../../../../../platform/messaging/ports/notes/begun-notes.ts";
import { determined, type Operation } from "./conform.ts";
import { type StorePort, type StoreWorld, tickOf, timeOf } from "./store-world.ts";

type Of = Operation<StorePort, StoreWorld>;

/** A lease lasts this long by the server's clock, in ms: far longer than a sequence takes. */
export const leaseMs = 600_000;

export const takesLease = (name: string, holder: string, which: "one" | "other"): Of =>
  determined(
    {
      what: `${holder} takes the lease ${name}`,
      run: (port) => port[which].leases.take({ name, holder, milliseconds: leaseMs }),
    },
    (world) => {
      const held = world.leases[name];
      if (held && held.holder !== holder && held.until > world.clock) return false;
      world.leases[name] = { holder, until: world.clock + leaseMs };
      return true;
    },
  );

export const dropsLease = (name: string, holder: string): Of =>
  determined(
    { what: `${holder} drops the lease ${name}`, run: ({ one }) => one.leases.drop({ name, holder }) },
    ({ leases }) => {
      if (leases[name]?.holder === holder) delete leases[name];
    },
  );

/** Two who want one lease at once, on two instances: one of them has it at most. */
export const contest = (name: string, holders: readonly [string, string]): Of => {
  const results = (world: StoreWorld) =>
    [holders, [holders[1], holders[0]]].map((order) => {
      const after = structuredClone(world);
      const has = order.map((holder) => {
        const held = after.leases[name];
        if (held && held.holder !== holder && held.until > after.clock) return [holder, false] as const;
        after.leases[name] = { holder: holder ?? "", until: after.clock + leaseMs };
        return [holder, true] as const;
      });
      return { after, seen: JSON.stringify(has.toSorted(([a = ""], [b = ""]) => (a < b ? -1 : 1))) };
    });
  return {
    what: `${holders.join(" and ")} want the lease ${name} at once`,
    run: async ({ one, other }) => {
      const lease = (holder: string) => ({ name, holder, milliseconds: leaseMs });
      const has = await Promise.all([one.leases.take(lease(holders[0])), other.leases.take(lease(holders[1]))]);
      return JSON.stringify(
        holders.map((holder, i) => [holder, has[i]]).toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1)),
      );
    },
    after: (world, seen) => results(world).flatMap((one) => (one.seen === seen ? [one.after] : [])),
    torn: () => [],
    steady: true,
  };
};

/** Nobody asks the port for it: the server's clock is set. */
export const movesClock = (milliseconds: number): Of => ({
  ...determined<StorePort, StoreWorld>(
    { what: `the server's clock moves by ${milliseconds / 1000} s`, run: (port) => port.moveClock(milliseconds) },
    (world) => {
      world.clock += milliseconds;
    },
  ),
  steady: true,
});

export const writesCheckpoint = (name: string, value: unknown): Of =>
  determined(
    { what: `checkpoint ${name} = ${value}`, run: ({ one }) => one.checkpoints.write(name, value) },
    (world) => {
      world.checkpoints[name] = { version: 0, value };
    },
  );

export const onceCheckpoint = (name: string, value: unknown): Of =>
  determined(
    { what: `checkpoint ${name} once ${value}`, run: ({ one }) => one.checkpoints.once(name, value) },
    (world) => {
      world.checkpoints[name] ??= { version: 0, value };
      return world.checkpoints[name].value;
    },
  );

export const readsCheckpoint = (name: string): Of =>
  determined(
    {
      what: `checkpoint ${name}`,
      run: async ({ other }) => ({
        read: await other.checkpoints.read(name),
        versioned: await other.checkpoints.versioned(name),
      }),
    },
    ({ checkpoints }) => {
      const found = checkpoints[name];
      return { read: found?.value, versioned: { version: 0, ...found } };
    },
  );

/** Swaps on the version that is there, or on one before. */
export const swapsCheckpoint = (name: string, behind: number, value: unknown): Of =>
  determined(
    {
      what: `swap checkpoint ${name}, ${behind} behind, for ${value}`,
      run: async ({ one, other }) => {
        const { version } = await other.checkpoints.versioned(name);
        return await one.checkpoints.swap(name, Math.max(0, version - behind), value);
      },
    },
    (world) => {
      const { version } = world.checkpoints[name] ?? { version: 0 };
      if (Math.max(0, version - behind) !== version) return false;
      world.checkpoints[name] = { version: version + 1, value };
      return true;
    },
  );

/** Two instances swap on one version at once: one of them does. */
export const swapsAtOnce = (name: string, values: readonly [unknown, unknown]): Of => ({
  what: `two swap checkpoint ${name} at once`,
  run: async ({ one, other }) => {
    const { version } = await one.checkpoints.versioned(name);
    const swap = (store: StorePort["one"], value: unknown) => store.checkpoints.swap(name, version, value);
    return await Promise.all([swap(one, values[0]), swap(other, values[1])]);
  },
  after: (world, seen) => {
    const [first, second] = seen as [boolean, boolean];
    if (first === second) return [];
    const after = structuredClone(world);
    const version = (after.checkpoints[name]?.version ?? 0) + 1;
    after.checkpoints[name] = { version, value: values[first ? 0 : 1] };
    return [after];
  },
  torn: () => [],
  steady: true,
});

export const writesBegun = (partition: number, note: BegunNote, by: string): Of =>
  determined(
    { what: `${by} begins on ${partition}`, run: ({ one }) => one.begun.write(partition, note, by) },
    (world) => {
      world.begun[partition] = { ...note, by };
    },
  );

export const countsBegun = (partition: number, by: string, more: number): Of =>
  determined(
    { what: `${by} counts ${more} on ${partition}`, run: ({ one }) => one.begun.count(partition, by, more) },
    ({ begun }) => {
      const found = begun[partition];
      if (found?.by === by) found.times += more;
    },
  );

export const readsBegun = (partition: number): Of =>
  determined(
    {
      what: `begun on ${partition}`,
      run: async ({ other }) => {
        const found = await other.begun.read(partition);
        if (!found) return undefined;
        const { first, last, times, aloneUntil } = found;
        return { first, last, times, aloneUntil };
      },
    },
    ({ begun }) => {
      const found = begun[partition];
      if (!found) return undefined;
      const { by: _, ...note } = found;
      return note;
    },
  );

export const misses = (stream: string, since: number, making: string): Of =>
  determined(
    {
      what: `${stream} is missed since ${since}, by ${making}`,
      run: ({ one }) => one.catchUp.miss(stream, { since: timeOf(since), making }),
    },
    (world) => {
      world.missed[stream] = { since: world.missed[stream]?.since ?? since, making };
    },
  );

export const settles = (stream: string, making: string): Of =>
  determined(
    { what: `${making} misses nothing of ${stream}`, run: ({ one }) => one.catchUp.settle(stream, making) },
    ({ missed }) => {
      if (missed[stream]?.making === making) delete missed[stream];
    },
  );

export const answered = (stream: string, before: number, redriven: number): Of =>
  determined(
    {
      what: `${stream} answered ${redriven}`,
      run: ({ one }) => one.catchUp.answered(stream, { before: timeOf(before), redriven }),
    },
    (world) => {
      world.positions[stream] = { redriven, before: world.positions[stream]?.before ?? before };
    },
  );

export const reached = (stream: string, before: number, redriven: number): Of =>
  determined(
    {
      what: `${stream} reached ${before} as of ${redriven}`,
      run: ({ one }) => one.catchUp.reached(stream, { before: timeOf(before), redriven }),
    },
    ({ positions }) => {
      const found = positions[stream];
      if (found?.redriven === redriven) found.before = before;
    },
  );

export const readsCatchUp = (stream: string): Of =>
  determined(
    {
      what: `catching up with ${stream}`,
      run: async ({ other: { catchUp } }) => {
        const missed = await catchUp.gap(stream);
        const position = await catchUp.position(stream);
        return {
          missed: missed && { since: tickOf(missed.since), making: missed.making },
          position: position && { before: tickOf(position.before), redriven: position.redriven },
        };
      },
    },
    (world) => ({ missed: world.missed[stream], position: world.positions[stream] }),
  );
