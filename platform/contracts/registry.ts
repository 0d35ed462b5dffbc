import { request as overHttp } from "node:http";
import { Agent, request as overHttps, type RequestOptions } from "node:https";
import { COMPATIBILITY, SchemaRegistry, SchemaType } from "@kafkajs/confluent-schema-registry";
import avro from "avsc";
import type { Config } from "../config.ts";
import { RefusedError } from "../waiting.ts";

/** What a codec needs of a schema registry. Errors other than `undefined` mean that it did not answer, or refused. */
export interface Schemas {
  /** @returns the schema's id. Rejects when it is not compatible with the subject's earlier versions. */
  register(subject: string, schema: avro.Schema): Promise<number>;
  /** The id that this very schema has, or undefined when nobody has registered it. */
  idOf(subject: string, schema: avro.Schema): Promise<number | undefined>;
  /** The schema with an id, or undefined when there is none. */
  find(id: number): Promise<avro.Type | undefined>;
}

const compatibility = COMPATIBILITY.FULL_TRANSITIVE;
const statusOf = (error: unknown) => (error instanceof Error && "status" in error ? error.status : undefined);

/** A registry that hangs is as good as one that is away: nobody may wait for it longer, in ms. */
const answerWithinMs = 5_000;

/** Also a subject that somebody else registers at the same moment is a conflict: that passes. */
const isIncompatible = (error: unknown): error is Error =>
  error instanceof Error &&
  (statusOf(error) === 422 || (statusOf(error) === 409 && /incompatible/i.test(error.message)));

/** What was asked in this process, whose services share most of their schemas, with the answers. */
const answers = new Map<string, Promise<number | undefined>>();

async function once<T extends number | undefined>(question: string, ask: () => Promise<T>): Promise<T> {
  const known = answers.get(question) as Promise<T> | undefined;
  if (known) return await known;
  const answer = ask();
  answers.set(question, answer);
  try {
    const found = await answer;
    if (found === undefined) answers.delete(question); // Somebody may register it yet.
    return found;
  } catch (error) {
    answers.delete(question);
    throw error;
  }
}

/** The schema registry that the configuration names. */
export function connectRegistry({ schemaRegistry }: Config): Schemas {
  const { url, user, password, ca } = schemaRegistry;
  const auth = user && password ? { username: user, password } : undefined;
  const agent = ca ? new Agent({ ca, keepAlive: true }) : undefined;
  const registry = new SchemaRegistry({
    host: url,
    ...(auth ? { auth } : {}),
    ...(agent ? { agent } : {}),
    // Who calls decides whether to wait, and says so.
    retry: { retries: 0 },
    middlewares: [() => ({ prepareRequest: async (next) => (await next()).enhance({ timeout: answerWithinMs }) })],
  });

  /** A registration that was interrupted between its two calls left the subject without the level it has to have. */
  async function pin(subject: string): Promise<void> {
    const status = await put(
      `${url.replace(/\/$/, "")}/config/${encodeURIComponent(subject)}`,
      { compatibility },
      {
        ...(auth ? { auth: `${auth.username}:${auth.password}` } : {}),
        ...(agent ? { agent } : {}),
      },
    );
    if (status >= 300) throw new Error(`the registry refused the compatibility level of ${subject}: ${status}`);
  }

  const register = async (subject: string, schema: avro.Schema): Promise<number> => {
    const raw = schema as Parameters<SchemaRegistry["register"]>[0];
    try {
      return (await registry.register(raw, { subject, compatibility })).id;
    } catch (error) {
      // Waiting would not make it fit, and a service must not take in what it cannot pass on.
      if (isIncompatible(error))
        throw new RefusedError(`The schema registry refuses the schema of ${subject}: ${error.message}`);
      if (!(error instanceof Error) || error.name !== "ConfluentSchemaRegistryCompatibilityError") throw error;
      await pin(subject);
      return (await registry.register(raw, { subject, compatibility })).id;
    }
  };

  const idOf = async (subject: string, schema: avro.Schema): Promise<number | undefined> => {
    try {
      return await registry.getRegistryIdBySchema(subject, {
        type: SchemaType.AVRO,
        schema: JSON.stringify(schema),
      });
    } catch (error) {
      // What the client makes of a 404.
      if (error instanceof Error && error.name === "ConfluentSchemaRegistryError") return undefined;
      throw error;
    }
  };

  const question = (verb: string, subject: string, schema: avro.Schema) =>
    `${verb} ${url} ${subject} ${JSON.stringify(schema)}`;
  return {
    register: (subject, schema) => once(question("register", subject, schema), () => register(subject, schema)),
    idOf: (subject, schema) => once(question("id of", subject, schema), () => idOf(subject, schema)),
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

/** A request with a CA of our own, which fetch does not take. @returns the status */
function put(url: string, body: object, options: RequestOptions): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const request = (url.startsWith("https:") ? overHttps : overHttp)(url, {
    ...options,
    method: "PUT",
    headers: { "content-type": "application/vnd.schemaregistry.v1+json" },
    signal: AbortSignal.timeout(answerWithinMs),
  });
  request.on("error", reject);
  request.on("response", (answer) => {
    answer.resume();
    resolve(answer.statusCode ?? 0);
  });
  request.end(JSON.stringify(body));
  return promise;
}
