import { CaseDelayed, CaseReferred } from "../../platform/casework/case/events.ts";
import type { Delivery } from "../../platform/messaging/engine/delivery.ts";
import { newEvent, on, type Processor, type ServiceDefinition } from "../../platform/messaging/engine/processor.ts";
import { Fault } from "../../platform/messaging/faults.ts";
import { computeId } from "../../platform/messaging/ids.ts";
import type { MessageContract } from "../../platform/messaging/messages/message.ts";
import { record } from "../../platform/messaging/messages/record.ts";
import { type Timer, timer } from "../../platform/messaging/messages/timer.ts";
import type { Runtime } from "./opened.ts";

export const town = "055620014014";
const reason = (code: string) => ({ reasons: [{ code, sentence: "", paragraph: "" }] });

/** A person says a word. */
export const Say: MessageContract<{ commandId: string; version: number; word: string; actor: string }> = {
  name: "command.say",
};
const Alarm = timer("alarm");
const Word = record<{ word: string }>("word");

const saidWords: Processor<{ said: number }> = {
  name: "case",
  initial: () => ({ said: 0 }),
  key: ({ envelope }) => ({ tenant: envelope.municipality, key: envelope.caseId }),
  on: [
    on(Word, ({ said }, { body }) => ({
      state: { said: said + 1 },
      events: [newEvent(CaseReferred, { ...reason(body.word), sentence: "" })],
      answer: "said",
    })),
  ],
  view: () => ({ status: "", tasks: [], timers: [] }),
};

/** Publishes one event for each record: a word about a case. */
export const alpha: ServiceDefinition = { name: "alpha", processors: [saidWords], publishes: [CaseReferred] };

export interface Heard {
  words: string[];
  timers: Timer[];
  fired: string[];
}

export interface BetaOptions {
  failWhile?: () => boolean;
}

/** Collects words by case. Some words do something: see the handlers. */
export const hearing = ({ failWhile = () => true }: BetaOptions = {}): Processor<Heard> => ({
  name: "case",
  initial: () => ({ words: [], timers: [], fired: [] }),
  key: ({ envelope }) => ({ tenant: envelope.municipality, key: envelope.caseId }),
  on: [
    on(Alarm, (state, { id }) => {
      if (state.words.includes("broken timer") && failWhile()) throw new Fault("bad-contract", "made to die");
      return { state: { ...state, timers: [], fired: [...state.fired, id] }, events: [] };
    }),
    on(Say, (state, { body: { word } }) => {
      if (word === "forbidden") throw new Fault("not-possible", word);
      // More than one document of the store takes: it is decided on, and cannot be written.
      if (word === "huge") return { state: { ...state, words: ["x".repeat(17 * 1024 ** 2)] }, events: [] };
      return { state: { ...state, words: [...state.words, word] }, events: [] };
    }),
    on(CaseReferred, (state, { id, body }, { now }) => {
      const word = body.reasons[0]?.code ?? "";
      if (word === "explode" && failWhile()) throw new Error("a bug that holds a secret");
      if (word === "dead" && failWhile()) throw new Fault("bad-contract", "made to die");
      const timers = word.endsWith("timer") ? [Alarm.at(computeId(id, "alarm"), now)] : state.timers;
      return { state: { ...state, words: [...state.words, word], timers }, events: [] };
    }),
  ],
  view: ({ timers, words }) => ({ status: `${words.length} words`, tasks: [], timers }),
});

export const betaOf = (processor: Processor<Heard>): ServiceDefinition => ({
  name: "beta",
  processors: [processor],
  publishes: [CaseDelayed],
});
export const beta = (options: BetaOptions = {}): ServiceDefinition => betaOf(hearing(options));

let count = 0;
const next = () => {
  count += 1;
  return count;
};

/** A record for alpha that says a word about a case. */
export function saying(word: string, caseId = computeId("case", next())): Delivery {
  const id = computeId("record", next(), caseId);
  const metadata = { id, municipality: town, caseId, caseNumber: caseId, receivedAt: new Date().toISOString() };
  return Word.create(metadata, { word });
}

/** What beta has heard about a case. */
export async function heard({ resources }: Runtime, caseId: string): Promise<Heard & { version: number }> {
  const [found] = await resources.states.read<Heard>("case", [{ tenant: town, key: caseId }]);
  if (!found) return { words: [], timers: [], fired: [], version: 0 };
  return { ...found.value, version: found.version };
}
