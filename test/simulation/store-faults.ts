import type { StoredState } from "../../platform/messaging/ports/store.ts";
import { openedPlainly } from "../support/sealed.ts";
import type { Database } from "./database.ts";
import type { Hall } from "./hall.ts";
import { epoch } from "./world.ts";

/**
 * Says what is wrong in the stores.
 * @param mayDie whether messages may have been given up that were replayed since
 */
export function storeFaults(hall: Hall, mayDie: boolean): string[] {
  const faults: string[] = [];
  for (const [name, db] of hall.databases) {
    const unpublished = [...db.publications.values()].filter(({ sequence }) => sequence === null).length;
    if (unpublished) faults.push(`${name}: ${unpublished} publications are not out`);
    for (const { envelope, reason } of db.retries.values()) faults.push(`${name}: ${envelope.type} waits (${reason})`);
    for (const { envelope, reason, detail, open } of db.dead.values())
      if (open || !mayDie) faults.push(`${name}: ${envelope.type} is dead (${reason} ${detail})`);
    for (const state of db.states.values()) {
      const ids = state.handled.map(({ id }) => id);
      if (new Set(ids).size !== ids.length) faults.push(`${name}: ${state._id} handled a message twice`);
    }
    faults.push(...db.faults, ...timerFaults(hall, name, db), ...timesOf(name, db));
  }
  return faults;
}

/** What the store knows of the timers of a state is what its processor says, and none of them is overdue. */
function timerFaults(hall: Hall, name: string, { states, skew }: Database): string[] {
  const [one] = hall.alive(name);
  const now = epoch + hall.world.now + skew;
  const processors = new Map(one?.runtime.service.processors.map((processor) => [processor.name, processor]));
  const namesOf = (timers: readonly { id: string }[]) => timers.map(({ id }) => id).sort();
  return [...states.values()].flatMap((state) => {
    const { _id, nextTimer, timers, body, processor } = state;
    const wanted = processors.get(processor)?.view(JSON.parse(openedPlainly(body).toString("utf8"))).timers ?? [];
    const earliest = Math.min(...timers.map(({ due }) => due.getTime()));
    if (nextTimer ? nextTimer.getTime() !== earliest : timers.length)
      return [`${name}: ${_id} is not looked at in time`];
    if (nextTimer && nextTimer.getTime() <= now) return [`${name}: a timer of ${_id} did not fire`];
    return namesOf(wanted).join() === namesOf(timers).join() ? [] : [`${name}: ${_id} has other timers than it wants`];
  });
}

/** The times of what is recorded about one state never go back. */
function timesOf(name: string, { events, states }: Pick<Database, "events" | "states">): string[] {
  const latest = new Map<string, number>();
  const faults: string[] = [];
  for (const { stateId, at, envelope } of events.values()) {
    const before = latest.get(stateId) ?? 0;
    if (stateId && at.getTime() < before) faults.push(`${name}: ${envelope.type} goes back in time on ${stateId}`);
    latest.set(stateId, at.getTime());
  }
  const isBehind = ({ _id, updatedAt }: StoredState) => updatedAt.getTime() < (latest.get(_id) ?? 0);
  return [...faults, ...[...states.values()].filter(isBehind).map(({ _id }) => `${name}: ${_id} goes back in time`)];
}
