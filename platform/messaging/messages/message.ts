import type { Envelope } from "../contracts/envelope.ts";

/** Where a message comes from: another service, a person, the clock, or from outside of the bus. */
export type Kind = "event" | "command" | "timer" | "record";

/** A kind of message as a value; nobody types its name a second time. */
export interface MessageContract<Body = unknown> {
  readonly name: string;
  /** only a type: what its bodies look like */
  readonly body?: Body;
}

/** What a service is given to handle. */
export interface Message<Body = unknown> {
  readonly id: string;
  readonly type: string;
  readonly envelope: Envelope;
  readonly body: Body;
}

/** Says whether a message is of a contract, and so what its body looks like. */
export function is<Body>(contract: MessageContract<Body>, message: Message): message is Message<Body> {
  return message.type === contract.name;
}

/** The names of everything but events say what it is: nothing else stores or compares that. */
const prefixes = { command: "command.", timer: "timer.", record: "record." } as const;

/** The type of a message that is no event. */
export const typeOf = (kind: Exclude<Kind, "event">, name: string): string => prefixes[kind] + name;

/** Events have a version, whatever they begin with: "record.refused.v1" is one. */
const version = /\.v\d+$/;

/** Says what kind of message a type is of. */
export function kindOf(type: string): Kind {
  if (version.test(type)) return "event";
  const [begin] = type.split(".", 1);
  return begin === "command" || begin === "timer" || begin === "record" ? begin : "event";
}
