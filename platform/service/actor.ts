import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from "jose";
import type { Config } from "../config.ts";
import type { CallMeta } from "../contracts/action.ts";
import { Fault } from "../faults.ts";
import type { Actor } from "./surface.ts";

/** Proves who acts from the signed token of a call. Throws not-signed-in. */
export type Prove = (meta: CallMeta) => Promise<Actor>;

const strings = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];

export function actorProver({ actorJwks }: Config): Prove {
  const keys = createLocalJWKSet(actorJwks as JSONWebKeySet);
  return async ({ token }) => {
    if (!token) throw new Fault("not-signed-in");
    try {
      const { payload } = await jwtVerify(token, keys, { algorithms: ["EdDSA", "ES256"] });
      if (!payload.sub) throw new Fault("not-signed-in");
      return { id: payload.sub, roles: strings(payload.roles), municipalities: strings(payload.municipalities) };
    } catch (error) {
      throw new Fault("not-signed-in", "", { cause: error });
    }
  };
}

/** Throws not-permitted unless the actor has the role, and works for the town if one is given. */
export function demand(actor: Actor, role: string, municipality?: string): void {
  const forTown = !municipality || actor.municipalities.includes("*") || actor.municipalities.includes(municipality);
  if (!actor.roles.includes(role) || !forTown) throw new Fault("not-permitted");
}
