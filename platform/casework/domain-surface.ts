import type { Surface } from "../messaging/index.ts";
import type { CaseFile } from "./case-file.ts";
import type { CalculationStep } from "./dry-run.ts";

/** A surface whose states hold cases that people decide. */
export interface DomainSurface<State, Prepared = undefined> extends Surface<State, Prepared> {
  /** A case's file, for the case worker who decides here. */
  file?(state: State, caseNumber: string): CaseFile | undefined;
  /**
   * How the sum that the rules propose for a case comes about, for the case worker.
   * @param asked.after the state as it would be once the case is granted; absent where it cannot be granted as it is
   */
  explain?(state: State, asked: { caseNumber: string; now: Date; after?: State }): CalculationStep[];
}
