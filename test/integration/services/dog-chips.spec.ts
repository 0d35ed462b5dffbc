import { expect } from "chai";
import type { ServiceBroker } from "moleculer";
import { ApplicationAccepted, IdentityConfirmed } from "../../../platform/casework/case/events.ts";
import { readTowns } from "../../../platform/casework/towns/towns.ts";
import type { Config } from "../../../platform/messaging/config.ts";
import { emptyEnvelope } from "../../../platform/messaging/contracts/envelope.ts";
import type { Delivery } from "../../../platform/messaging/engine/delivery.ts";
import { computeId } from "../../../platform/messaging/ids.ts";
import { dogTax } from "../../../services/dog-tax/dog-tax.ts";
import { holder, tariffs } from "../../../services/dog-tax/test/household.ts";
import type { Runtime } from "../../support/opened.ts";
import { servers } from "../../support/servers.ts";
import { node, watched } from "../../support/system.ts";
import { until } from "../../support/until.ts";

const municipality = "055620014014";
const pairs = 40;

describe("dog tax: one chip in two households at the same moment", () => {
  let config: Config;
  const brokers: ServiceBroker[] = [];
  const runtimes: (() => Runtime)[] = [];

  before(async () => {
    config = (await servers()).config("chips");
    const define = () => dogTax({ towns: readTowns(), tariffs, hashKey: config.hashKey });
    // Two instances, each with half of the households: nobody sees both registrations of a chip in one batch.
    for (let instance = 0; instance < 2; instance += 1) {
      const made = watched({ name: "dog-tax", worklist: true, define }, config);
      const broker = node(config, made.service);
      await broker.start();
      brokers.push(broker);
      runtimes.push(made.runtime);
    }
  });
  after(() => Promise.all(brokers.map((broker) => broker.stop())));

  const runtime = () => (runtimes[0] as () => Runtime)();

  /** What the bus brings of a household's registration of the dog with a chip. */
  function registration(house: string, chip: number): Delivery[] {
    const metadata = { municipality, portal: "portal", account: house, caseId: computeId("case", house) };
    const event = (type: string, body: object): Delivery => {
      const envelope = { ...emptyEnvelope, ...metadata, type, id: computeId(type, house), caseNumber: `GLA-${house}` };
      return {
        ...{ origin: "bus", content: { value: body }, attempts: 0 },
        envelope: { ...envelope, serviceKey: "99102013104000", receivedAt: "2026-11-22T10:00:00Z" },
      };
    };
    const dog = { name: "Bello", breed: "Dackel", chipNumber: `9990${String(chip).padStart(11, "0")}` };
    const data = JSON.stringify({ dog, keptSince: "2026-11-02" });
    const levels = { trustLevel: "basis", demandedTrustLevel: "basis", attachments: [] };
    return [
      event(ApplicationAccepted.name, { applicant: holder, form: "dog-tax-registration.v1", data, ...levels }),
      event(IdentityConfirmed.name, { trustLevel: "basis", registered: holder, residentSince: "" }),
    ];
  }

  const count = (type: string) => runtime().resources.models.events.countDocuments({ "envelope.type": type });

  it("brings exactly one of the two to a person, whichever was heard second", async () => {
    const chips = Array.from({ length: pairs }, (_, chip) => chip);
    await Promise.all(
      runtimes.map((instance, i) =>
        instance().engine.handle(chips.flatMap((chip) => registration(`house-${chip}-${i}`, chip))),
      ),
    );
    expect(await count("case.decided.v1")).to.equal(2 * pairs);
    const { states } = runtime().resources.models;
    await until(
      "one task for each chip",
      async () => (await states.countDocuments({ "tasks.reasons": "chip-elsewhere" })) === pairs,
    );
    expect(await count("chip.claimed.v1")).to.equal(2 * pairs);
    expect(await count("chip.contested.v1"), "both are told").to.equal(2 * pairs);
    const waiting = await states.find({ "tasks.reasons": "chip-elsewhere" }, { key: 1 }).lean();
    expect(new Set(waiting.map(({ key }) => key.split("-")[1])).size, "one of each pair").to.equal(pairs);
  });
});
