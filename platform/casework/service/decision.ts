import { type CommandBody, Fault, type MessageContract } from "../../messaging/index.ts";
import { Decide } from "../office/commands.ts";

/** A case worker's decision, as the action `service.decide` takes it, without what each service adds. */
export type PersonalDecision = Pick<CommandBody<"service.decide">, "caseNumber" | "outcome" | "reason" | "instead">;

/** The properties of an object, as JSON Schema says them. */
export type Properties = Readonly<Record<string, object>>;

/** A decision with what a service lets a person say of it. */
export interface DecisionContract<Facts extends object = object> extends MessageContract<PersonalDecision & Facts> {
  /** what it adds to the common ones of `service.decide` */
  readonly properties: Properties;
}

/**
 * Makes the contract of a service's decisions: the common one with properties of its own. `service.decide` checks what it
 * is called with against both, and tells a person which there are.
 * @typeParam Facts their types, as `DecisionFacts` has them
 */
export const decisionWith = <Facts extends object = object>({
  properties,
}: {
  properties: Properties;
}): DecisionContract<Facts> => ({ name: Decide.name, properties });

/** Those of a service that has none. */
export const plainDecision: DecisionContract = decisionWith({ properties: {} });

/** What every decision says. */
const common: readonly string[] = [...["caseNumber", "version", "commandId", "outcome", "reason", "instead", "actor"]];

/** A figure in whole cents, which needs a basis. */
const isFigure = (name: string): boolean => name.endsWith("Cents");

/**
 * Sees to it that nothing is dropped of what a person says: what a service does not use is refused, and a figure that they
 * name says on what it rests, so that the letter can (AO § 121, SGB X § 35, VwVfG § 39).
 * @param used what the service uses for a decision that grants; with a refusal nothing else can be said
 * @throws Fault not-possible, with the property
 */
export function demandUsed(said: { outcome: "grant" | "refuse" }, used: readonly string[]): void {
  const named = Object.entries(said).flatMap(([name, value]) =>
    value === undefined || common.includes(name) ? [] : [name],
  );
  const unused = named.filter((one) => said.outcome === "refuse" || !used.includes(one));
  if (unused.length)
    throw new Fault(
      "not-possible",
      said.outcome === "refuse"
        ? `mit einer Ablehnung wird nichts weiter festgesetzt: ${unused.join(", ")}`
        : `das sieht diese Entscheidung nicht vor: ${unused.join(", ")}`,
    );
  const hasFigure = named.some(isFigure);
  if (hasFigure && !named.includes("basis"))
    throw new Fault("not-possible", "zu einem Betrag gehört, worauf er beruht: basis");
  if (!hasFigure && named.includes("basis"))
    throw new Fault("not-possible", "basis gehört zu einem Betrag, der genannt wird");
}
