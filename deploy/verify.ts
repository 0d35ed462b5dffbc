// npm run -s verify -- <code> [--keys FILE]: whether a code on a document is genuine, offline, by public keys alone.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { compactVerify, createLocalJWKSet, errors, type JSONWebKeySet } from "jose";
import { reasonOf } from "./say.ts";
import { root } from "./system.ts";

const usage = "npm run -s verify -- <code> [--keys FILE with a JSON Web Key Set]";

/** The public keys of a file, or of the sandbox that runs here. */
function keysFrom(file: string | undefined): JSONWebKeySet {
  if (file) return JSON.parse(readFileSync(file, "utf8")) as JSONWebKeySet;
  const { signingKey } = JSON.parse(readFileSync(join(root, ".antragsbus/secrets.json"), "utf8"));
  const { d: _, ...publicKey } = signingKey;
  return { keys: [publicKey] };
}

try {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { keys: { type: "string" } } });
  const [code] = positionals;
  if (!code) throw new Error(usage);
  const { payload } = await compactVerify(code.trim(), createLocalJWKSet(keysFrom(values.keys)), {
    algorithms: ["EdDSA"],
  });
  console.log(new TextDecoder().decode(payload));
} catch (problem) {
  const forged = problem instanceof errors.JOSEError;
  process.stderr.write(forged ? `This code is not genuine: ${problem.code}.\n` : `${reasonOf(problem)}\n`);
  process.exitCode = forged ? 1 : 2;
}
