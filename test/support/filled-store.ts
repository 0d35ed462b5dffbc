import { refused } from "../../platform/casework/case/case-file.ts";
import { ApplicationAccepted, CaseReferred, IdentityConfirmed } from "../../platform/casework/case/events.ts";
import { caseDefinition } from "../../platform/casework/service/case-service.ts";
import { plainDecision } from "../../platform/casework/service/decision.ts";
import { MongoTransaction } from "../../platform/messaging/adapters/mongodb/transaction.ts";
import { plainSealing } from "../../platform/messaging/adapters/sealing/plain.ts";
import { type Envelope, emptyEnvelope } from "../../platform/messaging/contracts/envelope.ts";
import type { Delivery } from "../../platform/messaging/engine/delivery.ts";
import { computeId } from "../../platform/messaging/ids.ts";
import type { PortalNotes } from "../../platform/messaging/index.ts";
import type { EventContract } from "../../platform/messaging/messages/event.ts";
import type { RecordedEvent } from "../../platform/messaging/ports/store.ts";
import type { Files } from "../../services/documents/files/files.ts";
import type { Register } from "../../services/identity/register.ts";
import { appeals } from "./appeals.ts";
import { acceptedBody } from "./events.ts";
import type { Runtime } from "./opened.ts";

export const town = "055620014014";
const elsewhere = "055120000000";
/** Of each kind of document that nothing is to be done about. */
const many = 2_500;
const past = new Date("2026-01-05T00:00:00Z");
const future = new Date("2099-01-01T00:00:00Z");
const [empty = Buffer.alloc(0)] = await plainSealing.seal([{ owner: "", bytes: Buffer.from("{}") }]);
const numbers = (count: number) => Array.from({ length: count }, (_, i) => i);

/** Leaves everything to a person. */
export const gamma = caseDefinition({
  decision: plainDecision,
  ...appeals,
  name: "gamma",
  judge: () => ({ kind: "person", reasons: [] }),
  decide: (file, { reason }, now) => refused(file, reason, now),
});

/** A case of which nothing but what is stored about it is known. */
export const caseOf = (i: number): Envelope => ({
  ...{ ...emptyEnvelope, municipality: i % 2 ? town : elsewhere, portal: "portal", applicationId: `a-${i}` },
  ...{ caseId: `case-${i}`, caseNumber: `N-${i}`, serviceKey: "99102013104000", cause: `cause-${i}` },
});
export const waiting = { ...caseOf(100_001), caseNumber: "N-waiting" };
/** A case on which so many messages were handled that its state does not hold all their ids. */
export const forgotten = { ...caseOf(100_003), caseNumber: "N-forgotten" };

export const resident = (i: number) => ({ ...acceptedBody.applicant, familyName: `Beispiel ${i}` });

let count = 0;
/** An event about a case, as the bus brings it. */
export function delivered({ name }: EventContract, metadata: Envelope, value: object): Delivery {
  count += 1;
  const envelope = { ...metadata, type: name, id: computeId("delivered", count), time: past.toISOString() };
  return { origin: "bus", envelope, content: { value }, attempts: 0 };
}

const answer = { trustLevel: "basis", registered: acceptedBody.applicant, residentSince: "" };
/** What identity says of a case that nothing else is known of. */
export const confirmed = (i: number): Delivery => delivered(IdentityConfirmed, caseOf(i), answer);

/** Fills a service's collections: very much that is done, and a little that is to be done. */
export async function fill(
  { engine, resources: { models, connection } }: Runtime,
  { register, files, unsent }: { register: Register; files: Files; unsent: PortalNotes },
): Promise<void> {
  for (const metadata of [waiting, forgotten])
    await engine.handle([
      delivered(ApplicationAccepted, metadata, acceptedBody),
      delivered(IdentityConfirmed, metadata, answer),
    ]);
  await models.states.updateOne({ key: forgotten.caseId }, { $set: { handledBefore: true } });
  const all = { lean: true } as const;
  await models.handled.insertMany(
    numbers(many).map((i) => ({ _id: `handled-${i}`, stateId: `${town}/case/${forgotten.caseId}`, at: past })),
    all,
  );
  await models.states.insertMany(
    [...numbers(many).map(stateOf), ...numbers(3).map(offerOf), ...numbers(400).map(soonOf)],
    all,
  );
  await models.tasks.insertMany(numbers(1_000).map(taskOf), all);
  const events = numbers(many).map(eventOf);
  await models.events.insertMany(events, all);
  await models.publications.insertMany(numbers(many).map(publicationOf), all);
  await models.retries.insertMany(
    numbers(500).map((i) => ({ ...keptOf(`retry-${i}`, i), dueAt: future, waits: 0, begun: 0 })),
    all,
  );
  await models.dead.insertMany(
    numbers(many).map((i) => ({ ...keptOf(`dead-${i}`, i), detail: "", replayedAt: past })),
    all,
  );
  await models.dead.insertMany(
    numbers(1_500).map((i) => ({ ...keptOf(`dead-open-${i}`, i), detail: "", open: true, replayedAt: null })),
    all,
  );
  await models.looks.insertMany(
    numbers(many).map((i) => ({
      ...{ _id: `look-${i}`, at: new Date(), actor: "anna", action: "case", target: `N-${i}` },
      ...{ municipality: town, serviceKey: "" },
    })),
    all,
  );
  await register.fill(
    numbers(1_000).map((i) => ({ ...resident(i), municipality: town, residentSince: "2011-04-01", blocked: false })),
  );
  for (const i of numbers(300)) await files.archive(town, "text/plain", Buffer.from(`file ${i}`));
  const session = await connection.startSession();
  const together = new MongoTransaction(session);
  for (const i of numbers(30))
    await unsent.record(together, events.slice(10 * i, 10 * i + 10), new Date(past.getTime() + i));
  await session.endSession();
}

const stateOf = (i: number) => ({
  ...{
    _id: `${caseOf(i).municipality}/case/case-${i}`,
    tenant: caseOf(i).municipality,
    processor: "case",
    key: `case-${i}`,
    version: 4,
  },
  ...{ status: "decided", body: empty, timers: [], nextTimer: i % 10 ? null : future, tasks: [], handled: [] },
  ...{ handledBefore: false, actor: "", updatedAt: past },
});

const offerOf = (i: number) => ({
  ...stateOf(i),
  _id: `offers/offer/service-${i}`,
  tenant: "offers",
  processor: "offer",
  key: `service-${i}`,
});

/** What will be due together with others, once a spec says so. */
const soonOf = (i: number) => ({ ...stateOf(i), _id: `soon/case/case-${i}`, tenant: "soon" });

function taskOf(i: number) {
  const { municipality: tenant, caseId, caseNumber, serviceKey } = caseOf(i);
  const [stateId, since] = [`${tenant}/case/${caseId}`, new Date(past.getTime() + i)];
  const order = `9999-12-31 ${since.toISOString()} ${stateId} ${caseNumber}`;
  return {
    _id: `${stateId} ${caseNumber}`,
    stateId,
    tenant,
    serviceKey,
    caseId,
    caseNumber,
    since,
    reasons: [],
    order,
  };
}

function eventOf(i: number): RecordedEvent {
  const envelope = { ...caseOf(i), id: `event-${i}`, type: CaseReferred.name, producer: "gamma" };
  const event = { _id: envelope.id, envelope, body: empty, at: past, stateId: `${envelope.municipality}/case-${i}` };
  return i % 2 ? { ...event, order: 1 } : event;
}

const publicationOf = (i: number) => ({
  ...{ _id: `publication-${i}`, events: [`event-${i}`], types: [CaseReferred.name] },
  // What waits is younger than what is swept.
  ...(i < 300 ? { publishedSeq: null, at: future } : { publishedSeq: 1, at: past }),
});

const keptOf = (id: string, i: number) => ({
  ...{ _id: id, envelope: { ...caseOf(i), id, type: CaseReferred.name }, body: empty, reason: "bad-contract" },
  ...{ attempts: 1, at: past },
});
