import { expect } from "chai";
import { type Consumer, Kafka, logLevel } from "kafkajs";
import { Errors, type ServiceBroker, type ServiceSchema } from "moleculer";
import { fetchMax } from "../../../connectors/portals/common/notifying/given-up.ts";
import { portalNotifications } from "../../../connectors/portals/common/notifying/notifications.ts";
import { type PortalOutbox, portalOutbox } from "../../../connectors/portals/common/portal-service.ts";
import { sozialplattformNrw as portal } from "../../../connectors/portals/sozialplattform-nrw/sozialplattform-nrw.ts";
import {
  ApplicationAccepted,
  CaseDecided,
  DocumentIssued,
  SubmissionAnswered,
} from "../../../platform/casework/case/events.ts";
import { createTopics } from "../../../platform/messaging/adapters/kafka/topics.ts";
import { connectRegistry } from "../../../platform/messaging/adapters/registry.ts";
import { Codec } from "../../../platform/messaging/contracts/codec.ts";
import { newEvent } from "../../../platform/messaging/engine/processor.ts";
import { sha256 } from "../../../platform/messaging/ids.ts";
import type { PortalRecords } from "../../../types/generated/portal-sozialplattform-nrw.ts";
import { acceptedBody, answeredBody, decidedBody, issuedBody } from "../../support/events.ts";
import type { Runtime } from "../../support/opened.ts";
import { servers } from "../../support/servers.ts";
import { source, Told } from "../../support/source.ts";
import { node, watched } from "../../support/system.ts";
import { until } from "../../support/until.ts";

const contracts = {
  accepted: ApplicationAccepted,
  decided: CaseDecided,
  issued: DocumentIssued,
  answered: SubmissionAnswered,
};
type Word = keyof typeof contracts;
const municipality = "055620014014";
const pdf = Buffer.from("%PDF-1.7 (invented)");

/** Publishes what a test wants to have happened to an application. */
const words = source<{ word: Word; body: never }>(Object.values(contracts), ({ word, body }) => [
  newEvent(contracts[word], body),
]);

describe("connectors: the outbox to Kafka", function () {
  this.timeout(90_000);
  const brokers: ServiceBroker[] = [];
  const missing = new Set<string>();
  const away = new Set<string>();
  let reads = 0;
  const told = new Map<string, { sequence: number; what: string }[]>();
  let happens: () => Runtime;
  let sends: () => Runtime;
  let consumer: Consumer;

  /** Stands where `documents` is: the file is there, or not yet. */
  const documents: ServiceSchema = {
    name: "documents",
    actions: {
      read({ params: { sha256 } }: { params: { sha256: string } }) {
        reads += 1;
        if (away.has(sha256)) throw new Errors.ServiceNotAvailableError({ action: "documents.read", nodeID: "n" });
        if (missing.has(sha256)) throw new Errors.MoleculerError("not there yet", 404, "not-found");
        return { data: pdf.toString("base64"), bytes: pdf.length, mediaType: "application/pdf" };
      },
    },
  };

  before(async () => {
    const config = (await servers()).config("outbox");
    const kafka = new Kafka({ brokers: config.kafka.brokers, logLevel: logLevel.NOTHING });
    const admin = kafka.admin();
    await admin.connect();
    const topic = `${portal.name}.status`;
    await createTopics(admin, [{ topic, numPartitions: 3 }]);
    await admin.disconnect();
    const sender = () => {
      let made: PortalOutbox;
      const { service, runtime } = watched(
        {
          name: portal.name,
          define: () => portalNotifications({ portal, fetch: async () => new Map() }),
          outbox: async (resources) => {
            made = await portalOutbox(portal, resources);
            return made.outbox;
          },
          started: async ({ engine }) => {
            made.documents.handle = (deliveries) => engine.handle(deliveries);
            return async () => {};
          },
        },
        config,
      );
      sends = runtime;
      return service;
    };
    const made = watched({ name: "source", define: () => words }, config);
    happens = made.runtime;
    for (const services of [[made.service, documents], [sender()], [sender()]]) brokers.push(node(config, ...services));
    await Promise.all(brokers.map((broker) => broker.start()));
    const codec = new Codec(connectRegistry(config));
    consumer = kafka.consumer({ groupId: "outbox-spec", maxWaitTimeInMs: 100 });
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    await consumer.run({
      eachMessage: async ({ message: { key, value } }) => {
        const { body } = await codec.decode(portal.receives, value ?? Buffer.alloc(0));
        const { sequence, update } = body as PortalRecords["CaseUpdate"];
        const application = String(key);
        const what = Object.keys(update)[0]?.split(".").at(-1) ?? "";
        told.set(application, [...(told.get(application) ?? []), { sequence, what }]);
      },
    });
  });
  after(async () => {
    await consumer?.disconnect();
    await Promise.all(brokers.map((broker) => broker.stop()));
  });

  let count = 0;
  const happen = (...what: [application: string, word: Word, body: object][]) =>
    happens().engine.handle(
      what.map(([application, word, body]) => {
        count += 1;
        const metadata = { municipality, portal: portal.name, applicationId: application, caseId: application };
        const time = new Date().toISOString();
        return Told.create({ ...metadata, id: `record-${count}`, time, receivedAt: time }, { word, body });
      }),
    );
  const toldOf = (application: string) => (told.get(application) ?? []).map(({ what }) => what);

  it("tells everything once and in order of its numbers although two instances send", async () => {
    const applications = Array.from({ length: 150 }, (_, i) => `twice-${i}`);
    const issued = issuedBody(sha256(pdf), pdf.length);
    await happen(...applications.map((id): [string, Word, object] => [id, "accepted", acceptedBody]));
    await happen(...applications.map((id): [string, Word, object] => [id, "decided", decidedBody]));
    await happen(...applications.map((id): [string, Word, object] => [id, "issued", issued]));
    await happen(...applications.map((id): [string, Word, object] => [id, "answered", answeredBody]));
    await until("all told", () => applications.every((id) => (told.get(id)?.length ?? 0) >= 4), 60_000);
    for (const id of applications) expect(told.get(id)?.map(({ sequence }) => sequence)).to.deep.equal([1, 2, 3, 4]);
  });

  it("lets only what follows it wait for a document that cannot be fetched", async () => {
    const gone = "f".repeat(64);
    missing.add(gone);
    await happen(["stuck", "accepted", acceptedBody], ["other", "accepted", acceptedBody]);
    await happen(["stuck", "decided", decidedBody], ["other", "decided", decidedBody]);
    await happen(["stuck", "issued", issuedBody(gone, pdf.length)]);
    await until("all but the document is told", () => toldOf("stuck").length === 2 && toldOf("other").length === 2);
    await happen(["stuck", "answered", answeredBody], ["other", "issued", issuedBody(sha256(pdf), pdf.length)]);
    await happen(["other", "answered", answeredBody]);
    await until("the other one is through", () => toldOf("other").length === 4);
    expect(toldOf("stuck")).to.deep.equal(["Received", "Decision"]);
    missing.delete(gone);
    await until("the document and what waited behind it", () => toldOf("stuck").length === 4);
    expect(toldOf("stuck")).to.deep.equal(["Received", "Decision", "Document", "Acknowledged"]);
  });

  const notes = () => sends().resources.connection.collection("unsent-documents");
  const operate = async (action: string, params: object) => {
    const meta = { token: await (await servers()).token() };
    return await (brokers[0] as ServiceBroker).call(`${portal.name}.${action}`, params, { meta });
  };

  it("waits without end, and without counting, for a service of documents that is away", async () => {
    const hash = "a".repeat(64);
    away.add(hash);
    await happen(["away", "accepted", acceptedBody]);
    await happen(["away", "decided", decidedBody]);
    await happen(["away", "issued", issuedBody(hash, pdf.length)]);
    const before = reads;
    await until("it was asked for three times", () => reads >= before + 3);
    expect(await notes().findOne({ applicationId: "away" })).to.include({ attempts: 0 });
    away.delete(hash);
    await until("the document is there", () => toldOf("away").length === 3);
  });

  it("gives a document up that cannot be fetched for an hour, tells so, and goes on with what follows", async () => {
    const lost = "e".repeat(64);
    missing.add(lost);
    await happen(["lost", "accepted", acceptedBody]);
    await happen(["lost", "decided", decidedBody]);
    await happen(["lost", "issued", issuedBody(lost, 600_000)]);
    // Two instances read the bus: what comes later may be taken first.
    await until("its pieces wait", async () => (await notes().countDocuments({ applicationId: "lost" })) === 2);
    await happen(["lost", "answered", answeredBody]);
    const { dead } = sends().resources.models;
    let attempts = 0;
    await until("its two pieces are given up", async () => {
      // The hour goes by.
      const note = await notes().findOneAndUpdate({ applicationId: "lost" }, { $set: { dueAt: new Date(0) } });
      attempts = Math.max(attempts, note?.attempts ?? 0);
      return (await dead.countDocuments({})) === 2;
    });
    expect(attempts).to.equal(fetchMax - 1);
    await until("what follows is told", () => toldOf("lost").length === 4);
    expect(toldOf("lost")).to.deep.equal(["Received", "Decision", "Acknowledged", "Progress"]);
    expect(told.get("lost")?.map(({ sequence }) => sequence)).to.deep.equal([1, 2, 5, 6]);
    const { groups } = (await operate("dead-list", {})) as { groups: { reason: string; ids: string[] }[] };
    expect(groups.map(({ reason, ids }) => [reason, ids.length])).to.deep.equal([["not-found", 2]]);
    const shown = await operate("dead-show", { id: groups[0]?.ids[0] });
    expect(shown).to.include({ type: "record.document", attempts: fetchMax, replayedAt: "" });

    missing.delete(lost);
    const replayed = await operate("dead-replay", { reason: "not-found", dryRun: false });
    expect(replayed).to.include({ replayed: 2 });
    await until("the document is told with its own numbers", () => toldOf("lost").length === 6);
    expect(told.get("lost")?.slice(4)).to.deep.equal([
      { sequence: 3, what: "Document" },
      { sequence: 4, what: "Document" },
    ]);
    expect(await operate("dead-list", {})).to.deep.equal({ groups: [], more: 0 });
  });
});
