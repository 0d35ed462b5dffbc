import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import { connectRegistry } from "../../../../../platform/messaging/adapters/registry.ts";
import type { Config } from "../../../../../platform/messaging/config.ts";
import { Codec, RegistryAwayError, UnreadableError } from "../../../../../platform/messaging/contracts/codec.ts";

const record = (type: unknown, more: object = {}) => ({
  ...{ type: "record", namespace: "portal", name: "Submission" },
  fields: [{ name: "x", type, ...more }],
});
const other = { type: "record", namespace: "portal", name: "Other", fields: [] };
const references = (version: number) => [{ name: "portal.Other", subject: "portal.Other", version }];
const deep = `${'{"type":"array","items":'.repeat(5_000)}"string"${"}".repeat(5_000)}`;

/** A schema whose text has so many characters. */
function ofLength(length: number): string {
  const doc = (size: number) => JSON.stringify(record("string", { doc: "x".repeat(size) }));
  return doc(length - doc(0).length);
}

/** What the registry has, by id: text of a schema, with what else it says. */
const schemas: Record<string, [what: string, schema: string, more?: object]> = {
  1: ["a plain record", JSON.stringify(record("string"))],
  2: [
    "a record with a part that is registered by itself",
    JSON.stringify(record("portal.Other")),
    { references: references(1) },
  ],
  3: ["a schema of 256 KiB", ofLength(256 * 1024)],
  11: ["a default of a union's second branch", JSON.stringify(record(["null", "string"], { default: "" }))],
  12: ["an enum without symbols", JSON.stringify(record({ type: "enum", name: "E", symbols: [] }))],
  13: ["a name that nobody declares", JSON.stringify(record("com.example.Other"))],
  14: ["a part that is not there", JSON.stringify(record("portal.Other")), { references: references(9) }],
  15: ["JSON Schema", JSON.stringify({ type: "object" }), { schemaType: "JSON" }],
  16: ["Protobuf", 'syntax = "proto3"; message A {}', { schemaType: "PROTOBUF" }],
  17: ["no JSON", "no JSON"],
  18: ["types nested 5,000 deep", JSON.stringify(record("string")).replace('"string"', deep)],
  19: ["more text than anybody reads", ofLength(256 * 1024 + 1)],
};

describe("the schema registry", () => {
  let server: Server;
  let status = 200;
  let find: (id: number) => Promise<string>;

  before(async () => {
    server = createServer((request, response) => {
      const [, schema, more] = schemas[/ids\/(-?\d+)$/.exec(request.url ?? "")?.[1] ?? ""] ?? [];
      const isOther = request.url?.startsWith("/subjects/portal.Other/versions/1?");
      const answer = isOther ? { id: 3, version: 1, schema: JSON.stringify(other) } : schema && { schema, ...more };
      response.writeHead(status === 200 && !answer ? 404 : status, { "content-type": "application/json" });
      response.end(status === 200 ? JSON.stringify(answer || { error_code: 40403 }) : "<html>Bad gateway</html>");
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const registry = connectRegistry({ schemaRegistry: { url: `http://127.0.0.1:${port}` } } as Config);
    const codec = new Codec(registry);
    find = async (id) => {
      const frame = Buffer.alloc(6);
      frame.writeInt32BE(id, 1);
      try {
        await codec.decode([], frame);
        return "decoded";
      } catch (error) {
        if (error instanceof RegistryAwayError) return "away";
        if (error instanceof UnreadableError) return `${error.code}: ${error.message}`;
        throw error;
      }
    };
  });
  after(() => server?.close());

  for (const id of [1, 2, 3])
    it(`finds ${schemas[id]?.[0]}`, async () => {
      expect(await find(id)).to.equal(`unknown-schema: schema ${id} is none of those taken here`);
    });

  for (const id of [11, 12, 13, 14, 15, 16, 17, 18, 19, 99, -1])
    it(`has answered about ${schemas[id]?.[0] ?? `an id that it has not got, ${id}`}: it is unknown, now and later`, async () => {
      expect(await find(id)).to.equal(`unknown-schema: no Avro schema that can be read has the id ${id}`);
    });

  it("has not answered when it fails, or when something else answers in its place: that is tried again", async () => {
    for (status of [500, 502, 401]) expect(await find(98)).to.equal("away");
    status = 200;
    expect(await find(98)).to.match(/^unknown-schema/);
    server.close();
    server.closeAllConnections();
    expect(await find(97)).to.equal("away");
  });
});
