import type { OpenState, Store, StoredTask, TaskRange } from "../../messaging/index.ts";
import { Fault, type Params, type Returns, type Runtime } from "../../messaging/index.ts";
import { type Actor, type Place, permits, type Reach, reachOf } from "./actor.ts";

type Page = Returns<"service.worklist">;

const limitDefault = 100;
/** What comes after a page is counted up to here. */
const moreMax = 1_000;
/** A number that is not checked may have been given twice, hardly more often. */
const sameNumberMax = 20;

/**
 * What waits for a person, of that what the actor may decide: a page in the order of the last legal day, then of waiting.
 * @throws Fault not-permitted where the actor decides nothing here; bad-request for a cursor that is none
 */
export async function worklistPage(
  { resources: { store, name } }: Runtime,
  actor: Actor,
  { municipality, caseNumber, after, limit = limitDefault }: Params<"service.worklist">,
): Promise<Page> {
  const reach = reachOf(actor, "caseworker", name).filter(
    (one) => !municipality || !one.municipality || one.municipality === municipality,
  );
  if (!reach.length) throw new Fault("not-permitted");
  const isMine = ({ tenant, serviceKey }: StoredTask) =>
    (!municipality || tenant === municipality) &&
    permits(actor, "caseworker", { municipality: tenant, service: name, serviceKey });
  if (caseNumber !== undefined) {
    const found = await store.tasks.ofCase(caseNumber, sameNumberMax);
    return { tasks: await shown(store, name, found.filter(isMine)), more: 0, atLeast: false };
  }
  const inAllTowns = reach.some((one) => !one.municipality);
  const everywhere: string[] = !inAllTowns ? [] : municipality ? [municipality] : await store.tasks.tenants();
  const ranges = rangesOf(reach, everywhere);
  const begin = after === undefined ? "" : orderAfter(after, name);
  const found = await store.tasks.orders(ranges, begin, limit + 1);
  const [ids, last] = [found.slice(0, limit).map(idIn), found[limit - 1]];
  const tasks = await store.tasks.read(ids);
  const page = await shown(
    store,
    name,
    tasks.sort((a, b) => (a.order < b.order ? -1 : 1)),
  );
  if (found.length <= limit || !last) return { tasks: page, more: 0, atLeast: false };
  const more = Math.min(moreMax, await store.tasks.count(ranges, last, moreMax));
  return { tasks: page, next: cursorOf(last, name), more, atLeast: more === moreMax };
}

/** What an actor reaches, no task twice: whole towns together, and of each other town some service keys. */
function rangesOf(reach: readonly Reach[], everywhere: readonly string[]): TaskRange[] {
  const whole = new Set(everywhere);
  for (const { municipality, serviceKeys } of reach) if (municipality && !serviceKeys) whole.add(municipality);
  const some = new Map<string, string[]>();
  for (const { municipality, serviceKeys = [] } of reach)
    if (municipality && !whole.has(municipality))
      some.set(municipality, [...(some.get(municipality) ?? []), ...serviceKeys]);
  const keyed = [...some].map(([tenant, keys]): TaskRange => ({ tenants: [tenant], serviceKeys: [...new Set(keys)] }));
  return whole.size ? [...keyed, { tenants: [...whole] }] : keyed;
}

/** Tasks as they are told, with the versions of their states: one query for all. */
async function shown({ states }: Store, service: string, tasks: readonly StoredTask[]): Promise<Page["tasks"]> {
  const stateIds = [...new Set(tasks.map(({ stateId }) => stateId))];
  const versions = await states.versions(stateIds);
  return tasks.map(({ stateId, tenant, caseNumber, since, reasons, dueOn, assignee, asideUntil, order }) => ({
    ...{ caseNumber, municipality: tenant, since: since.toISOString(), reasons, version: versions.get(stateId) ?? 0 },
    ...(dueOn && { dueOn }),
    ...(assignee && { assignee }),
    ...(asideUntil && { asideUntil }),
    cursor: cursorOf(order, service),
  }));
}

const dayAndSince = "9999-12-31 2026-01-01T00:00:00.000Z".length;
const idIn = (order: string): string => order.slice(dayAndSince + 1);

/** A task's place among those of all services: day, since when it waits, service, id. Opaque to who gets it. */
const cursorOf = (order: string, service: string): string =>
  Buffer.from(`${order.slice(0, dayAndSince)} ${service}${order.slice(dayAndSince)}`).toString("base64url");

/** What the order of a service's own tasks is greater than, where they come after a cursor of any service. */
function orderAfter(cursor: string, service: string): string {
  const text = Buffer.from(cursor, "base64url").toString("utf8");
  const [, begin = "", stateId = "", id = ""] =
    /^(\d{4}-\d\d-\d\d \d{4}-\d\d-\d\dT[\d:.]+Z) ([a-z-]+) (.+)$/s.exec(text) ?? [];
  if (!begin) throw new Fault("bad-request", "das ist keine Stelle in der Liste: after");
  if (stateId === service) return `${begin} ${id}`;
  // Of the same moment come first the services whose names come first.
  return service > stateId ? `${begin} ` : `${begin}!`;
}

/** A state in which a case is, and where that is. */
export interface Found {
  state: OpenState;
  place: Place;
}

/** Gives the states in which a case waits: one, unless a number that is not checked was given twice. */
export async function waitingAt({ resources: { states, store, name } }: Runtime, caseNumber: string): Promise<Found[]> {
  const tasks = await store.tasks.ofCase(caseNumber, sameNumberMax);
  if (!tasks.length) return [];
  const stateIds = tasks.map(({ stateId }) => stateId);
  const found = await states.byId(stateIds);
  const keys = new Map(tasks.map(({ stateId, serviceKey }) => [stateId, serviceKey]));
  return found.map((state) => {
    const place = { municipality: state.tenant, service: name, serviceKey: keys.get(state._id) ?? "" };
    return { state, place };
  });
}
