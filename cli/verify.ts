// npm run -s verify -- <code> [--keys FILE]: whether a code on a document is genuine, offline, by public keys alone.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { compactVerify, createLocalJWKSet, errors, type JSONWebKeySet } from "jose";
import { root } from "../deploy/system.ts";
import { commandLine, runCommandLine } from "./command-line.ts";

/** The public keys of a file, or of the sandbox that runs here. */
function keysFrom(file: string | undefined): JSONWebKeySet {
  if (file) return JSON.parse(readFileSync(file, "utf8")) as JSONWebKeySet;
  const { signingKey } = JSON.parse(readFileSync(join(root, ".antragsbus/secrets.json"), "utf8"));
  const { d: _, ...publicKey } = signingKey;
  return { keys: [publicKey] };
}

const program = commandLine("npm run -s verify --", "Says whether a code on a document is genuine, offline.")
  .argument("<code>", "the text of the QR code")
  .option("--keys <FILE>", "a JSON Web Key Set; the sandbox's keys unless told otherwise")
  .action(async (code: string, { keys }: { keys?: string }) => {
    try {
      const { payload } = await compactVerify(code.trim(), createLocalJWKSet(keysFrom(keys)), {
        algorithms: ["EdDSA"],
      });
      console.log(new TextDecoder().decode(payload));
    } catch (problem) {
      if (!(problem instanceof errors.JOSEError)) throw problem;
      process.stderr.write(`This code is not genuine: ${problem.code}.\n`);
      process.exitCode = 1;
    }
  });
await runCommandLine(program, 2);
