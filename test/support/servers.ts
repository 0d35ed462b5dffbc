import { generateKeyPairSync, randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SignJWT } from "jose";
import { type Backing, startBacking } from "../../deploy/backing/index.ts";
import { type Config, readConfig } from "../../platform/messaging/config.ts";
import { setLogLevel } from "../../platform/messaging/telemetry/log.ts";
import { launcherEnvironment } from "./bare-environment.ts";

/** Real servers for the specs of one run, started with the first spec that needs them, as a town's outlive its services. */
export interface Servers {
  backing: Backing;
  /** holds the servers' data */
  folder: string;
  /** a configuration of its own: nothing that one spec leaves is seen by another */
  config(namespace: string): Config;
  environment(namespace: string): Record<string, string>;
  /** of somebody with each of the roles in each of the towns, for one office or all */
  token(roles?: string[], municipalities?: string[], office?: string, subject?: string): Promise<string>;
}

let starting: Promise<Servers> | undefined;
let folder = "";

async function start(): Promise<Servers> {
  setLogLevel(process.env.TEST_LOG ?? "silent"); // What fails on purpose is not to be read as what failed.
  folder = mkdtempSync(join(tmpdir(), "antragsbus-test-"));
  const backing = await startBacking({ dataDir: folder, say: () => {}, environment: launcherEnvironment });
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const jwks = { keys: [{ ...publicKey.export({ format: "jwk" }), alg: "EdDSA", kid: "test" }] };
  const common = {
    ...backing.env,
    HASH_KEY: randomBytes(32).toString("base64url"),
    ACTOR_JWKS: JSON.stringify(jwks),
    ACTOR_ISSUER: "tests",
    ACTOR_AUDIENCE: "antragsbus",
    LOG_LEVEL: "error",
  };
  const environment = (namespace: string) => ({ ...common, ANTRAGSBUS_NAMESPACE: namespace });
  return {
    backing,
    folder,
    environment,
    config: (namespace) => readConfig(environment(namespace)),
    token: (roles = ["operator", "caseworker"], municipalities = ["*"], office = "*", subject = "tester") =>
      new SignJWT({
        grants: roles.flatMap((role) => municipalities.map((town) => ({ role, municipality: town, office }))),
      })
        .setProtectedHeader({ alg: "EdDSA", kid: "test" })
        .setSubject(subject)
        .setIssuer("tests")
        .setAudience("antragsbus")
        .setIssuedAt()
        .setExpirationTime("1h")
        .sign(privateKey),
  };
}

export function servers(): Promise<Servers> {
  throwIfStopping();
  starting ??= start();
  return starting;
}

const stops = new Set<() => Promise<void>>();

/** What has to be stopped also when the run is broken off. */
export function stopWithRun(stop: () => Promise<void>): void {
  stops.add(stop);
}

let stopping: Promise<void> | undefined;

/** In a run that is broken off, the specs behind the one at hand start nothing any more. */
export function throwIfStopping(): void {
  if (stopping) throw new Error("the run was broken off");
}

/** Stops whatever specs have started, once: whoever asks again, as a run that is broken off does, waits for its end. */
export function stopAll(): Promise<void> {
  stopping ??= stopEverything();
  return stopping;
}

async function stopEverything(): Promise<void> {
  const running = await starting;
  // What was started last uses what was started before.
  for (const stop of [...stops].reverse()) await Promise.allSettled([stop()]);
  await running?.backing.stop();
  if (folder) rmSync(folder, { recursive: true, force: true });
}

/** Mocha's root hook: the servers end with the run. */
export const mochaHooks = {
  async afterAll(this: Mocha.Context) {
    this.timeout(60_000);
    await stopAll();
  },
};
