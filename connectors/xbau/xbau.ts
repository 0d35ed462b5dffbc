import type { Envelope } from "../../platform/contracts/envelope.ts";
import { event } from "../../platform/contracts/event.ts";
import { Fault } from "../../platform/faults.ts";
import { sha256 } from "../../platform/ids.ts";
import { type Message, of, type Surface } from "../../platform/service/surface.ts";
import topics from "../../schemas/topics/xbau.json" with { type: "json" };
import type { EventBodies } from "../../types/generated/events.ts";
import { topicContracts } from "../common/topics.ts";
import { headOf } from "./head.ts";

/** Written by another service. */
export const XbauMessageRecorded = event("xbau-message.recorded.v1");

export const name = "xbau";

type Recorded = EventBodies["xbau-message.recorded.v1"];

/** Who gets a message, by its direction: the platform that the application came from, or the building authority. */
const recipients: Record<Recorded["direction"], string | undefined> = {
  to_applicant: "antragsservice",
  from_applicant: "bauaufsicht",
  UNKNOWN: undefined,
};

/** Where messages go: to the topic of their recipient, those of one case in their order, with what their head says. */
export const target = {
  portal: name,
  topicOf: ({ type }: Envelope) => type,
  keyOf: ({ caseNumber }: Envelope) => caseNumber,
  headersOf: (value: Buffer) => {
    const { kind, version, messageId } = headOf(value);
    return { "xbau-message": kind, "xbau-version": version, "xbau-id": messageId };
  },
  tell: () => {
    throw new Fault("bad-contract", "messages of XBau bring no documents");
  },
};

/** What left about one case: each message's UUID with the SHA-256 of its bytes. */
export interface Carried {
  sent: Record<string, string>;
}

const known = topicContracts(topics.topics);

/** Carries the messages of a case to whom they are for, each of them once. One state is one case. */
export function xbau(): Surface<Carried> {
  return {
    name,
    takes: [XbauMessageRecorded],
    publishes: [],
    initial: () => ({ sent: {} }),
    key: ({ envelope }) => ({ tenant: envelope.municipality, key: envelope.caseId }),
    handle: ({ sent }, message) => {
      if (!of(XbauMessageRecorded, message)) throw new Fault("bad-contract", message.type);
      const { bytes, messageId } = checked(message);
      const contract = known.get(`${name}.${recipients[message.body.direction]}`);
      if (!contract) throw new Fault("bad-contract", "a message to nobody that is known here");
      const hash = sha256(bytes);
      const before = sent[messageId];
      if (before === hash) return { state: { sent }, events: [] };
      if (before) throw new Fault("bad-contract", "two messages under one UUID");
      return {
        state: { sent: { ...sent, [messageId]: hash } },
        events: [{ contract, body: null, bytes, about: {} }],
      };
    },
    view: ({ sent }) => ({ status: `${Object.keys(sent).length} messages`, tasks: [], timers: [] }),
  };
}

/** The message's bytes, if they are what the event says of them: else the headers would be lies. */
function checked({ body, envelope }: Message<Recorded>): { bytes: Buffer; messageId: string } {
  const bytes = Buffer.from(body.xml);
  const { kind, messageId } = headOf(bytes);
  if (kind !== body.kind || messageId !== body.messageId)
    throw new Fault("bad-contract", "the event names another message than it has");
  if (!envelope.caseNumber) throw new Fault("bad-contract", "a message without the number of its case");
  return { bytes, messageId };
}
