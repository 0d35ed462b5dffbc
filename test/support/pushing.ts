import { join } from "node:path";
import { type Message, Partitioners } from "kafkajs";
import mongoose from "mongoose";
import { anmeldung, antrag } from "../../connectors/portals/serviceportal-emscher-lippe/sandbox/records.ts";
import { submission } from "../../connectors/portals/sozialplattform-nrw/sandbox/records.ts";
import { root } from "../../deploy/system.ts";
import { connect } from "../../sandbox/portal/kafka.ts";
import { Wire } from "../../sandbox/portal/wire.ts";
import { resident, type SandboxResident, towns } from "../../sandbox/samples/people.ts";
import type { Value } from "../../sandbox/samples/sample.ts";
import type { RunningSystem } from "./run-system.ts";
import { until } from "./until.ts";

/** One application's record, of the sandbox's resident of a number. */
export type Write = (id: string, person: number) => Value;

const holderOf = (person: SandboxResident) => {
  const town = towns.find(({ municipality }) => municipality === person.municipality)?.city ?? "Gladbeck";
  return { ...person, town, fresh: true };
};
const today = () => new Date().toISOString().slice(0, 10);

/** The registration of a dog, by one portal. */
export const dog: Write = (id, person) => ({
  record: "Antrag",
  body: antrag(id, holderOf(resident(person)), anmeldung(`Hund ${id}`, "Dackel", today())),
});

/** An application for housing benefit without proofs, by the other: the citizen is asked for them. */
export const benefit: Write = (id, person) => {
  const answers = {
    "mitglied.1.rolle": "ANTRAGSTELLER",
    "mitglied.1.geboren": resident(person).birthDate,
    "mitglied.1.lohn": "1400,00",
    "mitglied.1.steuer": "J",
    "mitglied.1.krankenversicherung": "J",
    "mitglied.1.rentenversicherung": "J",
    miete: "350,00",
    vermoegen: "0",
    "konto.iban": "DE46000000000000000014",
    "konto.inhaber": resident(person).familyName,
  };
  const form = { serviceCode: "WOHNGELD", answers };
  const body = submission(id, holderOf(resident(person)), form, { assurance: "LEVEL_3" });
  return { record: "Submission", body };
};

export interface Pushing {
  /** pushes many records as one portal does, and says when the broker had them all, ms since 1970 */
  push(records: readonly { id: string; value: Value }[]): Promise<number>;
  /** when a service recorded one of some events about an application, ms since 1970 */
  recorded(service: string, applicationId: string, types: readonly string[]): Promise<number>;
  /** how many applications with ids that begin alike have one of some events */
  count(service: string, beginning: string, types: readonly string[]): Promise<number>;
  close(): Promise<void>;
}

/** Pushes as a portal does, and looks at what became of it in the services' stores. */
export async function pushing({ env }: RunningSystem, portal: string): Promise<Pushing> {
  const wire = new Wire({ address: env.SCHEMA_REGISTRY_URL ?? "" });
  await wire.open(join(root, "schemas/portals", portal));
  const client = await new mongoose.mongo.MongoClient(env.MONGODB_URL ?? "").connect();
  const createPartitioner = Partitioners.DefaultPartitioner;
  const producer = connect("spec", { address: env.KAFKA_BROKERS ?? "" }).producer({ createPartitioner });
  await producer.connect();
  const eventsOf = (service: string) => client.db(service).collection("events");
  return {
    push: async (records) => {
      const messages = records.map(({ id, value }): Message => ({ key: id, value: wire.encode(value) }));
      for (let i = 0; i < messages.length; i += 500)
        await producer.send({ topic: `${portal}.applications`, acks: -1, messages: messages.slice(i, i + 500) });
      return Date.now();
    },
    recorded: async (service, applicationId, types) => {
      const filter = { "envelope.applicationId": applicationId, "envelope.type": { $in: [...types] } };
      const found = await until(`${types} of ${applicationId}`, () => eventsOf(service).findOne(filter), 240_000);
      return (found.at as Date).getTime();
    },
    count: async (service, beginning, types) => {
      const filter = { "envelope.applicationId": { $regex: `^${beginning}` }, "envelope.type": { $in: [...types] } };
      return (await eventsOf(service).distinct("envelope.applicationId", filter)).length;
    },
    close: async () => {
      await producer.disconnect();
      await client.close();
    },
  };
}
