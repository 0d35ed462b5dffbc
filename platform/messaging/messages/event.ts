import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import avro from "avsc";
import type { EventBodies } from "../../../types/generated/events.ts";
import { remembered } from "../remembered.ts";
import type { MessageContract } from "./message.ts";

const folder = join(import.meta.dirname, "../../../schemas/events");

/** The name of an event that schemas/events/ has, with its version. */
export type EventName = keyof EventBodies;

/** An event's contract, as a value: its name is typed once, where the value is made. */
export interface EventContract<N extends EventName = EventName> extends MessageContract<EventBodies[N]> {
  readonly name: N;
  readonly schema: avro.Schema;
  readonly type: avro.Type;
  readonly subject: string;
}

const contractOf = remembered((name: EventName): EventContract => {
  const schema = JSON.parse(readFileSync(join(folder, `${name}.avsc`), "utf8"));
  return { name, schema, type: avro.Type.forSchema(schema), subject: `${schema.namespace}.${schema.name}` };
});

/** Reads the contract of an event: the same value, however often it is asked for. @throws where schemas/events/ has no such file */
export function event<N extends EventName>(name: N): EventContract<N> {
  return contractOf(name) as EventContract<N>;
}

/** Every event that has a schema file. */
export function allEvents(): EventContract[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith(".avsc"))
    .map((file) => event(file.slice(0, -".avsc".length) as EventName));
}
