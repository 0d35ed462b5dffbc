import type { DeadLetter, Decided, KeptMessage, Loaded, RecordedEvent, Retry } from "../ports/store.ts";
import type { Item } from "./batch.ts";
import type { Delivery, Outcome } from "./delivery.ts";
import { delayAfter, delayOfWaiting } from "./retry.ts";
import { isChanged, type StateSlot, stateIn } from "./slots.ts";

/** What became of one message, before it is written. */
export interface Settled {
  item: Item;
  outcome: Outcome;
  events: RecordedEvent[];
}

/** What a batch comes to, once each of its messages is settled. */
export function decidedIn(
  settled: readonly Settled[],
  slots: Iterable<StateSlot>,
  { answers, kept }: Loaded,
  now: Date,
): Decided {
  const states = [...slots].filter(isChanged).map((slot) => ({ before: slot.before, after: stateIn(slot) }));
  const from = (origins: readonly Delivery["origin"][], is: (id: string) => boolean) =>
    settled.flatMap(({ item: { delivery } }) =>
      origins.includes(delivery.origin) && is(delivery.envelope.id) ? [delivery.envelope.id] : [],
    );
  return {
    at: now,
    states,
    events: settled.flatMap(({ events }) => events),
    retries: settled.flatMap((one) => retryOf(one, now)),
    dead: settled.flatMap((one) => deadLetterOf(one, now)),
    done: from(["retry", "replay"], (id) => answers.has(id)),
    // What is dead and came to wait here once more, as what was set aside may: the dead letter is what counts.
    dropped: from(["retry"], (id) => kept.get(id) === "dead"),
  };
}

function retryOf({ item: { delivery }, outcome }: Settled, now: Date): Retry[] {
  if (outcome.kind !== "retry") return [];
  const { code, counts } = outcome.fault;
  const attempts = delivery.attempts + (counts ? 1 : 0);
  const waits = (delivery.waits ?? 0) + (counts ? 0 : 1);
  const dueAt = new Date(now.getTime() + (counts ? delayAfter(attempts) : delayOfWaiting(waits)));
  return [{ ...keptMessage({ ...delivery, attempts }, code, now), dueAt, waits, begun: 0 }];
}

function deadLetterOf({ item: { delivery }, outcome }: Settled, now: Date): DeadLetter[] {
  if (outcome.kind !== "dead") return [];
  const { code, detail, counts } = outcome.fault;
  const attempts = delivery.attempts + (counts ? 1 : 0);
  return [{ ...keptMessage({ ...delivery, attempts }, code, now), detail, open: true, replayedAt: null }];
}

/** A message as it is kept. */
export function keptMessage({ envelope, body, attempts, key }: Delivery, reason: string, at: Date): KeptMessage {
  const kept = { _id: envelope.id, envelope, body, reason, attempts, at };
  return key ? { ...kept, key } : kept;
}
