import { expect } from "chai";
import type { ServiceBroker } from "moleculer";
import { ApplicationAccepted, IdentityConfirmed } from "../../../platform/casework/case/events.ts";
import { decisionsIn, objectionAccount, objections } from "../../../platform/casework/objections/objection-case.ts";
import type { DomainDefinition } from "../../../platform/casework/service/case-processor.ts";
import { completed } from "../../../platform/casework/service/domain.ts";
import { readTownFiles, readTowns } from "../../../platform/casework/towns/towns.ts";
import { call, type Params } from "../../../platform/messaging/contracts/action.ts";
import { emptyEnvelope } from "../../../platform/messaging/contracts/envelope.ts";
import type { Delivery } from "../../../platform/messaging/engine/delivery.ts";
import { dogTax } from "../../../services/dog-tax/dog-tax.ts";
import { hashKey, holder, tariffs } from "../../../services/dog-tax/test/household.ts";
import { Household, now as tenant, applicant as tenantNamed } from "../../../services/housing-benefit/test/grants.ts";
import { paymentActions } from "../../../services/payments/actions.ts";
import { sandboxProvider } from "../../../services/payments/online/sandbox-provider.ts";
import { payments } from "../../../services/payments/payments.ts";
import schema from "../../../services/payments/town.schema.json" with { type: "json" };
import type { TownPayments } from "../../../services/payments/town.ts";
import { someFiles } from "../../support/enclosed.ts";
import type { Runtime } from "../../support/opened.ts";
import { servers } from "../../support/servers.ts";
import { node, watched } from "../../support/system.ts";
import { until } from "../../support/until.ts";

const municipality = "055620014014";
const towns = readTowns();
const granted = new Household().granted;

interface Subject {
  name: "dog-tax" | "housing-benefit";
  key: string;
  number: string;
  applicant: typeof holder;
  receivedAt: string;
  form: string;
  data: object;
  attachments: number;
  instead: Params<"service.decide">["instead"];
}

const subjects: Subject[] = [
  {
    ...{ name: "dog-tax", key: "99102013104000", number: "GLA-26-7K3M9-Q2XAB-41", applicant: holder },
    ...{ receivedAt: "2026-11-22T10:00:00Z", form: "dog-tax-registration.v1", attachments: 0 },
    ...{ data: { dog: { name: "Bello", breed: "Dackel" }, keptSince: "2026-11-02" }, instead: { amountCents: 0 } },
  },
  {
    ...{ name: "housing-benefit", key: "99107023017000", number: "GLA-26-00000-00000-00", applicant: tenantNamed },
    ...{ receivedAt: "2026-01-15T10:00:00Z", form: "housing-benefit.v1", attachments: 2, data: tenant },
    ...{ instead: { amountCents: granted + 10_00 } },
  },
];

describe("a remedied objection on real servers", () => {
  let brokers: ServiceBroker[] = [];
  const runtimes = new Map<string, () => Runtime>();
  let token = "";

  before(async () => {
    const made = await servers();
    const config = made.config("remedies");
    token = await made.token(["operator", "caseworker"], [municipality]);
    const accounts = readTownFiles<TownPayments>("payments", schema);
    const money = watched(
      {
        ...{ name: "payments", worklist: true, define: () => payments({ towns, accounts }) },
        actions: (runtime, prove) =>
          paymentActions({ runtime, prove, towns, accounts, provider: sandboxProvider(() => new Date()) }),
      },
      config,
    );
    const own: Record<Subject["name"], Omit<DomainDefinition, "forms">> = {
      "dog-tax": dogTax({ towns, tariffs, hashKey }),
      "housing-benefit": new Household().service,
    };
    const services = subjects.map(({ name, key }) => {
      const found = watched(
        {
          ...{ name, worklist: true },
          define: ({ store }) => ({
            ...completed(own[name], [], objections(towns, decisionsIn(store))),
            serviceKeys: [key],
          }),
        },
        config,
      );
      runtimes.set(name, found.runtime);
      return found.service;
    });
    brokers = [money.service, ...services].map((service) => node(config, service));
    await Promise.all(brokers.map((broker) => broker.start()));
    await brokers[0]?.waitForServices(
      subjects.map(({ name }) => name),
      10_000,
    );
  });
  after(() => Promise.all(brokers.map((broker) => broker.stop())));

  const asked = <N extends "service.decide" | "service.worklist" | "service.case" | "payments.ledger">(
    name: N,
    service: string,
    params: Params<N>,
  ) => call(brokers[0] as ServiceBroker, name, params, { service, meta: { token } });

  /** An application and who applies, as the bus brings both. */
  async function applies(subject: Subject, caseId: string, form: string, data: object) {
    const isObjection = form === "objection.v1";
    const metadata = {
      ...{ municipality, portal: "portal", applicationId: `A-${caseId}`, caseId: `${subject.name}-${caseId}` },
      serviceKey: subject.key,
      account: isObjection ? objectionAccount(`${subject.name}-${caseId}`) : `${subject.name}-first`,
      caseNumber: isObjection ? `OBJ-26-${subject.name}` : subject.number,
      receivedAt: isObjection ? new Date().toISOString() : subject.receivedAt,
    };
    const event = (type: string, body: object): Delivery => ({
      ...{ origin: "bus", content: { value: body }, attempts: 0 },
      envelope: { ...emptyEnvelope, ...metadata, type, id: `${type}-${metadata.caseId}` },
    });
    const { applicant } = subject;
    const levels = { trustLevel: "substantiell", demandedTrustLevel: "basis" };
    const attachments = someFiles(isObjection ? 0 : subject.attachments);
    await (runtimes.get(subject.name) as () => Runtime)().engine.handle([
      event(ApplicationAccepted.name, { applicant, form, data: JSON.stringify(data), attachments, ...levels }),
      event(IdentityConfirmed.name, { trustLevel: "substantiell", registered: applicant, residentSince: "2011-04-01" }),
    ]);
  }

  const eventsOf = async ({ name, number }: Subject) =>
    (await asked("service.case", name, { caseNumber: number })).entries.map(({ event, detail }) => [event, detail]);
  const count = (entries: unknown[][], event: string) => entries.filter(([name]) => name === event).length;

  for (const subject of subjects)
    it(`of ${subject.name} is decided once, whoever repeats it, and told in both cases`, async () => {
      await applies(subject, "first", subject.form, subject.data);
      // The first notice is out, so that somebody can object to it.
      await until("noticed", async () => count(await eventsOf(subject), "notice.requested.v1") === 1);
      await applies(subject, "objection", "objection.v1", { decision: subject.number });
      const task = await until("a person has it", async () => {
        const { tasks } = await asked("service.worklist", subject.name, { municipality });
        return tasks.find(({ caseNumber }) => caseNumber === subject.number);
      });
      expect(task.reasons).to.deep.equal(["objection"]);
      const command = {
        ...{ caseNumber: subject.number, version: task.version, commandId: `remedy-${subject.name}` },
        ...{ outcome: "grant" as const, reason: "Die Unterlagen belegen es.", instead: subject.instead },
      };
      const answers = await Promise.all([1, 2].map(() => asked("service.decide", subject.name, command as never)));
      expect(answers[1]).to.deep.equal(answers[0]);
      expect(await asked("service.decide", subject.name, command as never)).to.deep.equal(answers[0]);
      await until("the notice of the remedy", async () => count(await eventsOf(subject), "notice.requested.v1") === 2);
      const entries = await eventsOf(subject);
      expect(count(entries, "case.decided.v1")).to.equal(2);
      expect(count(entries, "payment.requested.v1")).to.equal(2);
      const objection = { ...subject, number: `OBJ-26-${subject.name}` };
      await until("the objection is told", async () => count(await eventsOf(objection), "case.decided.v1") === 1);
      expect((await eventsOf(objection)).find(([event]) => event === "case.decided.v1")?.[1]).to.contain("granted");
    });

  it("leaves a ledger that balances with what was asked for: nothing owed for the dog, more to pay for the rent", async () => {
    const paid = 12 * (granted + 10_00);
    const ledger = await until("all is booked", async () => {
      const found = await asked("payments.ledger", "payments", { municipality });
      return found.balances.payable === -paid && found.balances.receivable === 0 ? found : undefined;
    });
    expect(ledger.difference).to.equal(0);
    expect(ledger.askedCents).to.equal(-paid);
  });
});
