import { CaseDelayed, CaseReferred } from "../../platform/casework/events.ts";
import { emptyEnvelope } from "../../platform/messaging/contracts/envelope.ts";
import type { Delivery } from "../../platform/messaging/engine/delivery.ts";
import { draft, type Message, of, type Surface, type Timer } from "../../platform/messaging/engine/processor.ts";
import { Fault } from "../../platform/messaging/faults.ts";
import { computeId } from "../../platform/messaging/ids.ts";
import type { Runtime } from "../../platform/messaging/index.ts";
import { seal, unseal } from "../../platform/messaging/seal.ts";

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

/** Collects words by case. Some words do something: see the switch. */
export function beta(options: { failWhile?: () => boolean } = {}): Surface<Heard> {
  return {
    name: "beta",
    takes: [CaseReferred],
    publishes: [CaseDelayed],
    initial: () => ({ words: [], timers: [], fired: [] }),
    key: ({ envelope }) => ({ tenant: envelope.municipality, key: envelope.caseId }),
    handle: (state, message, { now }) => {
      if (message.type === "timer.alarm" && state.words.includes("broken timer") && options.failWhile?.())
        throw new Fault("bad-contract", "made to die");
      if (message.type === "timer.alarm")
        return { state: { ...state, timers: [], fired: [...state.fired, message.id] }, events: [] };
      if (message.type === "command.say") {
        const { word } = message.body as { word: string };
        if (word === "forbidden") throw new Fault("not-possible", word);
        // More than one document of the store takes: it is decided on, and cannot be written.
        if (word === "huge") return { state: { ...state, words: ["x".repeat(17 * 1024 ** 2)] }, events: [] };
        return { state: { ...state, words: [...state.words, word] }, events: [] };
      }
      if (!of(CaseReferred, message)) throw new Fault("bad-contract", message.type);
      const word = message.body.reasons[0]?.code ?? "";
      if (word === "explode" && (options.failWhile?.() ?? true)) throw new Error("a bug that holds a secret");
      if (word === "dead" && (options.failWhile?.() ?? true)) throw new Fault("bad-contract", "made to die");
      const timers = word.endsWith("timer")
        ? [{ id: computeId(message.id, "alarm"), name: "alarm", due: now.toISOString() }]
        : state.timers;
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
  const envelope = {
    ...emptyEnvelope,
    id,
    type: "record.word",
    municipality: town,
    caseId,
    caseNumber: caseId,
    receivedAt: new Date().toISOString(),
  };
  return { origin: "record", envelope, body: seal(caseId, Buffer.from(JSON.stringify({ word }))), attempts: 0 };
}

/** What beta has heard about a case. */
export async function heard({ resources }: Runtime, caseId: string): Promise<Heard & { version: number }> {
  const found = await resources.models.states.findById(`${town}/${caseId}`).lean();
  if (!found) return { words: [], timers: [], fired: [], version: 0 };
  return { ...(JSON.parse(unseal("", found.body).toString("utf8")) as Heard), version: found.version };
}
