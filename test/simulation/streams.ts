import type { Envelope } from "../../platform/messaging/contracts/envelope.ts";
import type { Taker } from "../../platform/messaging/ports/bus.ts";

export interface Stored {
  sequence: number;
  envelope: Envelope;
  body: Buffer;
}

/** Messages in the hands of readers, by their sequences. */
export interface InFlight {
  deliveries: number;
  /** the delivery that counts: an answer to an earlier one is too late, and counts all the same */
  until: number;
}

export interface Consumer {
  created: string;
  /** types that it is for: one that the stream has only later is not among them until its reader asks for it */
  types: Set<string>;
  takes(envelope: Envelope): boolean;
  pending: number[];
  inFlight: Map<number, InFlight>;
  /** how often each was delivered that waits to come again */
  again: Map<number, number>;
  /** the highest sequence that was handed over */
  highest: number;
}

export interface Stream {
  name: string;
  created: string;
  types: Set<string>;
  last: number;
  messages: Map<number, Stored>;
  consumers: Map<string, Consumer>;
}

/** Says whether a consumer takes an event. */
export function taken({ consumes: takes, portal, serviceKeys }: Pick<Taker, "consumes" | "portal" | "serviceKeys">) {
  return (envelope: Envelope): boolean =>
    takes.includes(envelope.type) &&
    (portal === undefined || envelope.portal === portal) &&
    (serviceKeys === undefined || serviceKeys.includes(envelope.serviceKey));
}
