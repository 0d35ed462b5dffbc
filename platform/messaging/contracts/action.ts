import type { Context } from "moleculer";
import type { ActionContracts } from "../../../types/generated/actions.ts";
import { readSchema } from "./validate.ts";

/** The name of an action that schemas/actions/ has. */
export type ActionName = keyof ActionContracts;
/** What an action is called with, typed from its contract. */
export type Params<N extends ActionName> = ActionContracts[N]["params"];
/** What an action answers, typed from its contract. */
export type Returns<N extends ActionName> = ActionContracts[N]["returns"];

/** What comes along with a call beside its params. */
export interface CallMeta {
  /** signed token of the person who acts */
  token?: string;
}

/**
 * Makes an action's definition for Moleculer: params are checked by ajv against the contract, and typed from it.
 * @param name of the contract file in schemas/actions/
 * @param added JSON Schemas of properties that one service takes beside those of the contract
 * @throws Error for one that the contract has already
 */
export function action<N extends ActionName>(
  name: N,
  handler: (params: Params<N>, meta: CallMeta) => Promise<Returns<N>>,
  added: Readonly<Record<string, object>> = {},
) {
  const { params } = readSchema("actions", `${name}.json`) as { params: { properties: object } };
  const twice = Object.keys(added).filter((one) => Object.hasOwn(params.properties, one));
  if (twice.length) throw new Error(`${name} has ${twice.join(", ")} already`);
  return {
    params: { ...params, properties: { ...params.properties, ...added } } as Record<string, unknown>,
    handler: (ctx: Context<Params<N>, CallMeta>) => handler(ctx.params, ctx.meta),
  };
}

/** The part of a broker that makes calls. */
export interface Caller {
  /** Calls an action of any service by its name. @throws what `faultOf` makes a fault of */
  call(
    action: string,
    params: unknown,
    options?: { meta?: CallMeta; timeout?: number; retries?: number },
  ): Promise<unknown>;
}

/** Calls an action under its contract. `service` is given for the actions that every service has. */
export async function call<N extends ActionName>(
  caller: Caller,
  name: N,
  params: Params<N>,
  options: { service?: string; meta?: CallMeta; timeout?: number } = {},
): Promise<Returns<N>> {
  const { service, ...rest } = options;
  const action = service ? name.replace(/^service\./, `${service}.`) : name;
  return (await caller.call(action, params, rest)) as Returns<N>;
}
