import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { createLocalJWKSet, jwtVerify } from "jose";
import { secretVariables } from "../../../deploy/secrets.ts";
import { temporaryFolders } from "./folder.ts";

describe("the secrets of a sandbox", () => {
  const folder = temporaryFolders();

  it("hold an operator's token that the public keys prove, for 30 days", async () => {
    const made = await secretVariables(folder(), {});
    const keys = createLocalJWKSet(JSON.parse(made.ACTOR_JWKS ?? ""));
    const { payload } = await jwtVerify(made.ANTRAGSBUS_TOKEN ?? "", keys, { algorithms: ["EdDSA"] });
    expect(payload).to.include({ sub: "sandbox-operator" });
    expect(payload.roles).to.deep.equal(["operator", "caseworker"]);
    expect(payload.municipalities).to.deep.equal(["*"]);
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).to.equal(30 * 24 * 3600);
  });

  it("give nobody the key that proves who acts; services that sign documents get theirs", async () => {
    const { SIGNING_KEY = "", ...others } = await secretVariables(folder(), {});
    expect(JSON.stringify(others)).not.to.match(/\\"d\\":/);
    expect(JSON.parse(SIGNING_KEY)).to.include({ crv: "Ed25519", alg: "EdDSA" }).and.to.include.keys("d", "kid");
  });

  it("are completed where an earlier version made fewer", async () => {
    const dataDir = folder();
    const before = await secretVariables(dataDir, {});
    const file = join(dataDir, "secrets.json");
    const { signingKey: _, ...fewer } = JSON.parse(readFileSync(file, "utf8"));
    writeFileSync(file, JSON.stringify(fewer));
    const after = await secretVariables(dataDir, {});
    expect(after.HASH_KEY).to.equal(before.HASH_KEY);
    expect(after.SIGNING_KEY).to.match(/"kid":"sandbox-signing-/);
  });

  it("are made once, readable by their owner only, with a hash key of 32 bytes", async () => {
    const dataDir = folder();
    const first = await secretVariables(dataDir, {});
    const second = await secretVariables(dataDir, {});
    expect([second.HASH_KEY, second.ACTOR_JWKS]).to.deep.equal([first.HASH_KEY, first.ACTOR_JWKS]);
    expect(Buffer.from(first.HASH_KEY ?? "", "base64url")).to.have.lengthOf(32);
    expect(statSync(join(dataDir, "secrets.json")).mode & 0o777).to.equal(0o600);
  });

  it("give way to what the environment holds; under foreign keys no token is made", async () => {
    const given = { HASH_KEY: "theirs", SIGNING_KEY: "{}", ACTOR_JWKS: '{"keys":[]}' };
    expect(await secretVariables(folder(), given)).to.deep.equal(given);
  });
});
