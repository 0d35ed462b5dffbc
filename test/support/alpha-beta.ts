import { CaseDelayed, CaseReferred } from "../../platform/casework/events.ts";
import type { Delivery } from "../../platform/messaging/engine/delivery.ts";
import { draft, type Surface } from "../../platform/messaging/engine/processor.ts";
import { Fault } from "../../platform/messaging/faults.ts";
import { computeId } from "../../platform/messaging/ids.ts";
import type { Runtime } from "../../platform/messaging/index.ts";
import { is, type Message, type MessageContract } from "../../platform/messaging/messages/message.ts";
import { record } from "../../platform/messaging/messages/record.ts";
import { type Timer, timer } from "../../platform/messaging/messages/timer.ts";
import { unseal } from "../../platform/messaging/seal.ts";

export const town = "055620014014";
const reason = (code: string) => ({ reasons: [{ code, sentence: "", paragraph: "" }] });

/** Publishes one event for each record: a word about a case. */
export const alpha: Surface<{ said: number }> = {
  name: "alpha",
  takes: [],
  publishes: [CaseReferred],
  initial: () => ({ said: 0 }),
  key: ({ envelope }) => ({ tenant: envelope.municipality, key: envelope.caseId }),
  handle: (state, message) => ({
    state: { said: state.said + 1 },
    events: [draft(CaseReferred, { ...reason((message as Message<{ word: string }>).body.word), sentence: "" })],
    answer: "said",
  }),
  view: () => ({ status: "", tasks: [], timers: [] }),
};

export interface Heard {
  words: string[];
  timers: Timer[];
  fired: string[];
}

/** A person says a word. */
export const Say: MessageContract<{ commandId: string; version: number; word: string; actor: string }> = {
  name: "command.say",
};
const Alarm = timer("alarm");
const Word = record<{ word: string }>("word");

/** Collects words by case. Some words do something: see the switch. */
export function beta(options: { failWhile?: () => boolean } = {}): Surface<Heard> {
  return {
    name: "beta",
    takes: [CaseReferred],
    publishes: [CaseDelayed],
    initial: () => ({ words: [], timers: [], fired: [] }),
    key: ({ envelope }) => ({ tenant: envelope.municipality, key: envelope.caseId }),
    handle: (state, message, { now }) => {
      if (is(Alarm, message) && state.words.includes("broken timer") && options.failWhile?.())
        throw new Fault("bad-contract", "made to die");
      if (is(Alarm, message))
        return { state: { ...state, timers: [], fired: [...state.fired, message.id] }, events: [] };
      if (is(Say, message)) {
        const { word } = message.body;
        if (word === "forbidden") throw new Fault("not-possible", word);
        // More than one document of the store takes: it is decided on, and cannot be written.
        if (word === "huge") return { state: { ...state, words: ["x".repeat(17 * 1024 ** 2)] }, events: [] };
        return { state: { ...state, words: [...state.words, word] }, events: [] };
      }
      if (!is(CaseReferred, message)) throw new Fault("bad-contract", message.type);
      const word = message.body.reasons[0]?.code ?? "";
      if (word === "explode" && (options.failWhile?.() ?? true)) throw new Error("a bug that holds a secret");
      if (word === "dead" && (options.failWhile?.() ?? true)) throw new Fault("bad-contract", "made to die");
      const timers = word.endsWith("timer") ? [Alarm.at(computeId(message.id, "alarm"), now)] : state.timers;
      return { state: { ...state, words: [...state.words, word], timers }, events: [] };
    },
    view: ({ timers, words }) => ({ status: `${words.length} words`, tasks: [], timers }),
  };
}

let count = 0;
const next = () => {
  count += 1;
  return count;
};

/** A record for alpha that says a word about a case. */
export function saying(word: string, caseId = computeId("case", next())): Delivery {
  const id = computeId("record", next(), caseId);
  const about = { id, municipality: town, caseId, caseNumber: caseId, receivedAt: new Date().toISOString() };
  return Word.of(about, { word });
}

/** What beta has heard about a case. */
export async function heard({ resources }: Runtime, caseId: string): Promise<Heard & { version: number }> {
  const found = await resources.models.states.findById(`${town}/${caseId}`).lean();
  if (!found) return { words: [], timers: [], fired: [], version: 0 };
  return { ...(JSON.parse(unseal("", found.body).toString("utf8")) as Heard), version: found.version };
}
