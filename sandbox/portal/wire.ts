import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import avro from "avsc";
import type { Value } from "../samples/sample.ts";
import type { Access } from "./access.ts";

const frameBytes = 5; // Confluent wire format: 00, then the schema's id in four bytes.
const answerWithinMs = 10_000;

interface Known {
  type: avro.Type;
  /** in the registry */
  id: number;
}

/** A portal's own schemas, and the registry under which numbers everybody knows them. */
export class Wire {
  readonly #url: string;
  readonly #headers: Record<string, string>;
  readonly #records = new Map<string, Known>();
  readonly #writers = new Map<number, { record: string; read: (payload: Buffer) => unknown }>();

  constructor({ address, user, password, ca }: Access) {
    this.#url = address.replace(/\/$/, "");
    const basic = Buffer.from(`${user}:${password}`).toString("base64");
    this.#headers = {
      "content-type": "application/vnd.schemaregistry.v1+json",
      ...(user && password ? { authorization: `Basic ${basic}` } : {}),
    };
    if (ca) setDefaultCACertificates([...getCACertificates("default"), ca]); // fetch takes no CA of its own.
  }

  /** Reads schemas/portals/<portal>/ and finds, or registers, each schema under its record's full name. */
  async open(schemasFolder: string): Promise<void> {
    for (const file of readdirSync(schemasFolder).filter((name) => name.endsWith(".avsc"))) {
      const schema = JSON.parse(readFileSync(join(schemasFolder, file), "utf8")) as { name: string; namespace: string };
      const subject = encodeURIComponent(`${schema.namespace}.${schema.name}`);
      const body = { schemaType: "AVRO", schema: JSON.stringify(schema) };
      const found =
        (await this.#ask(`/subjects/${subject}`, body)) ?? (await this.#ask(`/subjects/${subject}/versions`, body));
      if (typeof found?.id !== "number") throw new Error(`the registry gives no id to the schema ${schema.name}`);
      const type = avro.Type.forSchema(schema as avro.Schema);
      this.#records.set(schema.name, { type, id: found.id });
      // What is written with the very version that lies here is read also while the registry is away.
      this.#writers.set(found.id, { record: schema.name, read: (payload) => type.fromBuffer(payload) as unknown });
    }
  }

  /** A record's bytes; null is a record without a value. Throws when a body does not fit its schema. */
  encode(value: Value): Buffer | null {
    if ("bytes" in value) return value.bytes;
    const known = this.#records.get(value.record);
    if (!known) throw new Error(`no schema for the record ${value.record}`);
    const frame = Buffer.alloc(frameBytes);
    frame.writeInt32BE(known.id, 1);
    return Buffer.concat([frame, "payload" in value ? value.payload : known.type.toBuffer(value.body)]);
  }

  /** Reads a record that somebody wrote with any version of one of the portal's schemas. */
  async decode(bytes: Buffer): Promise<{ record: string; body: unknown }> {
    if (bytes.length <= frameBytes || bytes[0] !== 0) throw new Error("not in the Confluent wire format");
    const id = bytes.readInt32BE(1);
    const writer = this.#writers.get(id) ?? (await this.#writer(id));
    return { record: writer.record, body: writer.read(bytes.subarray(frameBytes)) };
  }

  async #writer(id: number) {
    const found = await this.#ask(`/schemas/ids/${id}`);
    if (typeof found?.schema !== "string") throw new Error(`the registry has no schema ${id}`);
    const type = avro.Type.forSchema(JSON.parse(found.schema));
    const named = [...this.#records].find(([, known]) => known.type.name === type.name);
    if (!named) throw new Error(`${type.name} is none of the portal's records`);
    const [record, reader] = named;
    const resolver = reader.type.createResolver(type);
    const writer = { record, read: (payload: Buffer) => reader.type.fromBuffer(payload, resolver) as unknown };
    this.#writers.set(id, writer);
    return writer;
  }

  /** @returns undefined for what is not there */
  async #ask(path: string, body?: object): Promise<Record<string, unknown> | undefined> {
    const answer = await fetch(`${this.#url}${path}`, {
      method: body ? "POST" : "GET",
      headers: this.#headers,
      ...(body && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(answerWithinMs),
    });
    if (answer.status === 404) return undefined;
    if (!answer.ok) throw new Error(`the registry answered ${answer.status} to ${path}`);
    return (await answer.json()) as Record<string, unknown>;
  }
}
