import { event, Fault, on, type Processor, type ServiceDefinition } from "../../../platform/messaging/index.ts";
import topics from "../../../schemas/topics/gewerbeanzeige.json" with { type: "json" };
import type { Channel } from "../../common/channel.ts";
import { topicContracts } from "../../common/topics.ts";
import { messageOf } from "./message.ts";

/** Written by another service. */
export const BusinessNoticeRequested = event("business-notice.requested.v1");

const name = "gewerbeanzeige";

/** Where messages go: each to the topic that its event is named after, those about one application in their order. */
export const channel: Channel = {
  name,
  topicOf: ({ type }) => type,
  keyOf: ({ applicationId }) => applicationId,
  headersOf: () => ({}),
};

/** How many messages left about one trade's notice. */
export interface Sent {
  messages: number;
}

const known = topicContracts(topics.topics);

/** One state is one case. */
const notices: Processor<Sent> = {
  name: "case",
  initial: () => ({ messages: 0 }),
  key: ({ envelope }) => ({ tenant: envelope.municipality, key: envelope.caseId }),
  on: [
    on(BusinessNoticeRequested, ({ messages }, { body, envelope: { id, time, caseId, caseNumber } }) => {
      const contract = known.get(`${name}.${body.recipient}`);
      const bytes = messageOf(body, { id, time, caseId, caseNumber });
      if (!contract || !bytes) throw new Fault("bad-contract", "a recipient or a form that is not known here");
      return { state: { messages: messages + 1 }, events: [{ contract, body: null, bytes, metadata: {} }] };
    }),
  ],
  view: ({ messages }) => ({ status: `${messages} messages`, tasks: [], timers: [] }),
};

/** Turns notices of trades into XML messages, each for the topic of its recipient. */
export const gewerbeanzeige: ServiceDefinition = { name, processors: [notices], publishes: [] };
