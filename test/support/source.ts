import type { Envelope } from "../../platform/messaging/contracts/envelope.ts";
import {
  type NewEvent,
  on,
  type Processor,
  type ServiceDefinition,
} from "../../platform/messaging/engine/processor.ts";
import type { EventContract } from "../../platform/messaging/messages/event.ts";
import { type RecordContract, record } from "../../platform/messaging/messages/record.ts";

/** What a source is told to say. */
export const Told: RecordContract<unknown> = record("told");

/** A service called "source" that says what a test has it say: each record that it is given leads to events. */
export function source<Body>(
  publishes: readonly EventContract[],
  events: (body: Body, envelope: Envelope) => NewEvent[],
): ServiceDefinition {
  const words: Processor<null> = {
    name: "word",
    initial: () => null,
    key: ({ envelope: { municipality, caseId } }) => ({ tenant: municipality, key: caseId }),
    on: [on(Told, (state, { body, envelope }) => ({ state, events: events(body as Body, envelope) }))],
    view: () => ({ status: "", tasks: [], timers: [] }),
  };
  return { name: "source", processors: [words], publishes };
}
