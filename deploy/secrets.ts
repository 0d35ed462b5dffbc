// Secrets of a sandbox, made once for each data folder. A real system is given its own in the environment.
import { generateKeyPairSync, type JsonWebKey, randomBytes } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { importJWK, SignJWT } from "jose";
import { clerks } from "./clerks.ts";
import { list, UserError } from "./say.ts";

interface Secrets {
  hashKey: string;
  operatorKey: JsonWebKey & { kid: string };
  signingKey: JsonWebKey & { kid: string };
}

type Environment = Record<string, string | undefined>;

const fileIn = (dataDir: string): string => join(dataDir, "secrets.json");

/** HASH_KEY, SIGNING_KEY, and whose tokens are taken; what the environment holds is left as it is. */
export function secretVariables(dataDir: string, environment: Environment): Record<string, string> {
  const { hashKey, operatorKey, signingKey } = readOrMake(fileIn(dataDir));
  const { d: _, ...publicKey } = operatorKey;
  return {
    HASH_KEY: environment.HASH_KEY || hashKey,
    SIGNING_KEY: environment.SIGNING_KEY || JSON.stringify(signingKey),
    ACTOR_JWKS: environment.ACTOR_JWKS || JSON.stringify({ keys: [publicKey] }),
    ACTOR_ISSUER: environment.ACTOR_ISSUER || "antragsbus-sandbox",
    ACTOR_AUDIENCE: environment.ACTOR_AUDIENCE || "antragsbus",
  };
}

/** What is there stays; what an earlier version did not make yet is added. */
function readOrMake(file: string): Secrets {
  const known = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Partial<Secrets>) : {};
  const { hashKey, operatorKey, signingKey } = known;
  if (hashKey && operatorKey && signingKey) return { hashKey, operatorKey, signingKey };
  const secrets = {
    hashKey: hashKey ?? randomBytes(32).toString("base64url"),
    operatorKey: operatorKey ?? makeKey("operator"),
    signingKey: signingKey ?? makeKey("signing"),
  };
  writeFileSync(file, JSON.stringify(secrets, null, 2), { mode: 0o600 });
  return secrets;
}

function makeKey(purpose: string): JsonWebKey & { kid: string } {
  const jwk = generateKeyPairSync("ed25519").privateKey.export({ format: "jwk" });
  return { ...jwk, ...{ alg: "EdDSA", use: "sig", kid: `sandbox-${purpose}-${randomBytes(6).toString("hex")}` } };
}

/** How long a token of the sandbox is good for: one call, also on a machine with much to do. */
const tokenLifetime = "2m";

/**
 * Signs tokens of one of the sandbox's people, a new one whenever it is called: none is kept.
 * @param env of the running system
 * @throws UserError when there is no such person, or the system takes the tokens of somebody else
 */
export function signerOf(dataDir: string, env: Environment, name: string): () => Promise<string> {
  const grants = Object.hasOwn(clerks, name) ? clerks[name] : undefined;
  if (!grants) throw new UserError(`The sandbox has no "${name}": --as takes ${list(Object.keys(clerks))}.`);
  const file = fileIn(dataDir);
  const { operatorKey: key } = (existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {}) as Partial<Secrets>;
  const { keys } = JSON.parse(env.ACTOR_JWKS ?? '{"keys":[]}') as { keys: { kid?: string }[] };
  if (!key || !keys.some(({ kid }) => kid === key.kid))
    throw new UserError("ANTRAGSBUS_TOKEN is missing: this system takes the tokens of whom its ACTOR_JWKS names.");
  const { ACTOR_ISSUER = "", ACTOR_AUDIENCE = "" } = env;
  return async () =>
    new SignJWT({ grants })
      .setProtectedHeader({ alg: "EdDSA", kid: key.kid })
      .setSubject(`sandbox-${name}`)
      .setIssuer(ACTOR_ISSUER)
      .setAudience(ACTOR_AUDIENCE)
      .setIssuedAt()
      .setExpirationTime(tokenLifetime)
      .sign(await importJWK(key as Parameters<typeof importJWK>[0], "EdDSA"));
}
