import type { Decided, Loaded, More, Store } from "../../../../../platform/messaging/ports/store.ts";
import { determined, isSame, type Operation } from "./conform.ts";
import {
  type BatchPlan,
  type Decision,
  decidedOf,
  decisionOn,
  isDocument,
  modelView,
  type StorePort,
  type StoreWorld,
  stateIdOf,
  type View,
  viewOf,
} from "./store-world.ts";

type Of = Operation<StorePort, StoreWorld>;

/** What a batch saw: first, and when it was decided at last. */
interface Seen {
  first: View;
  last: View;
}

interface Meeting {
  /** resolves when the other one may go on */
  first(): Promise<void>;
}

/** Asks for what a batch needs, decides on it, and writes it; or only looks. */
async function batch(store: Store, plan: BatchPlan, isLook = false, meeting?: Meeting): Promise<Seen> {
  const all = [...new Set([...plan.messages.map(({ key }) => key), ...plan.later])].map(stateIdOf);
  const later = plan.later.map(stateIdOf);
  const wanted = { states: all.filter((id) => !later.includes(id)), messages: plan.messages.map(({ id }) => id) };
  const views: View[] = [];
  let isFirst = true;
  const decide = async (loaded: Loaded): Promise<Decided | More> => {
    if (isFirst) await meeting?.first();
    isFirst = false;
    const more = all.filter((id) => !loaded.asked.has(id));
    if (more.length) return { more };
    const view = viewOf(loaded, plan.messages);
    views.push(view);
    return decidedOf(plan, decisionOn(plan, view), loaded);
  };
  if (isLook) await store.inbox.preview(wanted, decide);
  else
    await store.inbox.transact(wanted, decide, async (transaction, events, at) => {
      if (plan.tells === "stream") await store.stream.record(transaction, events, at);
      else await store.portal().record(transaction, events, at);
      return events.length;
    });
  const [first, last] = [views[0], views.at(-1)];
  if (!first || !last) throw new Error("nothing was decided");
  return { first, last };
}

/** Writes a decision into a model. @param before the world that was decided on: what came since then is not deleted */
function write(world: StoreWorld, plan: BatchPlan, decision: Decision, before = world): void {
  const { tick } = plan;
  const { states, retries, dead, done, dropped } = decision;
  const deleted = [...dead.map(({ id }) => id), ...done, ...dropped].filter((id) => id in before.retries);
  const replayed = done.filter((id) => id in before.dead);
  for (const state of states) world.states[state.id] = state;
  for (const { id, key } of plan.messages) if (decision.handled.includes(id)) world.handled[id] = stateIdOf(key);
  for (const retry of retries) world.retries[retry.id] = retry;
  for (const letter of dead) world.dead[letter.id] = letter;
  for (const id of deleted) delete world.retries[id];
  for (const id of replayed) {
    const letter = world.dead[id];
    if (letter) world.dead[id] = { ...letter, open: false, replayedAt: tick };
  }
  const { events } = decision;
  if (!events.length) return;
  for (const event of events) world.events[event.id] = event;
  if (plan.tells === "stream") world.publications.push({ at: tick, events: events.map(({ id }) => id), isOut: false });
  else
    for (const event of events) {
      const { id, application, order = 0 } = event;
      const note = { event: id, application, order, at: Math.max(tick, event.at) };
      if (isDocument(event)) world.documents[id] = { ...note, due: tick, attempts: 0 };
      else world.messages.push(note);
    }
}

/** Decides a batch on what a world has, and writes it there. @returns what is seen of it */
function decided(world: StoreWorld, plan: BatchPlan): View {
  const view = structuredClone(modelView(world, plan));
  write(world, plan, decisionOn(plan, view));
  return view;
}

const told = ({ messages, events, tells, later }: BatchPlan): string =>
  [
    ...messages.map(({ id, key, fate }) => `${id} for ${key}, ${fate}`),
    ...(later.length ? [`asking later for ${later}`] : []),
    ...(events.length ? [`${events.length} for the ${tells}`] : []),
  ].join("; ");

/** A batch that one instance decides: all of it or nothing is written. */
export const handles = (plan: BatchPlan): Of => ({
  ...determined<StorePort, StoreWorld>(
    { what: `handle ${told(plan)}`, run: async ({ one }) => (await batch(one, plan)).last },
    (world) => decided(world, plan),
  ),
  repeats: true,
});

/** A batch that is only looked at. */
export const looksAt = (plan: BatchPlan): Of =>
  determined({ what: `look at ${told(plan)}`, run: async ({ one }) => (await batch(one, plan, true)).last }, (world) =>
    modelView(world, plan),
  );

/** Two instances that have both loaded before either writes. */
function meetingOfTwo(): Meeting {
  let came = 0;
  let meet: () => void = () => {};
  const met = new Promise<void>((resolve) => {
    meet = resolve;
  });
  return {
    first: () => {
      came += 1;
      if (came === 2) meet();
      return met;
    },
  };
}

/** What may come of two batches that were both loaded before either was written: what each saw at last, and the world. */
function outcomes(world: StoreWorld, plans: readonly [BatchPlan, BatchPlan]) {
  const found = [plans, [plans[1], plans[0]] as const].map(([first, second]) => {
    const after = structuredClone(world);
    const views = new Map([
      [first, decided(after, first)],
      [second, decided(after, second)],
    ]);
    return { after, last: plans.map((plan) => views.get(plan)) };
  });
  // Where they write nothing in common, neither hears of the other.
  const last = plans.map((plan) => structuredClone(modelView(world, plan)));
  const decisions = plans.map((plan, i) => decisionOn(plan, last[i] as View));
  const [one = new Set(), other = new Set()] = decisions.map((decision) => writtenBy(world, decision));
  if (!one.isDisjointFrom(other)) return found;
  const after = structuredClone(world);
  for (const [i, plan] of plans.entries()) write(after, plan, decisions[i] as Decision, world);
  return [...found, { after, last }];
}

/** What a decision writes. A message that waits for another try and one that is dead lie in places of their own. */
function writtenBy(world: StoreWorld, { states, retries, dead, events, done, dropped }: Decision): Set<string> {
  const buried = dead.map(({ id }) => id);
  const deleted = [...buried, ...done, ...dropped].filter((id) => id in world.retries);
  return new Set([
    ...[...states, ...events].map(({ id }) => id),
    ...[...retries.map(({ id }) => id), ...deleted].map((id) => `retry ${id}`),
    ...[...buried, ...done.filter((id) => id in world.dead)].map((id) => `dead ${id}`),
  ]);
}

/**
 * Two instances decide on the same states at once: both see what was there before, one is faster, and the other decides
 * once more on what that one wrote.
 */
export const race = (plans: readonly [BatchPlan, BatchPlan]): Of => ({
  what: `at once: ${plans.map(told).join(" | ")}`,
  run: async ({ one, other }) => {
    const meeting = meetingOfTwo();
    const both = await Promise.allSettled([
      batch(one, plans[0], false, meeting),
      batch(other, plans[1], false, meeting),
    ]);
    const failed = both.find((each) => each.status === "rejected");
    if (failed) throw failed.reason;
    return both.flatMap((each) => (each.status === "fulfilled" ? [each.value] : []));
  },
  after: (world, seen) => {
    const views = seen as [Seen, Seen];
    const before = plans.map((plan) => modelView(world, plan));
    if (
      !isSame(
        before,
        views.map(({ first }) => first),
      )
    )
      return [];
    const last = views.map((one) => one.last);
    return outcomes(world, plans).flatMap((one) => (isSame(one.last, last) ? [one.after] : []));
  },
  torn: () => [],
  steady: true,
});

/**
 * While one instance decides, another one writes a state that the first asks for only then: it is decided on one moment's
 * view of the store, and where it would write over what changed, on a later one.
 */
export const overtaken = (slow: BatchPlan, fast: BatchPlan): Of => ({
  what: `overtaken: ${told(slow)} | by ${told(fast)}`,
  run: async ({ one, other }) => {
    let beside: Seen | undefined;
    const meeting: Meeting = {
      first: async () => {
        beside = await batch(other, fast);
      },
    };
    const seen = await batch(one, slow, false, meeting);
    return { ...seen, beside: beside?.last };
  },
  after: (world, given) => {
    const seen = given as Seen & { beside: View };
    const before = modelView(world, slow);
    const after = structuredClone(world);
    const beside = decided(after, fast);
    const changed = decisionOn(fast, beside).states.map(({ id }) => id);
    const isOver = decisionOn(slow, before).states.some(({ id }) => changed.includes(id));
    if (!isOver) write(after, slow, decisionOn(slow, structuredClone(before)), world);
    const last = isOver ? decided(after, slow) : before;
    return isSame(seen, { first: before, last, beside }) ? [after] : [];
  },
  torn: () => [],
  steady: true,
});
