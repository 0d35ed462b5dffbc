// Secrets of a sandbox, made once for each data folder. A real system is given its own in the environment.
import { generateKeyPairSync, type JsonWebKey, randomBytes } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { importJWK, SignJWT } from "jose";

interface Secrets {
  hashKey: string;
  operatorKey: JsonWebKey & { kid: string };
}

/** HASH_KEY, ACTOR_JWKS and an operator's token that fits them; what the environment holds is left as it is. */
export async function secretVariables(
  dataDir: string,
  environment: Record<string, string | undefined>,
): Promise<Record<string, string>> {
  const { hashKey, operatorKey } = readOrMake(join(dataDir, "secrets.json"));
  const { d: _, ...publicKey } = operatorKey;
  const made: Record<string, string> = {};
  made.HASH_KEY = environment.HASH_KEY || hashKey;
  made.ACTOR_JWKS = environment.ACTOR_JWKS || JSON.stringify({ keys: [publicKey] });
  // Under keys that we were given, a token of ours would be refused.
  const token = environment.ANTRAGSBUS_TOKEN || (environment.ACTOR_JWKS ? "" : await operatorToken(operatorKey));
  if (token) made.ANTRAGSBUS_TOKEN = token;
  return made;
}

function readOrMake(file: string): Secrets {
  if (existsSync(file)) return JSON.parse(readFileSync(file, "utf8")) as Secrets;
  const { privateKey } = generateKeyPairSync("ed25519");
  const operatorKey = {
    ...privateKey.export({ format: "jwk" }),
    ...{ alg: "EdDSA", use: "sig", kid: `sandbox-${randomBytes(6).toString("hex")}` },
  };
  const secrets = { hashKey: randomBytes(32).toString("base64url"), operatorKey };
  writeFileSync(file, JSON.stringify(secrets, null, 2), { mode: 0o600, flag: "wx" });
  return secrets;
}

async function operatorToken(key: Secrets["operatorKey"]): Promise<string> {
  return new SignJWT({ roles: ["operator", "caseworker"], municipalities: ["*"] })
    .setProtectedHeader({ alg: "EdDSA", kid: key.kid })
    .setSubject("sandbox-operator")
    .setIssuedAt()
    .setExpirationTime("30d")
    .sign(await importJWK(key as Parameters<typeof importJWK>[0], "EdDSA"));
}
