import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { type Connection, createConnection } from "mongoose";
import { type Owned, SealedError, type Sealing } from "../../platform/messaging/ports/sealing.ts";

const form = 2;
interface KeyDocument {
  _id: string;
  key: { buffer: Uint8Array };
}

/**
 * A form with a stored key for each owner (AES-256-GCM), as a later one may be: shows that every body is sealed and opened
 * under one name. Keys lie in a database that all processes share; one asks for those of a batch at once.
 */
export class KeyedSealing implements Sealing {
  /** owners of what was sealed and opened here */
  readonly owners = new Set<string>();
  private readonly connection: Connection;

  constructor(url: string) {
    this.connection = createConnection(url);
  }

  async seal(bodies: readonly Owned[]): Promise<Buffer[]> {
    const keys = await this.keys(bodies, true);
    return bodies.map(({ owner, bytes }) => {
      const key = keys.get(owner);
      if (!key) throw new Error(`no key was made for ${owner}`);
      const nonce = randomBytes(12);
      const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(Buffer.from(owner));
      const sealed = Buffer.concat([cipher.update(bytes), cipher.final()]);
      return Buffer.concat([Buffer.from([form]), nonce, cipher.getAuthTag(), sealed]);
    });
  }

  async open(bodies: readonly Owned[]): Promise<(Buffer | SealedError)[]> {
    const keys = await this.keys(bodies, false);
    return bodies.map(({ owner, bytes }) => {
      const key = keys.get(owner);
      if (bytes[0] !== form) return new SealedError(`a body of another form: ${bytes[0]}`);
      if (!key) return new SealedError("the owner has no key");
      try {
        const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(1, 13)).setAAD(Buffer.from(owner));
        decipher.setAuthTag(bytes.subarray(13, 29));
        return Buffer.concat([decipher.update(bytes.subarray(29)), decipher.final()]);
      } catch (error) {
        return new SealedError("it was sealed under another name, or changed", { cause: error });
      }
    });
  }

  /** Destroys an owner's key: nothing that was sealed with it can be opened any more. */
  async forget(owner: string): Promise<void> {
    await this.collection.deleteOne({ _id: owner });
  }

  close(): Promise<void> {
    return this.connection.close();
  }

  private get collection() {
    return this.connection.collection<KeyDocument>("keys");
  }

  private async keys(bodies: readonly Owned[], make: boolean): Promise<ReadonlyMap<string, Uint8Array>> {
    await this.connection.asPromise();
    const owners = [...new Set(bodies.map(({ owner }) => owner))];
    for (const owner of owners) this.owners.add(owner);
    const made = owners.map((_id) => ({
      updateOne: { filter: { _id }, update: { $setOnInsert: { key: randomBytes(32) as never } }, upsert: true },
    }));
    if (make && made.length) await this.collection.bulkWrite(made, { ordered: false });
    const found = await this.collection.find({ _id: { $in: owners } }).toArray();
    return new Map(found.map(({ _id, key }) => [_id, key.buffer]));
  }
}
