import type { AnyProcessor, Processor, ServiceDefinition } from "../../messaging/index.ts";
import type { CaseFile } from "../case/case-file.ts";
import type { CalculationStep } from "../towns/dry-run.ts";
import type { Forms } from "../towns/forms.ts";
import type { DecisionContract } from "./decision.ts";

/** A processor whose states may hold cases that people decide. */
export interface CaseProcessor<State, Prepared = undefined> extends Processor<State, Prepared> {
  /** Gives a case's file, for the case worker who decides here; absent: its states hold no cases. */
  file?(state: State, caseNumber: string): CaseFile | undefined;
  /**
   * Says how the sum that the rules propose for a case comes about, for the case worker.
   * @param asked.after the state as it would be once the case is granted; absent where it cannot be granted as it is
   */
  explain?(state: State, asked: { caseNumber: string; now: Date; after?: State }): CalculationStep[];
}

export type AnyCaseProcessor = CaseProcessor<unknown, unknown>;

/** What a service of a town hall does. */
export interface DomainDefinition extends ServiceDefinition<AnyCaseProcessor> {
  /** what case workers may say of its decisions; absent: nothing is decided here */
  decision?: DecisionContract;
  /** what it takes */
  forms: Forms;
}

/** Finds the processor of a state as the case worker needs it. */
export const caseProcessorOf = (
  { processors }: { processors: readonly AnyProcessor[] },
  name: string,
): AnyCaseProcessor | undefined => processors.find((processor) => processor.name === name);
