import { type CommandBody, emptyEnvelope, Fault, type Handled, type Message } from "../../messaging/index.ts";
import { CaseDecided } from "../case/events.ts";
import { Decide } from "../office/commands.ts";
import type { AnyCaseProcessor } from "../service/case-processor.ts";
import { germanNumber } from "../texts/german.ts";
import type { CalculationStep } from "../towns/dry-run.ts";

/** What granting a case would come to, for the person who decides. German. */
export interface Proposal {
  /** what would be decided, as the portal would be told it; absent: it cannot be granted as it is */
  grant?: { outcome: string; sentence: string; amountCents: number | null };
  /** why it cannot be granted without more being said, and what that is; absent: it can */
  open?: string;
  /** how the sum comes about, numbers as Germans write them */
  steps: CalculationStep[];
}

interface Tried {
  state: unknown;
  caseNumber: string;
  now: Date;
}

const nothingDecided =
  "Mit grant ergeht jetzt kein Bescheid: Die Entscheidung bleibt bestehen, es wird erst angehört, oder der Vorgang wird mit neuen Gründen vorgelegt.";

/**
 * What granting a case as it is would come to by the service's own rules: the command is tried on the state, and nothing of
 * it is kept. What is shown so never differs from what is decided.
 */
export function proposalOf(processor: AnyCaseProcessor, { state, caseNumber, now }: Tried): Proposal {
  const explained = (after?: unknown) =>
    (processor.explain?.(state, { caseNumber, now, ...(after ? { after } : {}) }) ?? []).map((step) => ({
      ...step,
      value: germanNumber(step.value),
    }));
  try {
    const { state: after, events } = granted(processor, { state, caseNumber, now });
    const proposed = events.find(({ contract }) => contract.name === CaseDecided.name)?.body;
    if (!proposed) return { open: nothingDecided, steps: explained() };
    const { outcome, sentence, amountCents } = proposed as {
      outcome: string;
      sentence: string;
      amountCents: number | null;
    };
    return { grant: { outcome, sentence, amountCents }, steps: explained(after) };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return { open: error.detail || error.code, steps: explained() };
  }
}

function granted(processor: AnyCaseProcessor, { state, caseNumber, now }: Tried): Handled<unknown> {
  const type = Decide.name;
  const body: CommandBody<"service.decide"> = {
    ...{ caseNumber, outcome: "grant", reason: "", version: 0, commandId: "", actor: "" },
  };
  const message: Message = { id: "proposal", type, envelope: { ...emptyEnvelope, id: "proposal", type }, body };
  const handler = processor.on.find(({ contract }) => contract.name === type);
  if (!handler) throw new Fault("not-possible", "hier wird nichts entschieden");
  return handler.handle(state, message, { now, prepared: undefined });
}
