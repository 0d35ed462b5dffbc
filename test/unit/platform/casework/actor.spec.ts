import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { expect } from "chai";
import { SignJWT, UnsecuredJWT } from "jose";
import type { Grant } from "../../../../platform/casework/office/actor.ts";
import {
  actorProver,
  everywhere,
  onlyServices,
  type Place,
  permits,
  reachOf,
} from "../../../../platform/casework/office/actor.ts";
import type { Config } from "../../../../platform/messaging/config.ts";
import { Fault } from "../../../../platform/messaging/faults.ts";
import { setLogLevel } from "../../../../platform/messaging/telemetry/log.ts";

const town = "055620014014";
const neighbour = "055130000000";
const dogTax: Place = { municipality: town, service: "dog-tax", serviceKey: "99102013104000" };
const aid: Place = { municipality: town, service: "subsistence-aid", serviceKey: "99107012017000" };
const money: Place = { municipality: town, service: "payments", serviceKey: "" };

describe("who acts", () => {
  before(() => setLogLevel("silent")); // What is refused on purpose is not to be read as what failed.

  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const actorJwks = { keys: [{ ...publicKey.export({ format: "jwk" }), alg: "EdDSA", kid: "k" }] };
  const prove = actorProver({ actorJwks, actorIssuer: "us", actorAudience: "antragsbus" } as unknown as Config, "test");
  const hours = 3600;
  const now = () => Math.floor(Date.now() / 1000);
  const grants: Grant[] = [{ role: "caseworker", municipality: town, office: "*" }];
  const claims = () => ({ sub: "p-17", iss: "us", aud: "antragsbus", iat: now(), exp: now() + hours, grants });
  const signed = (said: object, key: KeyObject = privateKey) =>
    new SignJWT({ ...said }).setProtectedHeader({ alg: "EdDSA", kid: "k" }).sign(key);
  const outcome = async (token: string) => {
    try {
      return await prove({ token });
    } catch (error) {
      if (error instanceof Fault) return `${error.code}: ${error.detail}`;
      throw error;
    }
  };

  it("is proven by a token with sub, exp, iat, iss, aud and grants", async () => {
    expect(await outcome(await signed(claims()))).to.deep.equal({ id: "p-17", grants });
    expect(await outcome(await signed({ ...claims(), iat: now() + 5, aud: ["x", "antragsbus"] }))).to.have.property(
      "id",
    );
  });

  const refused: Record<string, [RegExp, () => object]> = {
    "without exp": [/claim exp/, () => ({ ...claims(), exp: undefined })],
    "without iat": [/claim iat/, () => ({ ...claims(), iat: undefined })],
    "without iss": [/claim iss/, () => ({ ...claims(), iss: undefined })],
    "of another issuer": [/claim iss/, () => ({ ...claims(), iss: "elsewhere" })],
    "without aud": [/claim aud/, () => ({ ...claims(), aud: undefined })],
    "for another audience": [/claim aud/, () => ({ ...claims(), aud: "another-app" })],
    "that has ended": [/claim exp/, () => ({ ...claims(), iat: now() - hours, exp: now() - 60 })],
    "good for more than twelve hours": [/claim exp/, () => ({ ...claims(), exp: now() + 12 * hours + 60 })],
    "that was made more than twelve hours ago": [/claim iat/, () => ({ ...claims(), iat: now() - 13 * hours })],
    "that is made tomorrow": [/claim iat/, () => ({ ...claims(), iat: now() + 24 * hours, exp: now() + 25 * hours })],
    "that is not good yet": [/claim nbf/, () => ({ ...claims(), nbf: now() + hours })],
    "without sub": [/claim sub/, () => ({ ...claims(), sub: undefined })],
    "whose sub is an address": [/claim sub/, () => ({ ...claims(), sub: "erika@stadt.example" })],
    "whose sub is a name": [/claim sub/, () => ({ ...claims(), sub: "Erika Muster" })],
    "without grants": [/claim grants/, () => ({ ...claims(), grants: undefined })],
    "with roles instead of grants": [/claim grants/, () => ({ ...claims(), grants: ["caseworker"] })],
    "with a grant that names no office": [
      /claim grants/,
      () => ({ ...claims(), grants: [{ ...grants[0], office: "" }] }),
    ],
    "with a grant for no town": [
      /claim grants/,
      () => ({ ...claims(), grants: [{ ...grants[0], municipality: "x" }] }),
    ],
  };
  for (const [what, [reason, make]] of Object.entries(refused))
    it(`is not proven by a token ${what}`, async () => {
      const said = await outcome(await signed(make()));
      expect(said)
        .to.be.a("string")
        .that.matches(/^not-signed-in: /);
      expect(said)
        .to.match(reason)
        .and.not.match(/erika|elsewhere|another-app/i);
    });

  it("is not proven by another key, or by none", async () => {
    const { privateKey: other } = generateKeyPairSync("ed25519");
    expect(await outcome(await signed(claims(), other))).to.match(/^not-signed-in/);
    expect(await outcome(new UnsecuredJWT(claims()).encode())).to.match(/^not-signed-in/);
    expect(await outcome("nonsense")).to.match(/^not-signed-in/);
    expect(await outcome("")).to.match(/^not-signed-in/);
  });
});

describe("what somebody may do", () => {
  const may = (role: string, municipality: string, office: string, place?: Place) =>
    permits({ id: "p", grants: [{ role, municipality, office }] }, "caseworker", place);

  it("is in the office that works on the key: who does dog tax reads no social file", () => {
    expect(may("caseworker", town, "steueramt", dogTax)).to.equal(true);
    expect(may("caseworker", town, "steueramt", aid)).to.equal(false);
    expect(may("caseworker", town, "sozialamt", aid)).to.equal(true);
    expect(may("caseworker", "*", "sozialamt", aid)).to.equal(true);
    expect(may("caseworker", town, "*", aid)).to.equal(true);
    expect(may("caseworker", town, "no-such-office", aid)).to.equal(false);
  });

  it("is in the town, and in the role", () => {
    expect(may("caseworker", neighbour, "steueramt", dogTax)).to.equal(false);
    expect(may("caseworker", neighbour, "*", dogTax)).to.equal(false);
    expect(may("operator", town, "*", dogTax)).to.equal(false);
    expect(may("caseworker", neighbour, "steueramt")).to.equal(true);
  });

  it("is for money only where an office does payments, whatever was applied for", () => {
    expect(may("caseworker", town, "kasse", money)).to.equal(true);
    expect(may("caseworker", town, "kasse", dogTax)).to.equal(false);
    expect(may("caseworker", town, "steueramt", money)).to.equal(false);
  });

  it("is for nothing of a case without town or key unless it is for all of them", () => {
    const unrouted = { municipality: "", service: "intake", serviceKey: "" };
    for (const place of [unrouted, everywhere]) {
      expect(may("caseworker", town, "*", place)).to.equal(false);
      expect(may("caseworker", "*", "steueramt", place)).to.equal(false);
      expect(may("caseworker", "*", "*", place)).to.equal(true);
    }
  });

  it("reaches in a service what it permits there", () => {
    const reach = (service: string, ...grants: Grant[]) => reachOf({ id: "p", grants }, "caseworker", service);
    const grant = (municipality: string, office: string) => ({ role: "caseworker", municipality, office });
    expect(reach("dog-tax", grant("*", "*"))).to.deep.equal([{}]);
    expect(reach("dog-tax", grant(town, "*"))).to.deep.equal([{ municipality: town }]);
    expect(reach("payments", grant(town, "kasse"))).to.deep.equal([{ municipality: town }]);
    const [taxes] = reach("dog-tax", grant(town, "steueramt"));
    expect(taxes?.municipality).to.equal(town);
    expect(taxes?.serviceKeys).to.include(dogTax.serviceKey).and.not.include(aid.serviceKey);
    expect(reach("dog-tax", grant("*", "steueramt"))).to.have.length(12);
    expect(reach("dog-tax", { role: "operator", municipality: "*", office: "*" })).to.deep.equal([]);
  });

  it("is never what only services call", () => {
    expect(() => onlyServices({})).not.to.throw();
    expect(() => onlyServices({ token: "any" })).to.throw(Fault, "not-permitted");
  });
});
