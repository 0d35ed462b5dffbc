import type { Content } from "../../deploy/sandbox/answer.ts";
import type { Book } from "../../services/payments/book.ts";
import { balancesOf, differenceOf } from "../../services/payments/ledger.ts";
import { openedPlainly } from "../support/sealed.ts";
import type { Hall } from "./hall.ts";
import type { Push } from "./history.ts";
import { type Expected, modelOf } from "./model.ts";
import type { Known, ToldPortals } from "./portal.ts";

/** Says what is wrong after a history; nothing: everything is as it has to be. */
export function faultsAfter(hall: Hall, told: ToldPortals, pushes: readonly Push[]): string[] {
  const model = modelOf(pushes);
  const faults: string[] = [];
  for (const [id, expected] of model.applications)
    faults.push(...applicationFaults(id, expected, told.applications.get(id)));
  for (const id of told.applications.keys())
    if (!model.applications.has(id)) faults.push(`${id} was told of and never pushed`);
  for (const [portal, count] of model.refused) {
    const found = told.refused.get(portal)?.size ?? 0;
    if (found < count) faults.push(`${portal} was told of ${found} refused records, not ${count}`);
  }
  for (const ids of model.oneGranted) {
    const granted = ids.filter((id) => endOf(told.applications.get(id)) === "granted");
    if (granted.length !== 1)
      faults.push(`${granted.length} of ${ids.join(", ")} are granted: one dwelling has one benefit`);
  }
  faults.push(...storeFaults(hall), ...ledgerFaults(hall, told, model.owed, pushes));
  return faults;
}

const contentsOf = (known: Known | undefined): Content[] => (known?.answers ?? []).map(({ content }) => content);

function endOf(known: Known | undefined): string {
  const contents = contentsOf(known);
  const decision = contents.find((one) => one.kind === "decision");
  if (decision) return decision.state;
  const states = contents.flatMap((one) => (one.kind === "progress" ? [one.state] : []));
  return states.find((state) => state === "in-review") ?? states.at(-1) ?? "none";
}

function applicationFaults(id: string, expected: Expected, known: Known | undefined): string[] {
  if (!known) return [`${id} was never answered`];
  const contents = contentsOf(known);
  const of = <K extends Content["kind"]>(kind: K) =>
    contents.filter((one): one is Extract<Content, { kind: K }> => one.kind === kind);
  const faults = known.faults.map((fault) => `${id}: ${fault}`);
  const say = (fault: string) => faults.push(`${id}: ${fault}`);
  if (of("receipt").length !== 1) say(`${of("receipt").length} receipts`);
  if (of("decision").length > 1) say(`${of("decision").length} decisions`);
  const end = endOf(known);
  if (!(expected.ends as readonly string[]).includes(end))
    say(`it ended as ${end}, not as ${expected.ends.join(" or ")}`);
  const pays = end === "assessed" || end === "granted";
  if (of("payment").length !== (pays ? 1 : 0)) say(`${of("payment").length} payments where it is ${end}`);
  if (pays && !of("document").length) say("no notice came");
  const hashes = of("document").map(({ sha256, piece }) => `${sha256} ${piece}`);
  if (new Set(hashes).size !== hashes.length) say("a document came twice");
  if (of("progress").some(({ state }) => state === "delayed")) say("it was told as delayed");
  const answered = of("submission");
  for (const submissionId of expected.submissions) {
    const found = answered.filter((one) => one.submissionId === submissionId);
    if (found.length !== 1) say(`${submissionId} was answered ${found.length} times`);
  }
  const taken = answered.some(({ submission, outcome }) => submission === "withdrawal" && outcome === "taken");
  if (taken !== (end === "withdrawn")) say(`a withdrawal was ${taken ? "" : "not "}taken, and it ended as ${end}`);
  return faults;
}

/** Nothing is unpublished, waits for ever or is dead, and what is recorded was recorded once. */
function storeFaults(hall: Hall): string[] {
  const faults: string[] = [];
  for (const [name, db] of hall.databases) {
    const unpublished = [...db.publications.values()].filter(({ sequence }) => sequence === null).length;
    if (unpublished) faults.push(`${name}: ${unpublished} publications are not out`);
    for (const { envelope, reason } of db.retries.values()) faults.push(`${name}: ${envelope.type} waits (${reason})`);
    for (const { envelope, reason, detail } of db.dead.values())
      faults.push(`${name}: ${envelope.type} is dead (${reason} ${detail})`);
    for (const state of db.states.values()) {
      const ids = state.handled.map(({ id }) => id);
      if (new Set(ids).size !== ids.length) faults.push(`${name}: ${state._id} handled a message twice`);
    }
  }
  return faults;
}

function ledgerFaults(
  hall: Hall,
  told: ToldPortals,
  owed: ReadonlyMap<number, number>,
  pushes: readonly Push[],
): string[] {
  const faults: string[] = [];
  const paymentsOf = (holder: number) => {
    const ids = new Set(
      pushes
        .filter(({ says }) => says.kind === "dog" && says.holder === holder)
        .map(({ portal, applicationId }) => `${portal}/${applicationId}`),
    );
    return [...ids]
      .flatMap((id) => contentsOf(told.applications.get(id)))
      .flatMap((one) => (one.kind === "payment" ? [one.totalCents] : []));
  };
  for (const [holder, cents] of owed) {
    const sum = paymentsOf(holder).reduce((total, one) => total + one, 0);
    if (sum !== cents) faults.push(`household ${holder} was asked for ${sum} cents, not ${cents}`);
  }
  const requested = ["dog-tax", "housing-benefit"].flatMap((name) =>
    [...hall.database(name).events.values()].filter(({ envelope }) => envelope.type === "payment.requested.v1"),
  ).length;
  let entries = 0;
  for (const { body, _id } of hall.database("payments").states.values()) {
    const book = JSON.parse(openedPlainly(body).toString("utf8")) as Book;
    entries += book.entries.length;
    const difference = differenceOf(balancesOf(book.postings));
    if (difference) faults.push(`payments: ${_id} does not balance by ${difference}`);
    const asked = book.entries.reduce((sum, { totalCents }) => sum + totalCents, 0);
    const assessed = 0 - balancesOf(book.postings).assessed;
    if (asked !== assessed) faults.push(`payments: ${_id} has ${assessed} in its ledger, and was asked for ${asked}`);
  }
  if (entries !== requested) faults.push(`payments has ${entries} requests, ${requested} were recorded`);
  return faults;
}
