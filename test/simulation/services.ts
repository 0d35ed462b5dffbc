import { portalNotifications } from "../../connectors/portals/common/notifying/notifications.ts";
import type { Portal } from "../../connectors/portals/common/portal.ts";
import { portalOutbox, sentBefore } from "../../connectors/portals/common/portal-service.ts";
import { Begun } from "../../connectors/portals/common/reading/begun.ts";
import { formsReader } from "../../connectors/portals/common/reading/learnt-forms.ts";
import { Reader } from "../../connectors/portals/common/reading/reader.ts";
import { decisionsIn, objections } from "../../platform/casework/objections/objection-case.ts";
import { delayedCase } from "../../platform/casework/questions/delayed.ts";
import { completed } from "../../platform/casework/service/domain.ts";
import { type Forms, type PortalForm, readForms } from "../../platform/casework/towns/forms.ts";
import { announce, announcementOf } from "../../platform/casework/towns/offer.ts";
import type { OfferedKey } from "../../platform/casework/towns/towns.ts";
import { readTownFiles, readTownOffers, readTowns } from "../../platform/casework/towns/towns.ts";
import { plainSealing } from "../../platform/messaging/adapters/sealing/plain.ts";
import type { Params } from "../../platform/messaging/contracts/action.ts";
import type { Codec } from "../../platform/messaging/contracts/codec.ts";
import { type Check, compileSchema } from "../../platform/messaging/contracts/validate.ts";
import type { ServiceDefinition } from "../../platform/messaging/engine/processor.ts";
import { type Resources, type Runtime, startRuntime } from "../../platform/messaging/engine/running/runtime.ts";
import { StreamOutbox } from "../../platform/messaging/engine/running/stream-outbox.ts";
import type { Kafka } from "../../platform/messaging/ports/kafka.ts";
import { documents } from "../../services/documents/documents.ts";
import { Files } from "../../services/documents/files/files.ts";
import type { Tariff } from "../../services/dog-tax/assessment/tariff.ts";
import { dogTax, offers as dogTaxOffers } from "../../services/dog-tax/dog-tax.ts";
import { forms as dogTaxForms } from "../../services/dog-tax/offers.ts";
import dogTaxSchema from "../../services/dog-tax/tariff.schema.json" with { type: "json" };
import type { RentLevel } from "../../services/housing-benefit/calculation/decision.ts";
import { readParameters } from "../../services/housing-benefit/calculation/parameters.ts";
import { housingBenefitService, offers as housingOffers } from "../../services/housing-benefit/housing-benefit.ts";
import housingSchema from "../../services/housing-benefit/tariff.schema.json" with { type: "json" };
import { identity } from "../../services/identity/identity.ts";
import { Register } from "../../services/identity/register.ts";
import { intake } from "../../services/intake/intake.ts";
import { Offers } from "../../services/intake/offers.ts";
import { offersReader } from "../../services/intake/offers-reader.ts";
import { Receiving } from "../../services/intake/receiving.ts";
import { payments } from "../../services/payments/payments.ts";
import paymentsSchema from "../../services/payments/town.schema.json" with { type: "json" };
import type { TownPayments } from "../../services/payments/town.ts";
import { hashKey } from "../support/hash-key.ts";
import type { Action, Calls } from "./calls.ts";
import { mortalCodec, portals } from "./contracts.ts";
import type { Process } from "./world.ts";

// What is read once, whatever the seed: contracts, towns, figures.
const towns = readTowns();
const dogTariffs = readTownFiles<{ offered: OfferedKey[]; tariffs: Tariff[] }>("dog-tax", dogTaxSchema);
const housing = readTownFiles<{ offered: OfferedKey[]; rentLevels: RentLevel[] }>("housing-benefit", housingSchema);
const accounts = readTownFiles<TownPayments>("payments", paymentsSchema);
const law = readParameters();
/** Of what is offered histories use these: the others would only be carried around. */
const used = ["99102013104000", "99107023017000"];
const isUsed = ({ key }: { key: string }) => used.includes(key);
const formsUsed = ({ schemas, portals }: Forms): Forms => {
  const areUsed = (forms: readonly PortalForm[]) => forms.filter(({ serviceKey = "" }) => isUsed({ key: serviceKey }));
  return { schemas, portals: new Map([...portals].map(([portal, forms]) => [portal, areUsed(forms)])) };
};
const dogTaxOffered = announcementOf(
  { name: "dog-tax", forms: formsUsed(dogTaxForms) },
  dogTaxOffers.filter(isUsed),
  dogTariffs,
);
const housingOffered = announcementOf(
  { name: "housing-benefit", forms: formsUsed(readForms("services/housing-benefit")) },
  housingOffers.filter(isUsed),
  housing,
);
const announcing = ["dog-tax", "housing-benefit"];
const townOffers = readTownOffers();
const checks = new Map<string, Check>();
const checkOf = (schema: string): Check => {
  const check = checks.get(schema) ?? compileSchema(JSON.parse(schema));
  checks.set(schema, check);
  return check;
};

export interface SimulatedResources extends Resources {
  kafka(): Promise<Kafka>;
  codecOfPortals(): Codec;
}

/** What a service meets in the hall that it is started in. */
export interface Surroundings {
  readonly calls: Calls;
  /** Makes a service fail for what it is told to. */
  breakable(service: ServiceDefinition, process: Process): ServiceDefinition;
}

/** What a service is, as far as a simulation runs it. */
export interface Kind {
  name: string;
  start(hall: Surroundings, process: Process, resources: SimulatedResources): Promise<Runtime<SimulatedResources>>;
}

type Definition = (resources: SimulatedResources) => ServiceDefinition;

/** The actions that others call, beside those that every service has. */
function actionsOf(name: string, runtime: Runtime<SimulatedResources>): Record<string, Action> {
  if (name === "intake") {
    const receiving = new Receiving();
    return { receive: (params: Params<"intake.receive">) => receiving.receive(runtime, params) };
  }
  if (name !== "documents") return {};
  const files = new Files(runtime.resources.store, plainSealing);
  return {
    put: async ({ municipality, piece, data, ...file }: Params<"documents.put">) => ({
      complete: await files.put(municipality, file, piece, Buffer.from(data, "base64")),
    }),
    read: async ({ municipality, sha256, piece }: Params<"documents.read">) => {
      const { data, ...file } = await files.read(municipality, sha256, piece);
      return { ...file, data: data.toString("base64") };
    },
  };
}

/** A service whose events go to a stream of its own. */
const streaming = (
  name: string,
  define: Definition,
  started?: (runtime: Runtime<SimulatedResources>) => Promise<void>,
): Kind => ({
  name,
  start: async (hall, process, resources) => {
    const service = hall.breakable(define(resources), process);
    const { store, bus, durable: stream, log, instance } = resources;
    const types = service.publishes.map((contract) => contract.name);
    const outbox = new StreamOutbox({
      stream,
      types,
      bus,
      notes: store.stream,
      leases: store.leases,
      log,
      instance,
      now: () => store.now(),
    });
    const runtime = await startRuntime(resources, service, outbox, delayedCase);
    hall.calls.serve(name, process, {
      redrive: async ({ since, types }: Params<"service.redrive">) => ({
        ...(await outbox.redrive(new Date(since), types)),
      }),
      complete: async () => {
        const { redriven, highest, before } = await outbox.complete();
        return { redriven, highest, before: before.toISOString() };
      },
      ...actionsOf(name, runtime),
    });
    await started?.(runtime);
    return runtime;
  },
});

const portalKind = (portal: Portal): Kind => ({
  name: portal.name,
  start: async (hall, process, resources) => {
    const sending = await portalOutbox(portal, resources as never);
    const define = hall.breakable(
      portalNotifications({ portal, fetch: (messages) => sentBefore(resources as never, messages) }),
      process,
    );
    const runtime = await startRuntime(resources, define, sending.outbox, delayedCase);
    sending.documents.handle = (deliveries) => runtime.engine.handle(deliveries);
    const { store, caller, durable, instance, steadyClock: clock, log } = resources;
    const reader = new Reader({
      ...{ portal, codec: mortalCodec(process), caller, kafka: await resources.kafka(), groupId: durable, clock, log },
      begun: new Begun(store.begun, instance),
      forms: formsReader(portal, resources, announcing),
      brokerClock: sending.outbox.brokerClock,
      now: () => store.now(),
      failed: () => process.kill(),
    });
    await reader.start();
    return runtime;
  },
});

export const kinds: readonly Kind[] = [
  streaming("intake", (resources) =>
    intake({ towns, hashKey, offers: offersReader(resources, new Offers(townOffers, checkOf)) }),
  ),
  streaming("identity", ({ store }) => identity(new Register(store, hashKey, plainSealing))),
  streaming(
    "dog-tax",
    ({ store }) =>
      completed(dogTax({ towns, tariffs: dogTariffs, hashKey }), dogTaxOffers, objections(towns, decisionsIn(store))),
    (runtime) => announce(runtime, dogTaxOffered),
  ),
  streaming(
    "housing-benefit",
    ({ store }) =>
      completed(
        housingBenefitService({ towns, levels: housing, law, hashKey }),
        housingOffers,
        objections(towns, decisionsIn(store)),
      ),
    (runtime) => announce(runtime, housingOffered),
  ),
  streaming("payments", () => payments({ towns, accounts })),
  streaming("documents", ({ store }) => {
    const files = new Files(store, plainSealing);
    return documents({
      render: async (content) => Buffer.from(JSON.stringify(content)),
      archive: (municipality, pdf) => files.archive(municipality, "application/pdf", pdf),
      share: (hash, from, municipality) => files.share(hash, from, municipality),
    });
  }),
  ...portals.map(portalKind),
];
