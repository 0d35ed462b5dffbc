// Secrets of a sandbox, made once for each data folder. A real system is given its own in the environment.
import { generateKeyPairSync, type JsonWebKey, randomBytes } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { importJWK, SignJWT } from "jose";

interface Secrets {
  hashKey: string;
  operatorKey: JsonWebKey & { kid: string };
  signingKey: JsonWebKey & { kid: string };
}

/** HASH_KEY, SIGNING_KEY, ACTOR_JWKS and an operator's token that fits them; what the environment holds is left as it is. */
export async function secretVariables(
  dataDir: string,
  environment: Record<string, string | undefined>,
): Promise<Record<string, string>> {
  const { hashKey, operatorKey, signingKey } = readOrMake(join(dataDir, "secrets.json"));
  const { d: _, ...publicKey } = operatorKey;
  const made: Record<string, string> = {};
  made.HASH_KEY = environment.HASH_KEY || hashKey;
  made.SIGNING_KEY = environment.SIGNING_KEY || JSON.stringify(signingKey);
  made.ACTOR_JWKS = environment.ACTOR_JWKS || JSON.stringify({ keys: [publicKey] });
  // Under keys that we were given, a token of ours would be refused.
  const token = environment.ANTRAGSBUS_TOKEN || (environment.ACTOR_JWKS ? "" : await operatorToken(operatorKey));
  if (token) made.ANTRAGSBUS_TOKEN = token;
  return made;
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

async function operatorToken(key: Secrets["operatorKey"]): Promise<string> {
  return new SignJWT({ roles: ["operator", "caseworker"], municipalities: ["*"] })
    .setProtectedHeader({ alg: "EdDSA", kid: key.kid })
    .setSubject("sandbox-operator")
    .setIssuedAt()
    .setExpirationTime("30d")
    .sign(await importJWK(key as Parameters<typeof importJWK>[0], "EdDSA"));
}
