import { Begun } from "../../connectors/portals/common/begun.ts";
import { portalNotifications } from "../../connectors/portals/common/notifications.ts";
import type { Portal } from "../../connectors/portals/common/portal.ts";
import { portalOutbox, sentBefore } from "../../connectors/portals/common/portal-service.ts";
import { Reader } from "../../connectors/portals/common/reader.ts";
import { serviceportalEmscherLippe } from "../../connectors/portals/serviceportal-emscher-lippe/serviceportal-emscher-lippe.ts";
import { sozialplattformNrw } from "../../connectors/portals/sozialplattform-nrw/sozialplattform-nrw.ts";
import { resident } from "../../deploy/sandbox/people.ts";
import { delayedCase } from "../../platform/casework/delayed.ts";
import { completed } from "../../platform/casework/domain.ts";
import { decisionsIn, objections } from "../../platform/casework/objection-case.ts";
import { announce, announcementOf } from "../../platform/casework/offer.ts";
import type { OfferedKey } from "../../platform/casework/towns.ts";
import { readTownFiles, readTownOffers, readTowns } from "../../platform/casework/towns.ts";
import { plainSealing } from "../../platform/messaging/adapters/sealing/plain.ts";
import type { Params } from "../../platform/messaging/contracts/action.ts";
import { Codec } from "../../platform/messaging/contracts/codec.ts";
import { type Check, compileSchema } from "../../platform/messaging/contracts/validate.ts";
import { replayed } from "../../platform/messaging/engine/delivery.ts";
import { OpenStates } from "../../platform/messaging/engine/open-states.ts";
import type { ServiceDefinition } from "../../platform/messaging/engine/processor.ts";
import { type Resources, type Runtime, startRuntime } from "../../platform/messaging/engine/runtime.ts";
import { StreamOutbox } from "../../platform/messaging/engine/stream-outbox.ts";
import { Fault } from "../../platform/messaging/faults.ts";
import { sha256 } from "../../platform/messaging/ids.ts";
import { kindOf, type Message } from "../../platform/messaging/messages/message.ts";
import type { Kafka } from "../../platform/messaging/ports/kafka.ts";
import { logOf } from "../../platform/messaging/telemetry/log.ts";
import { documents } from "../../services/documents/documents.ts";
import { dogTax, offers as dogTaxOffers } from "../../services/dog-tax/dog-tax.ts";
import dogTaxSchema from "../../services/dog-tax/tariff.schema.json" with { type: "json" };
import type { Tariff } from "../../services/dog-tax/tariff.ts";
import type { RentLevel } from "../../services/housing-benefit/decision.ts";
import { housingBenefitService, offers as housingOffers } from "../../services/housing-benefit/housing-benefit.ts";
import { readParameters } from "../../services/housing-benefit/parameters.ts";
import housingSchema from "../../services/housing-benefit/tariff.schema.json" with { type: "json" };
import { identity } from "../../services/identity/identity.ts";
import type { Match, Resident } from "../../services/identity/register.ts";
import { intake } from "../../services/intake/intake.ts";
import { Offers } from "../../services/intake/offers.ts";
import { offersReader } from "../../services/intake/offers-reader.ts";
import { Receiving } from "../../services/intake/receiving.ts";
import { payments, type TownPayments } from "../../services/payments/payments.ts";
import paymentsSchema from "../../services/payments/town.schema.json" with { type: "json" };
import { hashKey } from "../support/hash-key.ts";
import { Broker, simulatedBus } from "./bus.ts";
import { type Action, Calls } from "./calls.ts";
import { Database, simulatedStore } from "./database.ts";
import { KafkaBroker, simulatedKafka } from "./kafka.ts";
import { rememberingRegistry } from "./registry.ts";
import { epoch, Process, type World } from "./world.ts";

export const portals: readonly Portal[] = [serviceportalEmscherLippe, sozialplattformNrw];

// What is read once, whatever the seed: contracts, towns, figures.
const towns = readTowns();
const dogTariffs = readTownFiles<{ offered: OfferedKey[]; tariffs: Tariff[] }>("dog-tax", dogTaxSchema);
const housing = readTownFiles<{ offered: OfferedKey[]; rentLevels: RentLevel[] }>("housing-benefit", housingSchema);
const accounts = readTownFiles<TownPayments>("payments", paymentsSchema);
const law = readParameters();
const dogTaxOffered = announcementOf("dog-tax", dogTaxOffers, dogTariffs);
const housingOffered = announcementOf("housing-benefit", housingOffers, housing);
const townOffers = readTownOffers();
const checks = new Map<string, Check>();
const checkOf = (schema: string): Check => {
  const check = checks.get(schema) ?? compileSchema(JSON.parse(schema));
  checks.set(schema, check);
  return check;
};
/** Contracts are the same in all seeds: a codec only remembers them. */
export const codec = new Codec(rememberingRegistry());
const silent = logOf("simulation");
silent.level = process.env.SIMULATION_LOG ?? "silent";

/** Residents of the sandbox's numbers below this are in the register. */
export const residentsKnown = 60;
const residents: Resident[] = Array.from({ length: residentsKnown }, (_, i) => resident(i));
const nameOf = ({ familyName, givenNames, birthDate }: Pick<Resident, "familyName" | "givenNames" | "birthDate">) =>
  `${familyName}/${givenNames}/${birthDate}`;
const placeOf = ({ address: { street, houseNumber, postcode } }: Pick<Resident, "address">) =>
  `${street}/${houseNumber}/${postcode}`;

/** What a service fails for. */
export interface Broken {
  applicationId: string;
  /** whether it says that no repetition helps */
  isDeadly: boolean;
}

/** What a process dies of that reads it. */
export const deadly = Buffer.from("a record that processes die of");

/** The codec as a process has it that dies of certain bytes. */
function mortalCodec(process: Process): Codec {
  const decode: Codec["decode"] = (contracts, bytes) => {
    if (!bytes.equals(deadly)) return codec.decode(contracts, bytes);
    process.kill();
    return new Promise(() => {});
  };
  return Object.assign(Object.create(codec) as Codec, { decode });
}

/** A file of documents, by town and content. */
type Files = Map<string, Buffer>;

export interface SimulatedResources extends Resources {
  kafka(): Promise<Kafka>;
  codecOfPortals(): Codec;
}

export interface Instance {
  process: Process;
  runtime: Runtime<SimulatedResources>;
}

/** What a service is, as far as a simulation runs it. */
interface Kind {
  name: string;
  start(hall: Hall, process: Process, resources: SimulatedResources): Promise<Runtime<SimulatedResources>>;
}

type Definition = (hall: Hall, resources: SimulatedResources) => ServiceDefinition;

/** A service whose events go to a stream of its own. */
const streaming = (
  name: string,
  define: Definition,
  started?: (runtime: Runtime<SimulatedResources>) => Promise<void>,
): Kind => ({
  name,
  start: async (hall, process, resources) => {
    const service = hall.breakable(define(hall, resources));
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
      ...hall.actionsOf(name, runtime),
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
    );
    const runtime = await startRuntime(resources, define, sending.outbox, delayedCase);
    sending.documents.handle = (deliveries) => runtime.engine.handle(deliveries);
    const { store, caller, durable, instance, steadyClock: clock, log } = resources;
    const reader = new Reader({
      ...{ portal, codec: mortalCodec(process), caller, kafka: await resources.kafka(), groupId: durable, clock, log },
      begun: new Begun(store.begun, instance),
      brokerClock: sending.outbox.brokerClock,
      now: () => store.now(),
      failed: () => process.kill(),
    });
    await reader.start();
    return runtime;
  },
});

const kinds: readonly Kind[] = [
  streaming("intake", (_hall, resources) =>
    intake({ towns, hashKey, offers: offersReader(resources, new Offers(townOffers, checkOf)) }),
  ),
  streaming("identity", () =>
    identity({
      find: async (asked) => asked.map(({ municipality, person }) => matchOf(municipality, person as Resident)),
    }),
  ),
  streaming(
    "dog-tax",
    (_hall, { store }) =>
      completed(dogTax({ towns, tariffs: dogTariffs, hashKey }), dogTaxOffers, objections(towns, decisionsIn(store))),
    (runtime) => announce(runtime, dogTaxOffered),
  ),
  streaming(
    "housing-benefit",
    (_hall, { store }) =>
      completed(
        housingBenefitService({ towns, levels: housing, law, hashKey }),
        housingOffers,
        objections(towns, decisionsIn(store)),
      ),
    (runtime) => announce(runtime, housingOffered),
  ),
  streaming("payments", () => payments({ towns, accounts })),
  streaming("documents", ({ files }) =>
    documents({
      render: async (content) => Buffer.from(JSON.stringify(content)),
      archive: async (municipality, pdf) => {
        files.set(`${municipality}/${sha256(pdf)}`, pdf);
        return sha256(pdf);
      },
      share: async (hash, from, municipality) => {
        const file = files.get(`${from}/${hash}`) ?? files.get(`${municipality}/${hash}`);
        if (!file) throw new Fault("not-found", "an attachment");
        files.set(`${municipality}/${hash}`, file);
      },
    }),
  ),
  ...portals.map(portalKind),
];

export const services: readonly string[] = kinds.map(({ name }) => name);

function matchOf(municipality: string, person: Resident): Match {
  const byName = residents.filter((one) => one.municipality === municipality && nameOf(one) === nameOf(person));
  return { byName, exact: byName.filter((one) => placeOf(one) === placeOf(person)) };
}

/** All services of a town hall in one process, two instances of each, on simulated servers. */
export class Hall {
  readonly world: World;
  readonly broker: Broker;
  readonly kafka: KafkaBroker;
  readonly calls: Calls;
  readonly files: Files = new Map();
  readonly databases = new Map<string, Database>(services.map((name) => [name, new Database(name)]));
  readonly running = new Map<string, Instance[]>(services.map((name) => [name, []]));
  /** what services fail for at present, as those do that have a mistake */
  readonly broken = new Map<string, Broken>();
  /** how much longer it takes at present until somebody starts again what has ended, in ms */
  awayMs = 0;
  private started = 0;

  constructor(world: World) {
    this.world = world;
    this.broker = new Broker(world);
    this.broker.isRecorded = (name, id) => this.database(name).events.has(id);
    this.kafka = new KafkaBroker(world);
    this.calls = new Calls(world);
  }

  database(name: string): Database {
    const found = this.databases.get(name);
    if (!found) throw new Error(`there is no ${name}`);
    return found;
  }

  /** Starts one more instance of a service; it may take its time. */
  start(name: string): Process {
    const kind = kinds.find((one) => one.name === name);
    if (!kind) throw new Error(`there is no ${name}`);
    this.started += 1;
    const process = new Process(this.world, `${name}#${this.started}`);
    // A supervisor starts another one, which takes its time.
    process.onDeath = () =>
      void this.world.after(this.world.dice.int(100, 4_000) + this.awayMs, () => void this.start(name));
    this.world.note(`${process.name} starts`);
    this.tryToStart(kind, process);
    return process;
  }

  /** A supervisor starts again what ended because a server was away. */
  private tryToStart(kind: Kind, process: Process): void {
    const resources = this.resourcesOf(kind.name, process);
    kind.start(this, process, resources).then(
      (runtime) => {
        this.running.get(kind.name)?.push({ process, runtime });
      },
      (error: unknown) => {
        this.world.note(`${process.name} does not start: ${error instanceof Error ? error.message : "?"}`);
        process.kill();
      },
    );
  }

  private resourcesOf(name: string, process: Process): SimulatedResources {
    const store = simulatedStore(process, this.database(name));
    return {
      ...{ name, durable: name, namespace: "", store, codec, sealing: plainSealing, log: silent },
      states: new OpenStates(store.states, plainSealing),
      bus: simulatedBus(process, this.broker, name),
      caller: this.calls.from(process),
      steadyClock: process.clock,
      instance: process.name,
      kafka: async () => simulatedKafka(process, this.kafka),
      codecOfPortals: () => codec,
    };
  }

  /** Makes a service fail for what it is told to. */
  breakable(service: ServiceDefinition): ServiceDefinition {
    const breaks = (message: Message) => {
      const broken = this.broken.get(service.name);
      if (broken?.applicationId === message.envelope.applicationId && kindOf(message.type) === "event")
        throw new Fault(broken.isDeadly ? "bad-contract" : "unexpected", "it is broken");
    };
    const processors = service.processors.map((processor) => ({
      ...processor,
      on: processor.on.map((handler) => ({
        ...handler,
        handle: (...given: Parameters<typeof handler.handle>) => {
          breaks(given[1]);
          return handler.handle(...given);
        },
      })),
    }));
    return { ...service, processors };
  }

  /** Hands all dead letters over once more, as a person does who has mended their cause. @returns whether there were any */
  replayDead(): boolean {
    let count = 0;
    for (const [name, db] of this.databases) {
      const open = [...db.dead.values()].filter((letter) => letter.open);
      if (!open.length) continue;
      count += open.length;
      const [one] = this.alive(name);
      this.world.note(`${open.length} dead letters of ${name} are replayed`);
      for (const letter of open.sort((a, b) => Number(a.at) - Number(b.at)))
        one?.runtime.engine.handle([replayed(letter)]).catch(() => {}); // Its store may be away: it stays open.
    }
    return count > 0;
  }

  /** Instances that live and are ready. */
  alive(name: string): Instance[] {
    return (this.running.get(name) ?? []).filter(({ process }) => process.isAlive);
  }

  actionsOf(name: string, runtime: Runtime<SimulatedResources>): Record<string, Action> {
    if (name === "intake") {
      const receiving = new Receiving();
      return { receive: (params: Params<"intake.receive">) => receiving.receive(runtime, params) };
    }
    if (name !== "documents") return {};
    const { files } = this;
    return {
      put: async ({ municipality, sha256: hash, data }: Params<"documents.put">) => {
        files.set(`${municipality}/${hash}`, Buffer.from(data, "base64"));
        return { complete: true };
      },
      read: async ({ municipality, sha256: hash }: Params<"documents.read">) => {
        const file = files.get(`${municipality}/${hash}`);
        if (!file) throw new Fault("not-found");
        return { data: file.toString("base64"), bytes: file.length, mediaType: "application/pdf" };
      },
    };
  }

  private nowOf({ skew }: Database): number {
    return epoch + this.world.now + skew;
  }

  /** Says what is still on its way, for a person. */
  get unrest(): string[] {
    const unread = portals.filter(({ name }) => !this.kafka.isRead(`${name}.applications`, name));
    const busy = [...this.databases]
      .filter(([, db]) => !isIdle(db, this.nowOf(db)))
      .map(([name, { publications, retries, messages, documents: left, missed }]) => {
        const open = [...publications.values()].filter(({ sequence }) => sequence === null).length;
        return `${name}: ${open} unpublished, ${retries.size} retries, ${messages.size} messages, ${left.size} documents, misses ${[...missed.keys()].join()}`;
      });
    return [
      ...unread.map(({ name }) => `${name} has records to read`),
      ...(this.broker.isQuiet ? [] : ["the bus has messages"]),
      ...(this.calls.open ? [`${this.calls.open} calls`] : []),
      ...busy,
    ];
  }

  /** Whether nothing is on its way anywhere, and nothing waits but for a day that has not come. */
  get isQuiet(): boolean {
    const isRead = portals.every(({ name }) => this.kafka.isRead(`${name}.applications`, name));
    if (!services.every((name) => this.alive(name).length)) return false;
    const isWhole = ([name, { mark }]: [string, Database]) => !mark || this.broker.isAs(name, mark);
    if (![...this.databases].every(isWhole)) return false;
    return (
      isRead &&
      this.broker.isQuiet &&
      this.calls.open === 0 &&
      [...this.databases.values()].every((db) => isIdle(db, this.nowOf(db)))
    );
  }
}

function isIdle({ publications, retries, messages, documents: left, missed, states }: Database, now: number): boolean {
  for (const { nextTimer } of states.values()) if (nextTimer && nextTimer.getTime() <= now) return false;
  const isUnpublished = [...publications.values()].some(({ sequence }) => sequence === null);
  return !isUnpublished && !retries.size && !messages.size && !left.size && !missed.size;
}

/** Registers every contract once, so that no seed pays for it. */
export async function learnContracts(): Promise<void> {
  const { allEvents } = await import("../../platform/messaging/messages/event.ts");
  await codec.register(allEvents());
  await codec.learn(allEvents());
  for (const { pushes, receives } of portals) {
    await codec.register([...pushes, ...receives]);
    await codec.learn([...pushes, ...receives]);
  }
}
