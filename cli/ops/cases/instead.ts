import { UserError } from "../../../deploy/say.ts";
import type { Params } from "../../../platform/messaging/contracts/action.ts";

type Instead = NonNullable<Params<"service.decide">["instead"]>;

interface Given {
  amountCents?: number | undefined;
  facts?: string | undefined;
  annul?: boolean | undefined;
  inPart?: boolean | undefined;
}

/** What holds instead of what was objected to; undefined where nothing of it is said. */
export function insteadOf({ facts, annul, inPart, amountCents }: Given): Instead | undefined {
  const instead: Instead = {
    ...(facts === undefined ? {} : { facts: objectIn(facts) }),
    ...(amountCents === undefined ? {} : { amountCents }),
    ...(annul ? { annul } : {}),
    ...(inPart ? { inPart } : {}),
  };
  return Object.keys(instead).length ? instead : undefined;
}

function objectIn(text: string): Record<string, unknown> {
  let facts: unknown;
  try {
    facts = JSON.parse(text);
  } catch {
    throw new UserError("--facts takes JSON: the fields of the form that were wrong.");
  }
  if (typeof facts !== "object" || facts === null || Array.isArray(facts))
    throw new UserError("--facts takes an object: the fields of the form that were wrong.");
  return facts as Record<string, unknown>;
}
