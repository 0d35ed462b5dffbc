import { expect } from "chai";
import { systemClock as clock } from "../../../../platform/messaging/adapters/clock.ts";
import { RefusedError, refusalOf, waitFor } from "../../../../platform/messaging/waiting.ts";

const log = () => {
  const said: string[] = [];
  return { said, quiet: { log: { warn: (_: object, text: string) => said.push(text) } as never, clock } };
};
const error = (message: string, marks: object = {}) => Object.assign(new Error(message), marks);

describe("waiting for a server", () => {
  it("goes on until it answers, and is said once", async () => {
    const { said, quiet } = log();
    let tries = 0;
    const answer = await waitFor("KAFKA", "Kafka", quiet, async () => {
      tries += 1;
      if (tries < 3) throw error("connect ECONNREFUSED", { code: "ECONNREFUSED" });
      return "here";
    });
    expect({ answer, tries, said }).to.deep.equal({ answer: "here", tries: 3, said: ["waiting for Kafka"] });
  });

  const refusals: [string, Parameters<typeof refusalOf>, RegExp][] = [
    [
      "MongoDB's code",
      ["MONGODB", error("Authentication failed.", { code: 18 })],
      /^MongoDB refuses MONGODB_USER with/,
    ],
    ["NATS's code", ["NATS", error("'…'", { code: "AUTHORIZATION_VIOLATION" })], /^NATS refuses NATS_USER with/],
    ["the class of Kafka's error", ["KAFKA", error("", { name: "KafkaJSSASLAuthenticationError" })], /^Kafka refuses/],
    [
      "a status of HTTP",
      ["SCHEMA_REGISTRY", error("", { status: 401 })],
      /^The schema registry refuses SCHEMA_REGISTRY_/,
    ],
    ["a status of an exporter", ["OTEL_EXPORTER_OTLP", error("", { code: 403 })], /^The OTLP endpoint refuses OTEL_/],
    ["a certificate's code", ["NATS", error("", { code: "SELF_SIGNED_CERT_IN_CHAIN" })], /trusted: NATS_CA_FILE/],
    ["a certificate in words", ["KAFKA", error("self-signed certificate")], /trusted: KAFKA_CA_FILE/],
    ["a cause's mark", ["MONGODB", new Error("no server", { cause: error("", { code: 18 }) })], /^MongoDB refuses/],
  ];
  for (const [by, parts, sentence] of refusals)
    it(`ends with a sentence when it refuses us, known by ${by}`, () => {
      expect(refusalOf(...parts)?.message).to.match(sentence);
    });

  it("does not take a server for a refusing one that only is not there", () => {
    for (const code of ["ECONNREFUSED", "ETIMEDOUT", "CONNECTION_REFUSED", 91, 500, 503])
      expect(refusalOf("NATS", error("not there", { code })), String(code)).to.equal(undefined);
    // The same number says something else in Kafka's protocol.
    expect(refusalOf("KAFKA", error("the network", { code: 13 }))).to.equal(undefined);
  });

  it("rejects with the refusal, and says no value", async () => {
    const { said, quiet } = log();
    const found = await waitFor("NATS", "NATS", quiet, () =>
      Promise.reject(error("user geheim", { code: "AUTHORIZATION_VIOLATION" })),
    ).catch((problem: unknown) => problem);
    expect(found).to.be.instanceOf(RefusedError);
    expect(String(found)).not.to.include("geheim");
    expect(said).to.deep.equal([]);
  });
});
