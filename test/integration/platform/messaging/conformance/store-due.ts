import type { DueTimer, Retry } from "../../../../../platform/messaging/ports/store.ts";
import { determined, type Operation } from "./conform.ts";
import {
  type DeadFact,
  factOf,
  letterOf,
  processor,
  type RetryFact,
  retryOf,
  type StateFact,
  type StorePort,
  type StoreWorld,
  stateIdOf,
  tenant,
  tickOf,
  timeOf,
} from "./store-world.ts";

type Of = Operation<StorePort, StoreWorld>;

const retryFact = ({ _id: id, attempts, at, dueAt, begun, account }: Retry): RetryFact => ({
  ...{ id, attempts, at: tickOf(at), dueAt: dueAt && tickOf(dueAt), begun },
  ...(account === undefined ? {} : { account }),
});

export const dueRetries = (tick: number, limit: number): Of =>
  determined(
    {
      what: `retries due at ${tick}, at most ${limit}`,
      run: async ({ one }) => (await one.inbox.dueRetries(timeOf(tick), limit)).map(retryFact),
    },
    (world) => {
      const due = Object.values(world.retries).filter(({ dueAt }) => dueAt !== null && dueAt <= tick);
      return due.sort((a, b) => Number(a.dueAt) - Number(b.dueAt)).slice(0, limit);
    },
  );

function beginRetries(world: StoreWorld, ids: readonly string[]): void {
  for (const id of ids) {
    const known = world.retries[id];
    if (known) known.begun += 1;
  }
}

/** Begins what is kept of some messages, and the first timer of a state. */
export const begin = (ids: readonly string[], key: string): Of =>
  determined(
    {
      what: `begin ${ids} and the first timer of ${key}`,
      run: async ({ one }) => {
        const stateId = stateIdOf(key);
        const [timer] = (await one.states.read([stateId]))[0]?.timers ?? [];
        await one.inbox.begin({ retries: ids, timers: timer ? [{ id: timer.id, stateId }] : [] });
      },
    },
    (world) => {
      beginRetries(world, ids);
      const [timer] = world.states[stateIdOf(key)]?.timers ?? [];
      if (timer) timer.begun = (timer.begun ?? 0) + 1;
    },
    (world) => {
      const after = structuredClone(world);
      beginRetries(after, ids);
      return [after];
    },
  );

/** @param messages of at most two accounts */
export const setAside = (messages: readonly RetryFact[]): Of =>
  determined(
    {
      what: `set aside ${messages.map(({ id, account }) => `${id} of ${account}`)}`,
      run: ({ one }) => one.inbox.setAside(messages.map(retryOf)),
    },
    (world) => {
      for (const message of messages) world.retries[message.id] ??= message;
    },
    // Each for itself.
    (world) =>
      messages.map((message) => {
        const after = structuredClone(world);
        after.retries[message.id] ??= message;
        return after;
      }),
  );

export const asideOf = (account: string, limit: number): Of =>
  determined(
    {
      what: `aside of ${account}, at most ${limit}`,
      run: async ({ one }) => (await one.inbox.asideOf(account, limit)).map(retryFact),
    },
    (world) => {
      const aside = Object.values(world.retries).filter((one) => one.account === account);
      return aside.sort((a, b) => a.at - b.at).slice(0, limit);
    },
  );

const accountsOf = ({ retries }: StoreWorld) => Object.values(retries).flatMap(({ account }) => account ?? []);

export const nextAccount = (after: string): Of =>
  determined({ what: `account after ${after}`, run: ({ one }) => one.inbox.nextAccount(after) }, (world) => {
    const all = accountsOf(world).sort();
    return all.find((one) => one > after) ?? all[0];
  });

/** How much each account has, without an order: of equal ones it is not told. */
export const asideAccounts: Of = determined(
  {
    what: "accounts with most aside",
    run: async ({ one }) => {
      const found = await one.inbox.asideAccounts();
      return found.map(({ account, count }) => `${account} ${count}`).sort();
    },
  },
  (world) =>
    [...Map.groupBy(accountsOf(world), (one) => one)].map(([account, all]) => `${account} ${all.length}`).sort(),
);

export const counts: Of = determined({ what: "counts", run: ({ one }) => one.inbox.counts() }, (world) => ({
  retries: Object.values(world.retries).filter(({ dueAt }) => dueAt !== null).length,
  aside: accountsOf(world).length,
  dead: Object.values(world.dead).filter(({ open }) => open).length,
}));

const isKept = ({ retries, dead }: StoreWorld, id: string) => id in retries || dead[id]?.open;

/** The timer of a state that fires next among those that did not fail. */
function settleTimer(world: StoreWorld, { id, timers, ...state }: StateFact): void {
  const open = timers.filter((timer) => !isKept(world, timer.id)).map(({ due }) => due);
  if (open.length < timers.length)
    world.states[id] = { id, timers, ...state, nextTimer: open.length ? Math.min(...open) : null };
}

const timersDue = (world: StoreWorld, tick: number, limit: number) =>
  Object.values(world.states)
    .filter(({ nextTimer }) => nextTimer !== null && nextTimer <= tick)
    .sort((a, b) => Number(a.nextTimer) - Number(b.nextTimer))
    .slice(0, limit);

export const dueTimers = (tick: number, limit: number): Of =>
  determined(
    {
      what: `timers due at ${tick}, of at most ${limit} states`,
      run: async ({ one }) => {
        const found: DueTimer[] = await one.inbox.dueTimers(timeOf(tick), limit);
        return found.map(({ id, stateId, begun }) => `${id} of ${stateId}, begun ${begun} times`);
      },
    },
    (world) => {
      const due = timersDue(world, tick, limit);
      for (const state of due) settleTimer(world, state);
      return due.flatMap(({ id, timers }) =>
        timers
          .filter((timer) => timer.due <= tick && !isKept(world, timer.id))
          .map((timer) => `${timer.id} of ${id}, begun ${timer.begun ?? 0} times`),
      );
    },
    // One after the other.
    (world) =>
      timersDue(world, tick, limit).map((_, i, due) => {
        const after = structuredClone(world);
        for (const state of due.slice(0, i)) settleTimer(after, state);
        return after;
      }),
  );

/** @param tick nothing that is recorded at it or later is unsent yet */
export const whatIsDue = (tick: number): Of =>
  determined(
    {
      what: `what is due at ${tick}`,
      run: async ({ one }) => [...(await one.inbox.due({ now: timeOf(tick), unsentBefore: timeOf(tick) }))].sort(),
    },
    ({ retries, states, publications, messages, documents }) => {
      const isTimerDue = Object.values(states).some(({ nextTimer }) => nextTimer !== null && nextTimer <= tick);
      const isUnsent =
        messages.length > 0 ||
        publications.some(({ isOut, at }) => !isOut && at < tick) ||
        Object.values(documents).some(({ due }) => due <= tick);
      const isWaiting = Object.keys(retries).length > 0 || isTimerDue;
      return [...(isWaiting ? ["kept"] : []), ...(isUnsent ? ["outbox"] : [])];
    },
  );

export const readStates = (keys: readonly string[]): Of =>
  determined(
    {
      what: `states of ${keys}`,
      run: async ({ other }) => {
        const ids = keys.map(stateIdOf);
        const found = await other.states.read(ids);
        const [some, all] = [await other.states.versions(ids), await other.states.versions({ tenant, processor })];
        return {
          states: found.map(factOf).sort((a, b) => (a.id < b.id ? -1 : 1)),
          some: [...some].sort(),
          all: all.size,
        };
      },
    },
    ({ states }) => {
      const found = keys.map(stateIdOf).flatMap((id) => states[id] ?? []);
      found.sort((a, b) => (a.id < b.id ? -1 : 1));
      return { states: found, some: found.map(({ id, version }) => [id, version]), all: Object.keys(states).length };
    },
  );

export const readDead = (id: string): Of =>
  determined(
    {
      what: `dead letter ${id}`,
      run: async ({ other }): Promise<DeadFact | undefined> => {
        const found = await other.dead.find(id);
        if (!found) return undefined;
        const { attempts, at, open = false, replayedAt } = found;
        return { id, attempts, at: tickOf(at), open, replayedAt: replayedAt && tickOf(replayedAt) };
      },
    },
    ({ dead }) => dead[id],
  );

export const bury = (letters: readonly DeadFact[]): Of =>
  determined(
    { what: `bury ${letters.map(({ id }) => id)}`, run: ({ one }) => one.dead.bury(letters.map(letterOf)) },
    (world) => {
      for (const letter of letters) world.dead[letter.id] = letter;
    },
    (world) =>
      letters.map((letter) => {
        const after = structuredClone(world);
        after.dead[letter.id] = letter;
        return after;
      }),
  );
