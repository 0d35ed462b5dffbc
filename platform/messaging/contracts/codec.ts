import type avro from "avsc";
import type { Schemas } from "../ports/schemas.ts";
import { type AvroLimits, compileGuard, defaultLimits } from "./avro-guard.ts";

const frameBytes = 5; // Confluent wire format: 00, then the schema's id in four bytes.

/** Says that bytes are no record of a schema that we can read. `code` says why; the message never holds a value. */
export class UnreadableError extends Error {
  readonly code: "unreadable" | "unknown-schema";
  constructor(code: "unreadable" | "unknown-schema", message: string) {
    super(message);
    this.code = code;
  }
}

/** Says that the registry did not answer: what is asked for may be readable later. */
export class RegistryAwayError extends Error {
  override name = "RegistryAwayError";
}

/** A schema with the subject that it is registered under. */
export interface Registrable {
  readonly subject: string;
  readonly schema: avro.Schema;
  readonly type: avro.Type;
}

interface Writer {
  subject: string;
  type: avro.Type;
  guard: (bytes: Buffer) => void;
}

/**
 * Encodes and decodes Avro in Confluent's wire format. The registry is asked once per schema; what is known stays
 * readable and writable while the registry is away.
 */
export class Codec {
  private readonly ids = new Map<string, number>();
  private readonly writers = new Map<number, Promise<Writer>>();
  private readonly resolvers = new Map<string, unknown>();
  private readonly registry: Schemas;
  private readonly limits: AvroLimits;

  constructor(registry: Schemas, limits: AvroLimits = defaultLimits) {
    this.registry = registry;
    this.limits = limits;
  }

  /** Registers schemas under full transitive compatibility. Rejects when the registry refuses or cannot be reached. */
  async register(schemas: readonly Registrable[]): Promise<void> {
    for (const { subject, schema } of schemas) {
      if (this.ids.has(subject)) continue;
      const id = await this.registry.register(subject, schema);
      this.ids.set(subject, id);
    }
  }

  /**
   * Learns under which ids others write these very schemas, so that a process that was just started can read them
   * while the registry is away. Rejects when the registry cannot be reached.
   */
  async learn(schemas: readonly Registrable[]): Promise<void> {
    const learnt = schemas.map(async ({ subject, schema, type }) => {
      const id = await this.registry.idOf(subject, schema);
      if (id === undefined || this.writers.has(id)) return;
      this.writers.set(id, Promise.resolve({ subject, type, guard: compileGuard(type, this.limits) }));
    });
    await Promise.all(learnt);
  }

  /** Encodes a body that fits its schema. @throws Error for a schema that was not registered, and for a body that does not fit */
  encode(contract: Registrable, body: unknown): Buffer {
    const id = this.ids.get(contract.subject);
    if (id === undefined) throw new Error(`schema ${contract.subject} was not registered before its use`);
    const encoded = contract.type.toBuffer(body);
    const frame = Buffer.allocUnsafe(frameBytes + encoded.length);
    frame[0] = 0;
    frame.writeInt32BE(id, 1);
    encoded.copy(frame, frameBytes);
    return frame;
  }

  /**
   * Decodes guarded bytes into the reader's shape. `candidates` are the contracts that may be in them, told apart
   * by the writer's record name. Throws UnreadableError, or RegistryAwayError when the registry did not answer.
   */
  async decode<C extends Registrable>(
    candidates: readonly C[],
    bytes: Buffer,
  ): Promise<{ contract: C; body: unknown }> {
    if (bytes.length <= frameBytes || bytes[0] !== 0)
      throw new UnreadableError("unreadable", "does not start with 00 and a schema id (Confluent wire format)");
    const id = bytes.readInt32BE(1);
    const writer = await this.writer(id);
    const contract = candidates.find(({ type }) => type.name === writer.type.name);
    if (!contract) throw new UnreadableError("unknown-schema", `schema ${id} is none of those taken here`);
    const payload = bytes.subarray(frameBytes);
    try {
      writer.guard(payload);
      return { contract, body: contract.type.fromBuffer(payload, this.resolver(id, contract, writer) as undefined) };
    } catch (error) {
      // avsc's own messages may hold a value, the guard's never do.
      const text =
        error instanceof Error && error.name === "AvroGuardError" ? error.message : "does not fit its schema";
      throw new UnreadableError("unreadable", text);
    }
  }

  private resolver(id: number, contract: Registrable, writer: Writer): unknown {
    const key = `${id} ${contract.subject}`;
    if (!this.resolvers.has(key)) this.resolvers.set(key, contract.type.createResolver(writer.type));
    return this.resolvers.get(key);
  }

  private writer(id: number): Promise<Writer> {
    let found = this.writers.get(id);
    if (!found) {
      found = this.fetch(id);
      this.writers.set(id, found);
      found.catch(() => this.writers.delete(id)); // Asked again next time; the caller gets the error.
    }
    return found;
  }

  private async fetch(id: number): Promise<Writer> {
    const type = id < 0 ? undefined : await this.found(id);
    if (!type) throw new UnreadableError("unknown-schema", `no Avro schema that can be read has the id ${id}`);
    try {
      return { subject: type.name ?? "", type, guard: compileGuard(type, this.limits) };
    } catch {
      throw new UnreadableError("unknown-schema", `schema ${id} has types that are not read here`);
    }
  }

  private async found(id: number): Promise<avro.Type | undefined> {
    try {
      return await this.registry.find(id);
    } catch (error) {
      throw new RegistryAwayError(error instanceof Error ? error.message : "", { cause: error });
    }
  }
}
