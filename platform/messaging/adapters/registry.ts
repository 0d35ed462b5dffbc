import { type IncomingMessage, request as overHttp } from "node:http";
import { Agent, request as overHttps, type RequestOptions } from "node:https";
import { text as textOf } from "node:stream/consumers";
import { COMPATIBILITY, SchemaRegistry, SchemaType } from "@kafkajs/confluent-schema-registry";
import avro from "avsc";
import type { Config } from "../config.ts";
import type { Schemas } from "../ports/schemas.ts";
import { RefusedError } from "../waiting.ts";

const compatibility = COMPATIBILITY.FULL_TRANSITIVE;
const statusOf = (error: unknown) => (error instanceof Error && "status" in error ? error.status : undefined);

/** A registry that hangs is as good as one that is away: nobody may wait for it longer, in ms. */
const answerWithinMs = 5_000;

/** A schema is read in as text of at most this size, in UTF-16 units: portals register theirs themselves. */
const schemaTextMax = 256 * 1024;

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

/** How a registry is reached: by its client, and past it where that says too little. */
interface Reached {
  registry: SchemaRegistry;
  url: string;
  options: RequestOptions;
}

function reached({ schemaRegistry }: Config): Reached {
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
  const options: RequestOptions = {
    ...(auth ? { auth: `${auth.username}:${auth.password}` } : {}),
    ...(agent ? { agent } : {}),
  };
  return { registry, url: url.replace(/\/$/, ""), options };
}

/** The schema registry that the configuration names. */
export function connectRegistry(config: Config): Schemas {
  const to = reached(config);
  const question = (verb: string, subject: string, schema: avro.Schema) =>
    `${verb} ${to.url} ${subject} ${JSON.stringify(schema)}`;
  return {
    register: (subject, schema) => once(question("register", subject, schema), () => register(to, subject, schema)),
    idOf: (subject, schema) => once(question("id of", subject, schema), () => idOf(to, subject, schema)),
    find: async (id) => {
      const answer = await ask("GET", `${to.url}/schemas/ids/${id}`, to.options);
      if (answer.status === 404) return undefined;
      const { schema, schemaType = "AVRO", references = [] } = schemaIn(answer);
      if (schemaType !== "AVRO" || schema.length > schemaTextMax) return undefined;
      return references.length ? await findWithReferences(to, id) : typeOf(schema);
    },
  };
}

/** A registration that was interrupted between its two calls left the subject without the level it has to have. */
async function pin({ url, options }: Reached, subject: string): Promise<void> {
  const { status } = await ask("PUT", `${url}/config/${encodeURIComponent(subject)}`, options, { compatibility });
  if (status >= 300) throw new Error(`the registry refused the compatibility level of ${subject}: ${status}`);
}

async function register(to: Reached, subject: string, schema: avro.Schema): Promise<number> {
  const raw = schema as Parameters<SchemaRegistry["register"]>[0];
  try {
    return (await to.registry.register(raw, { subject, compatibility })).id;
  } catch (error) {
    // Waiting would not make it fit, and a service must not take in what it cannot pass on.
    if (isIncompatible(error))
      throw new RefusedError(`The schema registry refuses the schema of ${subject}: ${error.message}`);
    if (!(error instanceof Error) || error.name !== "ConfluentSchemaRegistryCompatibilityError") throw error;
    await pin(to, subject);
    return (await to.registry.register(raw, { subject, compatibility })).id;
  }
}

async function idOf({ registry }: Reached, subject: string, schema: avro.Schema): Promise<number | undefined> {
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
}

/** A schema that takes parts from others, which the client follows; undefined when one of them is not there. */
async function findWithReferences({ registry }: Reached, id: number): Promise<avro.Type | undefined> {
  try {
    const found = (await registry.getSchema(id)) as unknown as avro.Type;
    // Made again from its text: the registry client's own types carry other options.
    return avro.Type.forSchema(found.schema());
  } catch (error) {
    const status = statusOf(error);
    if (status === 404 || status === undefined) return undefined; // Without a status it was answered, and is no schema.
    throw error;
  }
}

interface Answer {
  status: number;
  text: string;
}

/** A request with a CA of our own, which fetch does not take. */
async function ask(method: string, url: string, options: RequestOptions, body?: object): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const request = (url.startsWith("https:") ? overHttps : overHttp)(url, {
    ...options,
    method,
    headers: { "content-type": "application/vnd.schemaregistry.v1+json" },
    signal: AbortSignal.timeout(answerWithinMs),
  });
  request.on("error", reject);
  request.on("response", resolve);
  request.end(body && JSON.stringify(body));
  const answer = await promise;
  return { status: answer.statusCode ?? 0, text: await textOf(answer) };
}

/** What the registry says about a schema. Throws for what is no such answer: then it does not answer at all. */
function schemaIn({ status, text }: Answer): { schema: string; schemaType?: string; references?: unknown[] } {
  const answer: unknown = status === 200 ? JSON.parse(text) : undefined;
  if (typeof answer !== "object" || answer === null || !("schema" in answer) || typeof answer.schema !== "string")
    throw new Error(`the schema registry answered ${status}, and with no schema`);
  return answer as ReturnType<typeof schemaIn>;
}

/** The type of a schema, or undefined when it is no Avro schema, or one that avsc does not take. */
function typeOf(schema: string): avro.Type | undefined {
  try {
    return avro.Type.forSchema(JSON.parse(schema));
  } catch {
    return undefined; // Whatever avsc says about it: who reads a record only needs to know that it can't be read.
  }
}
