import { plainSealing } from "../../platform/messaging/adapters/sealing/plain.ts";
import { replayed } from "../../platform/messaging/engine/delivery.ts";
import type { ServiceDefinition } from "../../platform/messaging/engine/processor.ts";
import { OpenStates } from "../../platform/messaging/engine/running/open-states.ts";
import type { Runtime } from "../../platform/messaging/engine/running/runtime.ts";
import { Fault } from "../../platform/messaging/faults.ts";
import { kindOf, type Message } from "../../platform/messaging/messages/message.ts";
import { logOf } from "../../platform/messaging/telemetry/log.ts";
import { Broker } from "./broker.ts";
import { simulatedBus } from "./bus.ts";
import { Calls } from "./calls.ts";
import { codec, portals } from "./contracts.ts";
import { Database } from "./database.ts";
import { KafkaBroker, simulatedKafka } from "./kafka.ts";
import { registered } from "./residents.ts";
import { type Kind, kinds, type SimulatedResources } from "./services.ts";
import { simulatedStore } from "./store.ts";
import { epoch, Process, type World } from "./world.ts";

const silent = logOf("simulation");
silent.level = process.env.SIMULATION_LOG ?? "silent";

/** What a service fails for. */
export interface Broken {
  applicationId: string;
  /** what it says, or that its process dies of it */
  /** only what the service tells itself: a chain fails when some of it is done */
  isInner: boolean;
  how: "fails" | "is-away" | "gives-up" | "dies";
}

const codes = {
  fails: "unexpected",
  "is-away": "unavailable",
  "gives-up": "bad-contract",
  dies: "unexpected",
} as const;

export interface Instance {
  process: Process;
  runtime: Runtime<SimulatedResources>;
}

export const services: readonly string[] = kinds.map(({ name }) => name);

/** All services of a town hall in one process, two instances of each, on simulated servers. */
export class Hall {
  readonly world: World;
  readonly broker: Broker;
  readonly kafka: KafkaBroker;
  readonly calls: Calls;
  readonly databases = new Map<string, Database>(services.map((name) => [name, new Database(name)]));
  readonly running = new Map<string, Instance[]>(services.map((name) => [name, []]));
  /** what services fail for at present, as those do that have a mistake */
  readonly broken = new Map<string, Broken>();
  /** how much longer it takes at present until somebody starts again what has ended, in ms */
  awayMs = 0;
  private started = 0;

  constructor(world: World) {
    this.world = world;
    this.database("identity").collections.set("residents", registered());
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
  breakable(service: ServiceDefinition, process: Process): ServiceDefinition {
    const breaks = (message: Message) => {
      const broken = this.broken.get(service.name);
      if (broken?.applicationId !== message.envelope.applicationId || kindOf(message.type) !== "event") return;
      if (broken.isInner && message.envelope.producer !== service.name) return;
      if (broken.how === "dies") process.kill();
      throw new Fault(codes[broken.how], "it is broken");
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

  /** From now on leases are trusted again once each was taken anew. */
  unwatchLeases(): void {
    for (const db of this.databases.values()) db.uncertainUntil = this.world.now;
  }

  /** Instances that live and are ready. */
  alive(name: string): Instance[] {
    return (this.running.get(name) ?? []).filter(({ process }) => process.isAlive);
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
