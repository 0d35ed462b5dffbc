import type { Reason } from "../case/case-file.ts";

/** The reasons that a service knows, by code: German sentence, and the rule that it rests on. */
export type ReasonTable<Code extends string = string> = Readonly<
  Record<Code, readonly [sentence: string, paragraph: string]>
>;

/** Gives the reasons that hold, in the order in which they were looked for. */
export const reasonsThat = <Code extends string>(
  table: ReasonTable<Code>,
  found: Readonly<Record<NoInfer<Code>, boolean>>,
): Reason[] =>
  (Object.keys(found) as Code[])
    .filter((code) => found[code])
    .map((code) => ({ code, sentence: table[code][0], paragraph: table[code][1] }));
