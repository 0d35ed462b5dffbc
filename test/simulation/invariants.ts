import type { Content } from "../../sandbox/portal/answer.ts";
import { deadly, portals } from "./contracts.ts";
import type { Hall } from "./hall.ts";
import type { History } from "./history.ts";
import { ledgerFaults } from "./ledger-faults.ts";
import { type Expected, idOf, modelOf, remindersAfter } from "./model.ts";
import type { Known, ToldPortals } from "./portal.ts";
import type { Push } from "./records.ts";
import { storeFaults } from "./store-faults.ts";
import { startMs } from "./world.ts";

/** Says what is wrong after a history; nothing: everything is as it has to be. */
export function faultsAfter(hall: Hall, told: ToldPortals, history: History): string[] {
  const { pushes, troubles } = history;
  const model = modelOf(history);
  const faults: string[] = [];
  const given = troubles.flatMap((one) =>
    one.kind === "broken" && ["gives-up", "dies"].includes(one.how) ? [one.applicationId] : [],
  );
  const isMeant = (id: string) => given.some((one) => id.endsWith(`/${one}`));
  // What a service cannot do for an application it cannot do for an objection to it.
  const isGivenUp = (id: string) => [id, ...objectedBy(id, pushes)].some(isMeant);
  for (const [id, expected] of model.applications)
    faults.push(...applicationFaults(id, expected, told.applications.get(id), isGivenUp(id)));
  for (const [id, known] of told.applications) faults.push(...reminderFaults(id, known, history.days));
  for (const id of told.applications.keys())
    if (!model.applications.has(id) && !isGivenUp(id)) faults.push(`${id} was told of and never pushed`);
  for (const { name: portal } of portals) {
    const [found, count] = [told.refused.get(portal)?.size ?? 0, model.refused.get(portal) ?? 0];
    if (found !== count) faults.push(`${portal} was told of ${found} refused records, not ${count}`);
  }
  faults.push(...told.faults);
  for (const ids of model.oneGranted) {
    const granted = ids.filter((id) => endOf(told.applications.get(id)) === "granted");
    if (granted.length !== 1)
      faults.push(`${granted.length} of ${ids.join(", ")} are granted: one dwelling has one benefit`);
  }
  faults.push(
    ...storeFaults(hall, given.length > 0),
    ...hall.broker.faults,
    ...delayFaults(told, history),
    ...ledgerFaults(hall, told, model.owed, pushes),
  );
  return faults;
}

/** What an application objects to, where it is an objection. */
const objectedBy = (id: string, pushes: readonly Push[]): string[] =>
  pushes.flatMap((push) => (idOf(push) === id && push.says.kind === "objection" ? [push.says.to] : []));

const contentsOf = (known: Known | undefined): Content[] => (known?.answers ?? []).map(({ content }) => content);

function endOf(known: Known | undefined): string {
  const contents = contentsOf(known);
  const decision = contents.find((one) => one.kind === "decision");
  if (decision) return decision.state;
  const states = contents.flatMap((one) => (one.kind === "progress" ? [one.state] : []));
  return states.find((state) => state === "in-review") ?? states.at(-1) ?? "none";
}

/** What the others wait for at most where a service fails for one application only, in ms. */
const promptMs = 5_000;

/** Where nothing is wrong but that a service fails for one application, all others are answered as fast as ever. */
function delayFaults(told: ToldPortals, { pushes, troubles }: History): string[] {
  const bad = new Set(
    troubles.flatMap((one) => (one.kind === "broken" && one.how !== "dies" ? [one.applicationId] : [])),
  );
  const people = new Set(
    pushes.flatMap(({ applicationId, says }) => (bad.has(applicationId) && "holder" in says ? [says.holder] : [])),
  );
  // What is on a partition waits for a record that processes die of, and for what dies.
  if (pushes.some(({ value }) => value === deadly)) return [];
  if (!troubles.length || troubles.some((one) => one.kind !== "broken" || one.how === "dies")) return [];
  return pushes.flatMap(({ at, portal, applicationId, says }) => {
    if ((says.kind !== "dog" && says.kind !== "benefit") || people.has(says.holder)) return [];
    const { toldAt = Number.POSITIVE_INFINITY } = told.applications.get(`${portal}/${applicationId}`) ?? {};
    return toldAt > startMs + at + promptMs
      ? [`${applicationId} is told late, though it is not about what is bad`]
      : [];
  });
}

/** Timers fire once: nobody pays in a simulation, and each payment is reminded of. */
function reminderFaults(id: string, known: Known, days: number): string[] {
  const contents = contentsOf(known);
  const isOwed = contents.some((one) => one.kind === "payment" && one.method === "transfer" && one.totalCents >= 500);
  const found = contents.filter((one) => one.kind === "payment-standing" && one.event === "reminded").length;
  const [least, most] = isOwed ? remindersAfter(days) : [0, 0];
  return found < least || found > most ? [`${id}: ${found} reminders after ${days} days`] : [];
}

/** Money and letters come after the decision that they are about. */
function isTooEarly(one: Content, kinds: readonly Content["kind"][]): boolean {
  const isAfter = one.kind === "payment" || one.kind === "document";
  return isAfter && (!kinds.includes("decision") || kinds.indexOf(one.kind) < kinds.indexOf("decision"));
}

function applicationFaults(id: string, expected: Expected, known: Known | undefined, isGivenUp: boolean): string[] {
  if (!known) return [`${id} was never answered`];
  const contents = contentsOf(known);
  const of = <K extends Content["kind"]>(kind: K) =>
    contents.filter((one): one is Extract<Content, { kind: K }> => one.kind === kind);
  const faults = known.faults.map((fault) => `${id}: ${fault}`);
  const say = (fault: string) => faults.push(`${id}: ${fault}`);
  if (of("receipt").length !== 1) say(`${of("receipt").length} receipts`);
  if (of("decision").length > 1) say(`${of("decision").length} decisions`);
  const end = endOf(known);
  // Of what goes on after it was given up nobody need be told.
  const ends = isGivenUp && expected.ends.includes("none") ? [...expected.ends, "delayed"] : expected.ends;
  if (!(ends as readonly string[]).includes(end)) say(`it ended as ${end}, not as ${expected.ends.join(" or ")}`);
  const pays = end === "assessed" || end === "granted";
  if (of("payment").length !== (pays ? 1 : 0)) say(`${of("payment").length} payments where it is ${end}`);
  if (pays && !of("document").length) say("no notice came");
  const kinds = contents.map(({ kind }) => kind);
  if (contents.some((one) => isTooEarly(one, kinds))) say(`it was told in this order: ${kinds.join(", ")}`);
  const hashes = of("document").map(({ sha256, piece }) => `${sha256} ${piece}`);
  if (new Set(hashes).size !== hashes.length) say("a document came twice");
  if (!isGivenUp && of("progress").some(({ state }) => state === "delayed")) say("it was told as delayed");
  const answered = of("submission");
  for (const submissionId of expected.submissions) {
    const found = answered.filter((one) => one.submissionId === submissionId);
    if (found.length !== 1) say(`${submissionId} was answered ${found.length} times`);
  }
  const taken = answered.some(({ submission, outcome }) => submission === "withdrawal" && outcome === "taken");
  if (!expected.endsWith && taken !== (end === "withdrawn"))
    say(`a withdrawal was ${taken ? "" : "not "}taken, and it ended as ${end}`);
  return faults;
}
