import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTPayload, jwtVerify } from "jose";
import { type CallMeta, type Config, Fault, logOf } from "../../messaging/index.ts";
import { readOffices } from "./offices.ts";

/** Someone who acts, as proven by a signed token. */
export interface Actor {
  /** pseudonym */
  id: string;
  grants: Grant[];
}

/** What somebody may do, and where. */
export interface Grant {
  role: string;
  /** ARS, or "*" for all towns */
  municipality: string;
  /** name of an office in the town's offices.json, or "*" for all of them */
  office: string;
}

/** Proves who acts from the signed token of a call. Throws not-signed-in, and says why to the operators. */
export type Prove = (meta: CallMeta) => Promise<Actor>;

/** The longest that a token may be good for, in s: what a working day takes. */
const lifetimeMax = 12 * 3600;
/** How far the clock of who signs may be ahead of ours, in s. */
const clockTolerance = 10;

/** Why a token is refused. Never holds a value of it. */
class TokenProblem extends Error {}

/** @param service whose log says why a token was refused */
export function actorProver(
  { actorJwks, actorIssuer: issuer, actorAudience: audience }: Config,
  service: string,
): Prove {
  readOffices(); // A bad file ends the start, not the first call.
  const keys = createLocalJWKSet(actorJwks as JSONWebKeySet);
  const options = { issuer, audience, clockTolerance, requiredClaims: ["exp", "iat"], maxTokenAge: lifetimeMax };
  return async ({ token }) => {
    if (!token) throw new Fault("not-signed-in");
    try {
      const { payload } = await jwtVerify(token, keys, { ...options, algorithms: ["EdDSA", "ES256"] });
      return actorOf(payload);
    } catch (error) {
      const reason = reasonOf(error);
      logOf(service).warn({ reason }, "a token was refused");
      throw new Fault("not-signed-in", reason, { cause: error });
    }
  };
}

function reasonOf(error: unknown): string {
  if (error instanceof TokenProblem) return error.message;
  if (error instanceof errors.JWTClaimValidationFailed || error instanceof errors.JWTExpired)
    return `claim ${error.claim}: ${error.reason}`;
  return error instanceof errors.JOSEError ? error.code : "the token cannot be read";
}

function actorOf({ sub = "", exp = 0, iat = 0, grants }: JWTPayload): Actor {
  if (exp - iat > lifetimeMax) throw new TokenProblem("claim exp: more than 12 hours after iat");
  // It stands beside events for as long as these are kept: an address or a name would be personal data in all of them.
  if (!/^[^@\s]{1,64}$/.test(sub))
    throw new TokenProblem("claim sub: no pseudonym of up to 64 letters without @ and space");
  if (!Array.isArray(grants) || !grants.every(isGrant))
    throw new TokenProblem("claim grants: no list of role, municipality, office");
  return { id: sub, grants: grants.map(({ role, municipality, office }) => ({ role, municipality, office })) };
}

function isGrant(value: unknown): value is Grant {
  if (typeof value !== "object" || value === null) return false;
  const { role, municipality, office } = value as Partial<Record<keyof Grant, unknown>>;
  const named = [role, office].every((one) => typeof one === "string" && one !== "");
  return named && typeof municipality === "string" && /^(\d{12}|\*)$/.test(municipality);
}

/** What somebody wants to read or change: a case, or with the key "" what a service has in that town beside cases. */
export interface Place {
  municipality: string;
  service: string;
  serviceKey: string;
}

/** A place for which only a grant for all towns and all offices is enough. */
export const everywhere: Place = { municipality: "*", service: "*", serviceKey: "*" };

/** The offices that a grant names, in each town that it is for. */
function officesOf({ municipality, office }: Grant) {
  const towns = [...readOffices()].filter(([town]) => municipality === "*" || municipality === town);
  return towns.flatMap(([town, offices]) =>
    offices.flatMap((one) => (one.name === office ? [{ municipality: town, ...one }] : [])),
  );
}

/** Says whether one of the actor's grants is for the role and, where a place is named, for that place. */
export function permits({ grants }: Actor, role: string, place?: Place): boolean {
  return grants.some((grant) => {
    if (grant.role !== role) return false;
    if (!place) return true;
    if (grant.municipality !== "*" && grant.municipality !== place.municipality) return false;
    if (grant.office === "*") return true;
    return officesOf(grant).some(
      ({ municipality, services, serviceKeys }) =>
        municipality === place.municipality &&
        (services.includes(place.service) || serviceKeys.includes(place.serviceKey)),
    );
  });
}

/** Throws not-permitted unless the actor has the role, at the place where one is named. */
export function demand(actor: Actor, role: string, place?: Place): void {
  if (!permits(actor, role, place)) throw new Fault("not-permitted");
}

/** Where a role of the actor reaches in a service: a town or all of them, its cases or only those of some keys. */
export interface Reach {
  municipality?: string;
  serviceKeys?: string[];
}

/** All that an actor's role reaches in a service. */
export function reachOf({ grants }: Actor, role: string, service: string): Reach[] {
  return grants
    .filter((grant) => grant.role === role)
    .flatMap((grant): Reach[] => {
      if (grant.office === "*") return [grant.municipality === "*" ? {} : { municipality: grant.municipality }];
      return officesOf(grant).map(({ municipality, services, serviceKeys }) =>
        services.includes(service) ? { municipality } : { municipality, serviceKeys },
      );
    });
}

/**
 * Throws not-permitted for a person, for what only services call, so that none does it by accident. Nothing proves that a
 * caller without a token is a service; that has to be done by users of NATS.
 */
export function onlyServices({ token }: CallMeta): void {
  if (token) throw new Fault("not-permitted", "das rufen nur Dienste auf");
}
