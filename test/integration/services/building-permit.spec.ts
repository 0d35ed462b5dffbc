import { expect } from "chai";
import type { ServiceBroker } from "moleculer";
import { ApplicationAccepted } from "../../../platform/casework/case/events.ts";
import { readTownFiles, readTowns } from "../../../platform/casework/towns/towns.ts";
import { call } from "../../../platform/messaging/contracts/action.ts";
import { newEvent } from "../../../platform/messaging/engine/processor.ts";
import { buildingPermit } from "../../../services/building-permit/building-permit.ts";
import type { Tariff } from "../../../services/building-permit/rules.ts";
import schema from "../../../services/building-permit/tariff.schema.json" with { type: "json" };
import { applicationXml } from "../../../services/building-permit/test/messages.ts";
import { identity } from "../../../services/identity/identity.ts";
import { acceptedBody } from "../../support/events.ts";
import type { Runtime } from "../../support/opened.ts";
import { servers } from "../../support/servers.ts";
import { source, Told } from "../../support/source.ts";
import { node, watched } from "../../support/system.ts";
import { until } from "../../support/until.ts";

const municipality = "055620014014";
const caseNumber = "GLA-26-7K3M9-Q2XAB-41";
const level = "substantiell" as const;
const application = {
  ...{ ...acceptedBody, form: "building-permit.v1", trustLevel: level, demandedTrustLevel: level },
  data: JSON.stringify({ message: applicationXml, enclosed: ["site-plan"] }),
};

/** Stands where intake is: an application of March comes in today. */
const applications = source([ApplicationAccepted], () => [newEvent(ApplicationAccepted, application)]);

describe("building permit: the clock while identity is away", () => {
  let brokers: ServiceBroker[] = [];
  let happens: () => Runtime;
  let token = "";
  let late: () => ServiceBroker;

  before(async () => {
    const made = await servers();
    const config = made.config("building-clock");
    token = await made.token(["caseworker"], [municipality]);
    const tariffs = readTownFiles<{ tariffs: Tariff[] }>("building-permit", schema);
    const permits = watched(
      {
        name: "building-permit",
        worklist: true,
        define: () => buildingPermit({ towns: readTowns(), tariffs }),
      },
      config,
    );
    const origin = watched({ name: "source", define: () => applications }, config);
    happens = origin.runtime;
    // The register knows somebody of this name, at another address.
    const resident = { ...acceptedBody.applicant, municipality, residentSince: "2011-04-01", blocked: false };
    const register = {
      find: async (asked: readonly unknown[]) => asked.map(() => ({ exact: [], byName: [resident] })),
    };
    late = () => node(config, watched({ name: "identity", define: () => identity(register) }, config).service);
    brokers = [permits, origin].map(({ service }) => node(config, service));
    await Promise.all(brokers.map((broker) => broker.start()));
  });
  after(() => Promise.all(brokers.map((broker) => broker.stop())));

  const tasks = async () => {
    const [broker] = brokers;
    const metadata = { service: "building-permit", meta: { token } };
    return (await call(broker as ServiceBroker, "service.worklist", { municipality }, metadata)).tasks;
  };

  it("shows a person the case with the day that counts from the receipt, and what identity says when it is back", async () => {
    const metadata = { municipality, portal: "p", applicationId: "a", caseId: "permit", caseNumber, account: "permit" };
    const more = { time: new Date().toISOString(), receivedAt: "2026-03-02T10:00:00Z", serviceKey: "99012008001001" };
    await happens().engine.handle([Told.create({ ...metadata, ...more, id: "record-permit" }, {})]);
    await until("a person has it", async () => (await tasks())[0]?.reasons.includes("formal-check-overdue") ?? false);
    const [task] = await tasks();
    expect(task).to.include({ caseNumber, dueOn: "2026-03-16" });
    expect(task?.reasons).to.include("identity-outstanding");
    const broker = late();
    brokers.push(broker);
    await broker.start();
    await until(
      "identity has answered",
      async () => (await tasks())[0]?.reasons.includes("identity-no-exact-match") ?? false,
    );
    expect((await tasks())[0]).to.include({ dueOn: "2026-03-16" });
    expect((await tasks())[0]?.reasons).not.to.include("identity-outstanding");
  });
});
