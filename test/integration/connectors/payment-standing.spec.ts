import { expect } from "chai";
import { type Consumer, Kafka, logLevel } from "kafkajs";
import type { ServiceBroker } from "moleculer";
import { portalNotifications } from "../../../connectors/portals/common/notifying/notifications.ts";
import { portalOutbox } from "../../../connectors/portals/common/portal-service.ts";
import { sozialplattformNrw as portal } from "../../../connectors/portals/sozialplattform-nrw/sozialplattform-nrw.ts";
import { ApplicationAccepted, CaseDecided, PaymentRequested } from "../../../platform/casework/case/events.ts";
import { readTownFiles, readTowns } from "../../../platform/casework/towns/towns.ts";
import { createTopics } from "../../../platform/messaging/adapters/kafka/topics.ts";
import { connectRegistry } from "../../../platform/messaging/adapters/registry.ts";
import { call } from "../../../platform/messaging/contracts/action.ts";
import { Codec } from "../../../platform/messaging/contracts/codec.ts";
import { newEvent } from "../../../platform/messaging/engine/processor.ts";
import { paymentActions } from "../../../services/payments/actions.ts";
import { sandboxProvider } from "../../../services/payments/online/sandbox-provider.ts";
import { payments } from "../../../services/payments/payments.ts";
import { payer } from "../../../services/payments/test/account.ts";
import { type EntrySaid, statement } from "../../../services/payments/test/statements.ts";
import schema from "../../../services/payments/town.schema.json" with { type: "json" };
import type { TownPayments } from "../../../services/payments/town.ts";
import type { PortalRecords } from "../../../types/generated/portal-sozialplattform-nrw.ts";
import { acceptedBody, decidedBody } from "../../support/events.ts";
import type { Runtime } from "../../support/opened.ts";
import { servers } from "../../support/servers.ts";
import { source, Told } from "../../support/source.ts";
import { node, watched } from "../../support/system.ts";
import { until } from "../../support/until.ts";

type Progress = { state: string; payment: { reference: string; event: string; openCents: number } | null };
const municipality = "055620014014";
const request = {
  ...{ payer, purpose: "Gebühr", totalCents: 33_00, mandate: null, payTo: null, charge: "fee" as const },
  claims: [{ cents: 33_00, dueOn: "2026-05-15", label: "Gebühr" }],
};

/** Stands for a service that decides at once and asks for money: of one account, whatever the application. */
const decisions = source([ApplicationAccepted, CaseDecided, PaymentRequested], () => [
  newEvent(ApplicationAccepted, acceptedBody),
  newEvent(CaseDecided, decidedBody),
  newEvent(PaymentRequested, request, { account: "household" }),
]);

describe("connectors: what happens to a payment", function () {
  this.timeout(90_000);
  const brokers: ServiceBroker[] = [];
  const told = new Map<string, PortalRecords["CaseUpdate"][]>();
  let happens: () => Runtime;
  let consumer: Consumer;
  let token = "";

  before(async () => {
    const made = await servers();
    const config = made.config("payment-standing");
    token = await made.token(["operator"], ["*"]);
    const kafka = new Kafka({ brokers: config.kafka.brokers, logLevel: logLevel.NOTHING });
    const topic = `${portal.name}.status`;
    const admin = kafka.admin();
    await admin.connect();
    await createTopics(admin, [{ topic, numPartitions: 3 }]);
    await admin.disconnect();
    const [towns, accounts] = [readTowns(), readTownFiles<TownPayments>("payments", schema)];
    const money = watched(
      {
        name: "payments",
        define: () => payments({ towns, accounts }),
        actions: (runtime, prove) =>
          paymentActions({ runtime, prove, towns, accounts, provider: sandboxProvider(() => new Date()) }),
      },
      config,
    );
    const connector = watched(
      {
        name: portal.name,
        define: () => portalNotifications({ portal, fetch: async () => new Map() }),
        outbox: async (resources) => (await portalOutbox(portal, resources)).outbox,
      },
      config,
    );
    const origin = watched({ name: "source", define: () => decisions }, config);
    happens = origin.runtime;
    for (const { service } of [origin, money, connector]) brokers.push(node(config, service));
    await Promise.all(brokers.map((broker) => broker.start()));
    const codec = new Codec(connectRegistry(config));
    consumer = kafka.consumer({ groupId: "payment-standing-spec", maxWaitTimeInMs: 100 });
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    await consumer.run({
      eachMessage: async ({ message: { key, value } }) => {
        const { body } = await codec.decode(portal.receives, value ?? Buffer.alloc(0));
        told.set(String(key), [...(told.get(String(key)) ?? []), body as PortalRecords["CaseUpdate"]]);
      },
    });
  });
  after(async () => {
    await consumer?.disconnect();
    await Promise.all(brokers.map((broker) => broker.stop()));
  });

  const of = <T>(application: string, what: string) =>
    (told.get(application) ?? []).flatMap(({ update }) => {
      const body = (update as Record<string, unknown>)[`nrw.sozialplattform.${what}`];
      return body ? [body as T] : [];
    });
  const referenceOf = (application: string) => of<{ reference: string }>(application, "Payment")[0]?.reference ?? "";
  const events = (application: string) => of<Progress>(application, "Progress").map(({ payment }) => payment?.event);
  const bank = (number: number, openingCents: number, entry: EntrySaid) => {
    const bytes = statement([entry], { number, openingCents }).toString("base64");
    return call(
      brokers[1] as ServiceBroker,
      "payments.statement",
      { municipality, statement: bytes },
      { meta: { token } },
    );
  };

  it("is told to the application whose decision asked for it, once, though another one shares its account", async () => {
    const applications = ["standing-1", "standing-2"];
    await happens().engine.handle(
      applications.map((caseId) => {
        const time = new Date().toISOString();
        const metadata = { municipality, portal: portal.name, applicationId: caseId, caseId, time, receivedAt: time };
        return Told.create({ ...metadata, id: `record-${caseId}` }, {});
      }),
    );
    await until("both know what to pay", () => applications.every((one) => referenceOf(one) !== ""), 60_000);
    const [first, second] = applications.map(referenceOf);
    const paid = { ref: "S1", cents: 33_00, structured: first ?? "" };
    await bank(1, 0, paid);
    await bank(1, 0, paid);
    await until("the first one knows that it is paid", () => events("standing-1").length > 0);
    await bank(2, 33_00, { ref: "S2", cents: 30_00, structured: second ?? "" });
    await until("the second one knows what is paid", () => events("standing-2").length > 0);
    expect(applications.map(events)).to.deep.equal([["PAID"], ["PARTLY_PAID"]]);
    expect(of<Progress>("standing-2", "Progress")[0]?.payment?.openCents).to.equal(3_00);
    for (const one of applications) expect(told.get(one)?.map(({ sequence }) => sequence)).to.deep.equal([1, 2, 3, 4]);
  });
});
