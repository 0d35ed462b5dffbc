import { holds } from "../../../platform/casework/index.ts";
import { compileSchema } from "../../../platform/messaging/index.ts";
import file from "./figures.json" with { type: "json" };
import schema from "./figures.schema.json" with { type: "json" };

/** The figures of SGB XII chapter 3 between two days; whole cents a month, shares in thousandths. */
export type Figures = (typeof file)[number];

const check = compileSchema(schema);

/** Reads a file of figures. Throws when it does not fit its schema. */
export function figuresOf(json: unknown): Figures[] {
  const problems = check(json);
  if (problems.length) throw new Error(`figures of the subsistence aid: ${JSON.stringify(problems)}`);
  return json as Figures[];
}

const law = figuresOf(file);

/** The figures that are law. */
export const readFigures = (): Figures[] => law;

export const figuresOn = (figures: readonly Figures[], day: string): Figures | undefined =>
  figures.find((set) => holds(set, day));

/** A share in thousandths of whole cents, half cents up. */
export const permilleOf = (cents: number, permille: number): number => Math.floor((cents * permille + 500) / 1000);
