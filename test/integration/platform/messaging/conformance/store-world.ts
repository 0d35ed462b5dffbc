import { emptyEnvelope } from "../../../../../platform/messaging/contracts/envelope.ts";
import { claimCheckType } from "../../../../../platform/messaging/ports/notes/portal-notes.ts";
import type {
  DeadLetter,
  Decided,
  Loaded,
  RecordedEvent,
  Retry,
  Store,
  StoredState,
} from "../../../../../platform/messaging/ports/store.ts";

/** A store as two instances of one service have it. */
export interface StorePort {
  one: Store;
  other: Store;
  /** Moves the server's clock, in ms. */
  moveClock(milliseconds: number): Promise<void>;
}

/** A time as the suite writes it: plain numbers stay small, and no two operations have the same. */
export const timeOf = (tick: number): Date => new Date(1_700_000_000_000 + tick);
export const tickOf = (time: Date): number => time.getTime() - 1_700_000_000_000;

export const tenant = "055620014014";
export const processor = "case";
export const stateIdOf = (key: string): string => `${tenant}/${processor}/${key}`;
export const eventTypes = ["conformance.said.v1", "conformance.asked.v1"] as const;

/** What is known of a state without its body's form. */
export interface StateFact {
  id: string;
  version: number;
  timers: { id: string; due: number; begun?: number | undefined }[];
  nextTimer: number | null;
}
export interface KeptFact {
  id: string;
  attempts: number;
  at: number;
}
export interface RetryFact extends KeptFact {
  dueAt: number | null;
  begun: number;
  account?: string;
}
export interface DeadFact extends KeptFact {
  open: boolean;
  replayedAt: number | null;
}
export interface EventFact {
  id: string;
  type: string;
  application: string;
  order?: number;
  at: number;
  cause: string;
}
export interface PublicationFact {
  at: number;
  events: string[];
  isOut: boolean;
}
export interface NoteFact {
  event: string;
  application: string;
  order: number;
  at: number;
}
export interface DocumentFact extends NoteFact {
  due: number;
  attempts: number;
}

export interface ItemFact {
  id: string;
  tenant: string;
  mark?: string;
  n: number;
}

/** All that a store holds, as a model has it. */
export interface StoreWorld {
  clock: number;
  states: Record<string, StateFact>;
  /** by message: the state that it was handled on */
  handled: Record<string, string>;
  retries: Record<string, RetryFact>;
  dead: Record<string, DeadFact>;
  events: Record<string, EventFact>;
  publications: PublicationFact[];
  messages: NoteFact[];
  documents: Record<string, DocumentFact>;
  mark: { created: string; highest: number; redriven?: number } | null;
  leases: Record<string, { holder: string; until: number }>;
  checkpoints: Record<string, { value: unknown; version: number }>;
  begun: Record<string, { first: number; last: number; times: number; aloneUntil: number; by: string }>;
  missed: Record<string, { since: number; making: string }>;
  positions: Record<string, { before: number; redriven: number }>;
  items: Record<string, ItemFact>;
}

export const emptyWorld = (): StoreWorld => ({
  ...{ clock: 0, states: {}, handled: {}, retries: {}, dead: {}, events: {}, publications: [], messages: [] },
  ...{ documents: {}, mark: null, leases: {}, checkpoints: {}, begun: {}, missed: {}, positions: {} },
  items: {},
});

/** What becomes of one message of a batch that was not handled before. */
export interface Fated {
  id: string;
  /** of its state */
  key: string;
  fate: "handled" | "retried" | "dead" | "replayed";
  /** ticks at which timers of its state are due from then on */
  timers: number[];
}

/** A batch, and what is decided on it. */
export interface BatchPlan {
  tick: number;
  messages: Fated[];
  /** keys that are asked for only once the others are there */
  later: string[];
  events: EventFact[];
  /** who is told of the events */
  tells: "stream" | "portal";
}

/** What a batch is decided on, as far as anybody may rely on it. */
export interface View {
  states: StateFact[];
  answers: Record<string, string>;
  kept: Record<string, number | "dead">;
}

export interface Decision {
  states: StateFact[];
  handled: string[];
  retries: RetryFact[];
  dead: DeadFact[];
  done: string[];
  dropped: string[];
  events: EventFact[];
}

/** Decides as an engine does: what was handled or is kept is not handled again. */
export function decisionOn({ tick, messages, events }: BatchPlan, { states, answers, kept }: View): Decision {
  const byId = new Map(states.map((one) => [one.id, one]));
  const changed = new Set<string>();
  const decision: Decision = { states: [], handled: [], retries: [], dead: [], done: [], dropped: [], events: [] };
  for (const { id, key, fate, timers } of messages) {
    const before = kept[id];
    if (id in answers) {
      if (before !== undefined && before !== "dead") decision.done.push(id);
      continue;
    }
    if (before === "dead" && fate !== "replayed") {
      decision.dropped.push(id);
      continue;
    }
    const attempts = (typeof before === "number" ? before : 0) + 1;
    if (fate === "retried") decision.retries.push({ id, attempts, at: tick, dueAt: tick + 5, begun: 0 });
    else if (fate === "dead") decision.dead.push({ id, attempts, at: tick, open: true, replayedAt: null });
    else {
      if (before !== undefined) decision.done.push(id);
      const stateId = stateIdOf(key);
      const state = byId.get(stateId);
      const set = timers.map((due, i) => ({ id: `timer-${id}-${i}`, due }));
      const nextTimer = set.length ? Math.min(...timers) : null;
      byId.set(stateId, { id: stateId, version: (state?.version ?? 0) + 1, timers: set, nextTimer });
      changed.add(stateId);
      decision.handled.push(id);
    }
  }
  decision.states = [...changed].flatMap((id) => byId.get(id) ?? []);
  // What follows does so from the first of them that was handled.
  if (decision.handled.length) decision.events = events;
  return decision;
}

const byId = <T extends { id: string }>(all: Iterable<T>): T[] =>
  [...all].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));

/** What a batch may rely on of what was loaded for it. */
export function viewOf(loaded: Loaded, messages: readonly Fated[]): View {
  const ids = messages.map(({ id }) => id);
  const answers = ids.flatMap((id) => {
    const found = loaded.answers.get(id);
    return found ? [[id, `${found.stateId} ${String(found.answer)}`] as const] : [];
  });
  const kept = ids.flatMap((id) => {
    const found = loaded.parked.get(id);
    return found === undefined ? [] : [[id, found] as const];
  });
  return {
    states: byId(loaded.states.map(factOf)),
    answers: Object.fromEntries(answers),
    kept: Object.fromEntries(kept),
  };
}

/** The view of a model of what a batch asks for. */
export function modelView(world: StoreWorld, { messages, later }: BatchPlan): View {
  const states = new Set([...messages.map(({ key }) => key), ...later].map(stateIdOf));
  const ids = messages.map(({ id }) => id);
  const answers = ids.flatMap((id) => {
    const stateId = world.handled[id];
    return stateId && states.has(stateId) ? [[id, `${stateId} answer to ${id}`] as const] : [];
  });
  const kept = ids.flatMap((id): [string, number | "dead"][] => {
    if (world.dead[id]?.open) return [[id, "dead"]];
    const retry = world.retries[id];
    return retry ? [[id, retry.attempts]] : [];
  });
  return {
    states: byId([...states].flatMap((id) => world.states[id] ?? [])),
    answers: Object.fromEntries(answers),
    kept: Object.fromEntries(kept),
  };
}

export const factOf = ({ _id: id, version, timers, nextTimer, body }: StoredState): StateFact => {
  if (body.toString("utf8") !== `body ${version}`) throw new Error(`${id} has another version's body`);
  return {
    ...{ id, version, timers: timers.map((timer) => ({ id: timer.id, due: tickOf(timer.due), begun: timer.begun })) },
    nextTimer: nextTimer && tickOf(nextTimer),
  };
};

const envelopeOf = (id: string) => ({ ...emptyEnvelope, id, type: "conformance.kept.v1", municipality: tenant });
const keptOf = ({ id, attempts, at }: KeptFact) => ({
  ...{ _id: id, envelope: envelopeOf(id), body: Buffer.from(id), reason: "told so", attempts, at: timeOf(at) },
});
export const retryOf = ({ dueAt, begun, account, ...kept }: RetryFact): Retry => ({
  ...keptOf(kept),
  ...{ dueAt: dueAt === null ? null : timeOf(dueAt), waits: 0, begun },
  ...(account === undefined ? {} : { account }),
});
export const letterOf = ({ open, replayedAt, ...kept }: DeadFact): DeadLetter => ({
  ...keptOf(kept),
  ...{ detail: "", replayedAt: replayedAt === null ? null : timeOf(replayedAt), ...(open ? { open } : {}) },
});

export const eventOf = ({ id, type, application, order, at, cause }: EventFact): RecordedEvent => ({
  _id: id,
  envelope: {
    ...envelopeOf(id),
    ...{ type, applicationId: application, caseNumber: `N-${application}`, cause, producer: "conformance" },
  },
  body: Buffer.from(`of ${id}`),
  at: timeOf(at),
  stateId: "",
  ...(order === undefined ? {} : { order }),
});
export const isDocument = ({ type }: EventFact): boolean => type === claimCheckType;

/** Writes a decision as an engine would have it written. */
export function decidedOf(plan: BatchPlan, decision: Decision, loaded: Loaded): Decided {
  const at = timeOf(plan.tick);
  const keyOf = new Map(plan.messages.map(({ id, key }) => [id, stateIdOf(key)]));
  const states = decision.states.map(({ id, version, timers, nextTimer }) => {
    const before = loaded.states.find(({ _id }) => _id === id);
    const ours = decision.handled.filter((message) => keyOf.get(message) === id);
    const after: StoredState = {
      ...{ _id: id, tenant, processor, key: id.split("/")[2] ?? "", version, status: "open", tasks: [] },
      body: Buffer.from(`body ${version}`),
      timers: timers.map((timer) => ({ id: timer.id, name: "conformance", due: timeOf(timer.due) })),
      nextTimer: nextTimer === null ? null : timeOf(nextTimer),
      handled: [
        ...(before?.handled ?? []),
        ...ours.map((message) => ({ id: message, answer: `answer to ${message}` })),
      ],
      handledBefore: before?.handledBefore ?? false,
      ...{ actor: "", updatedAt: at },
    };
    return { before, after };
  });
  return {
    ...{ at, states, events: decision.events.map(eventOf), done: decision.done, dropped: decision.dropped },
    retries: decision.retries.map(retryOf),
    dead: decision.dead.map(letterOf),
  };
}
