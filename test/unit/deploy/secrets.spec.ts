import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { decodeJwt } from "jose";
import { secretVariables, signerOf } from "../../../deploy/secrets.ts";
import { actorProver } from "../../../platform/casework/office/actor.ts";
import type { Config } from "../../../platform/messaging/config.ts";
import { temporaryFolders } from "./folder.ts";

describe("the secrets of a sandbox", () => {
  const folder = temporaryFolders();
  const proverOf = ({ ACTOR_JWKS = "", ACTOR_ISSUER, ACTOR_AUDIENCE }: Record<string, string>) =>
    actorProver(
      { actorJwks: JSON.parse(ACTOR_JWKS), actorIssuer: ACTOR_ISSUER, actorAudience: ACTOR_AUDIENCE } as Config,
      "test",
    );

  it("sign for each of its people, whom the services then know, a token of minutes for each call", async () => {
    const dataDir = folder();
    const env = secretVariables(dataDir, {});
    const sign = signerOf(dataDir, env, "anna");
    const token = await sign();
    const all = ["operator", "caseworker", "auditor"].map((role) => ({ role, municipality: "*", office: "*" }));
    expect(await proverOf(env)({ token })).to.deep.equal({ id: "sandbox-anna", grants: all });
    const { exp = 0, iat = 0 } = decodeJwt(token);
    expect(exp - iat).to.equal(120);
    const { grants } = await proverOf(env)({ token: await signerOf(dataDir, env, "sozial")() });
    expect(grants).to.deep.equal([{ role: "caseworker", municipality: "*", office: "sozialamt" }]);
  });

  it("sign for nobody else, and for no system that takes other tokens", () => {
    const dataDir = folder();
    const env = secretVariables(dataDir, {});
    for (const name of ["erika", "constructor"])
      expect(() => signerOf(dataDir, env, name)).to.throw(
        new RegExp(`has no "${name}": --as takes anna, steuer, .* and kasse`),
      );
    const theirs = { ...env, ACTOR_JWKS: '{"keys":[{"kid":"theirs"}]}' };
    expect(() => signerOf(dataDir, theirs, "anna")).to.throw("ANTRAGSBUS_TOKEN is missing");
    expect(() => signerOf(folder(), env, "anna")).to.throw("ANTRAGSBUS_TOKEN is missing");
  });

  it("give nobody the key that proves who acts, nor a token; services that sign documents get theirs", () => {
    const { SIGNING_KEY = "", ...others } = secretVariables(folder(), { ANTRAGSBUS_TOKEN: "a-token" });
    expect(JSON.stringify(others)).not.to.match(/\\"d\\":|a-token/);
    expect(JSON.parse(SIGNING_KEY)).to.include({ crv: "Ed25519", alg: "EdDSA" }).and.to.include.keys("d", "kid");
  });

  it("are completed where an earlier version made fewer", () => {
    const dataDir = folder();
    const before = secretVariables(dataDir, {});
    const file = join(dataDir, "secrets.json");
    const { signingKey: _, ...fewer } = JSON.parse(readFileSync(file, "utf8"));
    writeFileSync(file, JSON.stringify(fewer));
    const after = secretVariables(dataDir, {});
    expect(after.HASH_KEY).to.equal(before.HASH_KEY);
    expect(after.SIGNING_KEY).to.match(/"kid":"sandbox-signing-/);
  });

  it("are made once, readable by their owner only, with a hash key of 32 bytes", () => {
    const dataDir = folder();
    const first = secretVariables(dataDir, {});
    expect(secretVariables(dataDir, {})).to.deep.equal(first);
    expect(Buffer.from(first.HASH_KEY ?? "", "base64url")).to.have.lengthOf(32);
    expect(statSync(join(dataDir, "secrets.json")).mode & 0o777).to.equal(0o600);
  });

  it("give way to what the environment holds", () => {
    const keys = { HASH_KEY: "theirs", SIGNING_KEY: "{}", ACTOR_JWKS: '{"keys":[]}' };
    const given = { ...keys, ACTOR_ISSUER: "https://login.example", ACTOR_AUDIENCE: "theirs" };
    expect(secretVariables(folder(), given)).to.deep.equal(given);
  });
});
