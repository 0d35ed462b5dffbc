import type { Envelope } from "../../platform/messaging/index.ts";

/** A way out in one direction: where the messages of a connector go. */
export interface Channel {
  /** the connector's, and its spans' */
  readonly name: string;
  /** Names the topic that an event goes to. */
  topicOf(envelope: Envelope): string;
  /** Gives the key of an event's record: those of one key keep their order. */
  keyOf(envelope: Envelope): string;
  /** Gives headers beside the trace; may not fail for what was recorded. */
  headersOf(value: Buffer): Record<string, string>;
}
