import { COMPATIBILITY, SchemaRegistry } from "@kafkajs/confluent-schema-registry";
import avro from "avsc";
import type { Config } from "../config.ts";

/** What a codec needs of a schema registry. Errors other than `undefined` mean that it did not answer, or refused. */
export interface Schemas {
  /** @returns the schema's id. Rejects when it is not compatible with the subject's earlier versions. */
  register(subject: string, schema: avro.Schema): Promise<number>;
  /** The schema with an id, or undefined when there is none. */
  find(id: number): Promise<avro.Type | undefined>;
}

const compatibility = COMPATIBILITY.FULL_TRANSITIVE;
const statusOf = (error: unknown) => (error instanceof Error && "status" in error ? error.status : undefined);

/** The schema registry that the configuration names. */
export function connectRegistry({ schemaRegistry }: Config): Schemas {
  const { url, user, password } = schemaRegistry;
  const auth = user && password ? { username: user, password } : undefined;
  // Who calls decides whether to wait, and says so.
  const registry = new SchemaRegistry({ host: url, ...(auth ? { auth } : {}), retry: { retries: 0 } });

  /** A registration that was interrupted between its two calls left the subject without the level it has to have. */
  async function pin(subject: string): Promise<void> {
    const basic = auth ? `Basic ${Buffer.from(`${auth.username}:${auth.password}`).toString("base64")}` : undefined;
    const answer = await fetch(`${url.replace(/\/$/, "")}/config/${encodeURIComponent(subject)}`, {
      method: "PUT",
      headers: { "content-type": "application/vnd.schemaregistry.v1+json", ...(basic ? { authorization: basic } : {}) },
      body: JSON.stringify({ compatibility }),
      signal: AbortSignal.timeout(5_000),
    });
    if (!answer.ok) throw new Error(`the registry refused the compatibility level of ${subject}: ${answer.status}`);
  }

  return {
    register: async (subject, schema) => {
      const raw = schema as Parameters<SchemaRegistry["register"]>[0];
      try {
        return (await registry.register(raw, { subject, compatibility })).id;
      } catch (error) {
        if (!(error instanceof Error) || error.name !== "ConfluentSchemaRegistryCompatibilityError") throw error;
        await pin(subject);
        return (await registry.register(raw, { subject, compatibility })).id;
      }
    },
    find: async (id) => {
      try {
        const found = await registry.getSchema(id);
        if (!("fromBuffer" in found) || !("schema" in found)) return undefined; // JSON or Protobuf, not Avro.
        // Made again from its text: the registry client's own types carry other options.
        return avro.Type.forSchema((found as unknown as avro.Type).schema());
      } catch (error) {
        if (statusOf(error) === 404) return undefined;
        throw error;
      }
    },
  };
}
