import { expect } from "chai";
import type { ServiceBroker } from "moleculer";
import { ApplicationAccepted, IdentityConfirmed, PaymentArranged } from "../../../platform/casework/case/events.ts";
import { readTowns } from "../../../platform/casework/towns/towns.ts";
import { emptyEnvelope } from "../../../platform/messaging/contracts/envelope.ts";
import type { Delivery } from "../../../platform/messaging/engine/delivery.ts";
import { assessHouseholds } from "../../../services/dog-tax/assessment/yearly.ts";
import { dogTax } from "../../../services/dog-tax/dog-tax.ts";
import { holder, tariffs, tariffsOfTown } from "../../../services/dog-tax/test/household.ts";
import type { Runtime } from "../../support/opened.ts";
import { servers } from "../../support/servers.ts";
import { node, watched } from "../../support/system.ts";

const municipality = "055620014014";
const households = 450;

describe("dog tax: the assessment of a year as a batch", () => {
  let broker: ServiceBroker;
  let runtime: () => Runtime;

  /** An event about a household's case, as the bus brings it. */
  const event = (type: string, house: number, body: object): Delivery => {
    const metadata = { municipality, portal: "portal", account: `house-${house}`, caseId: `case-${house}` };
    const envelope = {
      ...{ ...emptyEnvelope, ...metadata, type, id: `${type}-${house}`, caseNumber: `GLA-${house}` },
      receivedAt: "2026-11-22T10:00:00Z",
    };
    return { origin: "bus", envelope, content: { value: body }, attempts: 0 };
  };

  before(async () => {
    const config = (await servers()).config("yearly");
    const made = watched(
      { name: "dog-tax", define: () => dogTax({ towns: readTowns(), tariffs, hashKey: config.hashKey }) },
      config,
    );
    runtime = made.runtime;
    broker = node(config, made.service);
    await broker.start();
    const form = { dog: { name: "Bello", breed: "Dackel" }, keptSince: "2026-11-02" };
    const levels = { trustLevel: "basis", demandedTrustLevel: "basis" };
    const accepted = { applicant: holder, form: "dog-tax-registration.v1", data: JSON.stringify(form), ...levels };
    const arranged = { reference: "RF18539007547034", method: "transfer", claims: [], totalCents: 0, payeeName: "" };
    for (let house = 0; house < households; house += 1)
      await runtime().engine.handle([
        event(ApplicationAccepted.name, house, { ...accepted, attachments: [] }),
        event(IdentityConfirmed.name, house, { trustLevel: "basis", registered: holder, residentSince: "" }),
        event(PaymentArranged.name, house, {
          ...arranged,
          payeeIban: "",
          epcCode: "",
          mandateUnused: "none",
          mandateReference: "",
          creditorId: "",
        }),
      ]);
  });
  after(() => broker?.stop());

  const run = (limit: number) =>
    assessHouseholds(runtime(), tariffsOfTown("Gladbeck"), { municipality, year: 2027, limit }, "p-17");
  const asked = () => runtime().resources.models.events.countDocuments({ "envelope.type": "payment.requested.v1" });

  it("can be stopped and taken up again, by two at once: each household is assessed once", async () => {
    const before = await asked();
    expect(await run(130)).to.deep.equal({ households: 130, assessed: 130, unchanged: 0, toPerson: [], done: false });
    expect(await asked()).to.equal(before + 130);
    expect(await runtime().resources.models.events.countDocuments({ actor: "p-17" })).to.be.at.least(130);
    // As after a crash before it noted how far it was: what was handled already is passed over.
    await runtime().resources.models.meta.deleteMany({ _id: /^assess-year:/ });
    const both = await Promise.all([run(1_000), run(1_000)]);
    expect(both.every(({ done }) => done)).to.equal(true);
    expect(await asked()).to.equal(before + households);
    expect((await run(1_000)).done).to.equal(true);
    expect(await asked()).to.equal(before + households);
  });
});
