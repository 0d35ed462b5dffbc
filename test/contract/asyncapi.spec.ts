import { readdirSync, readFileSync } from "node:fs";
import specs from "@asyncapi/specs";
import { Ajv } from "ajv";
import addFormats from "ajv-formats";
import avro from "avsc";
import { expect } from "chai";
import { asyncapi } from "../../cli/docs/asyncapi.ts";
import { refusals } from "../../platform/casework/questions/refusals.ts";

describe("docs/asyncapi.json", () => {
  const text = readFileSync("docs/asyncapi.json", "utf8");
  const document = JSON.parse(text);

  it("is what the schemas and refusals say today (npm run docs writes it)", () => {
    expect(text).to.equal(asyncapi());
  });

  it("is a valid AsyncAPI 3 document", () => {
    const ajv = new Ajv({ strict: false, allErrors: true, logger: false, meta: false, validateSchema: false });
    addFormats.default(ajv);
    const check = ajv.compile((specs as unknown as { schemas: Record<string, object> }).schemas["3.0.0"] ?? {});
    check(document);
    expect(check.errors ?? []).to.deep.equal([]);
  });

  it("has every record that a portal pushes or is told, with a schema that Avro reads", () => {
    const messages = Object.values(document.components.messages) as {
      payload: { schema: avro.Schema };
      name: string;
      contentType: string;
    }[];
    const records = messages.filter(({ contentType }) => contentType.includes("avro"));
    expect(records.length).to.be.greaterThan(10);
    for (const { payload, name } of records) expect(avro.Type.forSchema(payload.schema).name).to.equal(name);
  });

  it("has every topic of messages that go to others than portals", () => {
    for (const file of readdirSync("schemas/topics")) {
      const { topics } = JSON.parse(readFileSync(`schemas/topics/${file}`, "utf8")) as { topics: string[] };
      for (const topic of topics) expect(document.channels[topic]?.address).to.equal(topic);
    }
  });

  it("refers only to what is there", () => {
    const references = [...text.matchAll(/"\$ref": "#\/([^"]+)"/g)].map(([, path = ""]) => path);
    expect(references.length).to.be.greaterThan(20);
    for (const path of references) {
      const found = path
        .split("/")
        .reduce((at: Record<string, unknown> | undefined, step) => at?.[step] as never, document);
      expect(found, path).to.be.an("object");
    }
  });

  it("names every refusal code with the way to repair it", () => {
    const codes = document["x-refusal-codes"].map(({ code }: { code: string }) => code);
    expect(codes).to.deep.equal(Object.keys(refusals));
  });
});
