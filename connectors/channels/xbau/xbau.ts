import {
  type EventContract,
  event,
  Fault,
  type Handled,
  type Message,
  type NewEvent,
  on,
  type Processor,
  type ServiceDefinition,
  sha256,
} from "../../../platform/messaging/index.ts";
import topics from "../../../schemas/topics/xbau.json" with { type: "json" };
import type { EventBodies } from "../../../types/generated/events.ts";
import type { Channel } from "../../common/channel.ts";
import { topicContracts } from "../../common/topics.ts";
import { headOf } from "./head.ts";

/** Written by another service. */
export const XbauMessageRecorded = event("xbau-message.recorded.v1");

const name = "xbau";

type Recorded = EventBodies["xbau-message.recorded.v1"];

/** Who gets a message, by its direction: the platform that the application came from, or the building authority. */
const recipients: Record<Recorded["direction"], string | undefined> = {
  to_applicant: "antragsservice",
  from_applicant: "bauaufsicht",
  UNKNOWN: undefined,
};

/** Where messages go: to the topic of their recipient, those of one case in their order, with what their head says. */
export const channel: Channel = {
  name,
  topicOf: ({ type }) => type,
  keyOf: ({ caseNumber }) => caseNumber,
  headersOf: (value) => {
    const { kind, version, messageId } = headOf(value);
    return { "xbau-message": kind, "xbau-version": version, "xbau-id": messageId };
  },
};

/** What came about one case. */
export interface Carried {
  /** what left: each message's UUID with the SHA-256 of its bytes */
  sent: Record<string, string>;
  /** what came before one that has a lower number; states from before messages had numbers have none */
  held?: Held[];
}

interface Held {
  number: number;
  messageId: string;
  direction: Recorded["direction"];
  /** SHA-256 of its bytes */
  hash: string;
  /** its bytes in Base64 */
  xml: string;
}

const known = topicContracts(topics.topics);

/** One state is one case. */
const carried: Processor<Carried> = {
  name: "case",
  initial: () => ({ sent: {}, held: [] }),
  key: ({ envelope }) => ({ tenant: envelope.municipality, key: envelope.caseId }),
  on: [
    on(XbauMessageRecorded, (state, message) => {
      const came = checked(message);
      const before = hashOf(state, came.messageId);
      if (before === came.hash) return { state, events: [] };
      if (before) throw new Fault("bad-contract", "two messages under one UUID");
      return inOrder(state, came);
    }),
  ],
  view: ({ sent, held = [] }) => ({
    status: `${Object.keys(sent).length} messages${held.length ? `, ${held.length} wait for an earlier one` : ""}`,
    tasks: [],
    timers: [],
  }),
};

/**
 * Carries the messages of a case to whom they are for, each of them once and in the order of their numbers: the bus may
 * bring a decision before the hearing that it follows.
 */
export const xbau: ServiceDefinition = { name, processors: [carried], publishes: [] };

/** The hash of a message that came before, whether it left or waits. */
const hashOf = ({ sent, held = [] }: Carried, messageId: string): string | undefined =>
  sent[messageId] ?? held.find((one) => one.messageId === messageId)?.hash;

/** Lets go what is next, and what waited for it. */
function inOrder(before: Carried, came: Held): Handled<Carried> {
  const sent = { ...before.sent };
  const held = [...(before.held ?? []), came].sort((a, b) => a.number - b.number);
  const events: NewEvent[] = [];
  for (let [next] = held; next && next.number <= Object.keys(sent).length + 1; [next] = held) {
    held.shift();
    sent[next.messageId] = next.hash;
    const bytes = Buffer.from(next.xml, "base64");
    events.push({ contract: contractOf(next.direction), body: null, bytes, metadata: {} });
  }
  return { state: { sent, held }, events };
}

/** The topic's contract of whom a message is for. */
function contractOf(direction: Recorded["direction"]): EventContract {
  const contract = known.get(`${name}.${recipients[direction]}`);
  if (!contract) throw new Fault("bad-contract", "a message to nobody that is known here");
  return contract;
}

/** A message, if it is what the event says of it and somebody is to have it: else the headers would be lies. */
function checked({ body, envelope }: Message<Recorded>): Held {
  const bytes = Buffer.from(body.xml);
  const { kind, messageId } = headOf(bytes);
  if (kind !== body.kind || messageId !== body.messageId)
    throw new Fault("bad-contract", "the event names another message than it has");
  if (!envelope.caseNumber) throw new Fault("bad-contract", "a message without the number of its case");
  contractOf(body.direction);
  const { number, direction } = body;
  return { number, messageId, direction, hash: sha256(bytes), xml: bytes.toString("base64") };
}
