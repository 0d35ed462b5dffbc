import { Fault } from "../../messaging/index.ts";

/** What a case worker may say of a decision beside its outcome and reason, as the action `service.decide` takes it. */
const options = [
  "yearlyCents",
  "feeCents",
  "monthlyCents",
  "basis",
  "listed",
  "from",
  "until",
  "conditions",
  "certified",
] as const;
export type DecisionOption = (typeof options)[number];

const figures: readonly DecisionOption[] = ["yearlyCents", "feeCents", "monthlyCents"];

type Said = { outcome: "grant" | "refuse" } & Partial<Record<DecisionOption, unknown>>;

/**
 * Sees to it that nothing is dropped of what a person says: what a service does not use is refused, and a figure that they
 * name says on what it rests, so that the letter can (AO § 121, SGB X § 35, VwVfG § 39).
 * @param used what the service uses for a decision that grants; with a refusal nothing else can be said
 * @throws Fault not-possible, with the option
 */
export function demandUsed(said: Said, used: readonly DecisionOption[]): void {
  const named = options.filter((one) => said[one] !== undefined);
  const unused = named.filter((one) => said.outcome === "refuse" || !used.includes(one));
  if (unused.length)
    throw new Fault(
      "not-possible",
      said.outcome === "refuse"
        ? `mit einer Ablehnung wird nichts weiter festgesetzt: ${unused.join(", ")}`
        : `das sieht diese Entscheidung nicht vor: ${unused.join(", ")}`,
    );
  const hasFigure = named.some((one) => figures.includes(one));
  if (hasFigure && !named.includes("basis"))
    throw new Fault("not-possible", "zu einem Betrag gehört, worauf er beruht: basis");
  if (!hasFigure && named.includes("basis"))
    throw new Fault("not-possible", "basis gehört zu einem Betrag, der genannt wird");
}
