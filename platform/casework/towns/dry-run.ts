/** One step of a calculation, for a case worker. */
export interface CalculationStep {
  /** German */
  name: string;
  /** decimal number as text */
  value: string;
  /** where the law says so, German */
  paragraph: string;
}

/** A step as a service explains it to a case worker: a sum may be said in whole cents. */
export type ExplainedStep = CalculationStep | (Omit<CalculationStep, "value"> & { cents: number });

/** A step with its value as text. */
export const asText = (step: ExplainedStep): CalculationStep =>
  "cents" in step ? { name: step.name, value: decimalEuros(step.cents), paragraph: step.paragraph } : step;

/** Gives whole cents as a decimal number of euros, for a step's value: -1205 → "-12.05". */
export function decimalEuros(cents: number): string {
  const digits = String(Math.abs(cents)).padStart(3, "0");
  return `${cents < 0 ? "-" : ""}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** Says that the rules cannot calculate an input, although it fits its schema. */
export class InputProblem extends Error {
  override name = "InputProblem";
  /** JSON pointer into the input */
  readonly path: string;
  constructor(path: string, sentence: string) {
    super(sentence);
    this.path = path;
  }
}

/**
 * What services/<service>/dry-run.ts exports: its rules on one input, without a case, a store or a clock. `Input` is the
 * type of what fits the schema (FromSchema).
 */
export interface DryRun<Input, Found> {
  inputSchema: object;
  /** Decides by the rules alone. Throws InputProblem. */
  calculate(input: Input): Found;
  /** Gives the result as it is printed, with its steps. */
  explain(input: Input, found: Found): object;
}
