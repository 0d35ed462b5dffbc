import { type Connection, type Model, Schema, trusted } from "mongoose";
import { Fault, openOne, type Sealing, sealOne, sha256 } from "../../platform/messaging/index.ts";

/** One piece of a file, in bytes; a call over NATS takes 1 MB and base64 makes a third more of it. */
export const pieceBytes = 256 * 1024;
/** The largest file that is kept, in bytes. */
export const fileBytesMax = 8 * 1024 * 1024;

interface FileDocument {
  /** municipality and SHA-256 */
  _id: string;
  tenant: string;
  sha256: string;
  mediaType: string;
  bytes: number;
  storedAt: Date;
  /** the file of another town's that it shares its pieces with; absent: they are its own */
  piecesOf?: string;
}

interface PieceDocument {
  /** file and number of the piece, from 0 */
  _id: string;
  tenant: string;
  body: Buffer;
}

/** Files by municipality and content: the same content is kept once, and is what its hash says. */
export class Files {
  private readonly files: Model<FileDocument>;
  private readonly pieces: Model<PieceDocument>;
  private readonly sealing: Sealing;
  private readonly now: () => Date;

  /** @param now the store's time */
  constructor(connection: Connection, sealing: Sealing, now: () => Date) {
    this.sealing = sealing;
    this.now = now;
    const options = { versionKey: false } as const;
    const facts = { tenant: String, sha256: String, mediaType: String, bytes: Number, storedAt: Date };
    const file = { _id: String, ...facts, piecesOf: String };
    this.files =
      (connection.models.files as Model<FileDocument>) ??
      connection.model("files", new Schema<FileDocument>(file, options), "files");
    this.pieces =
      (connection.models.pieces as Model<PieceDocument>) ??
      connection.model(
        "pieces",
        new Schema<PieceDocument>({ _id: String, tenant: String, body: Buffer }, options),
        "pieces",
      );
  }

  /**
   * Keeps one piece. With the last missing one the file becomes readable.
   * @returns whether the whole file is there
   * @throws Fault hash-differs when all pieces are there and are another content; bad-request for a wrong size
   */
  async put(
    tenant: string,
    file: { sha256: string; mediaType: string; bytes: number },
    piece: number,
    data: Buffer,
  ): Promise<boolean> {
    const id = `${tenant}/${file.sha256}`;
    if (await this.files.exists({ _id: id, tenant })) return true;
    const count = Math.max(1, Math.ceil(file.bytes / pieceBytes));
    const expected = piece === count - 1 ? file.bytes - piece * pieceBytes : pieceBytes;
    if (piece >= count || data.length !== expected)
      throw new Fault("bad-request", `piece ${piece} has ${data.length} bytes`);
    const body = await sealOne(this.sealing, { owner: id, bytes: data });
    await this.pieces.updateOne({ _id: `${id}/${piece}` }, { $set: { tenant, body } }, { upsert: true });
    const ids = Array.from({ length: count }, (_, i) => `${id}/${i}`);
    if ((await this.pieces.countDocuments({ _id: trusted({ $in: ids }), tenant })) < count) return false;
    const whole = await this.join(id, ids);
    if (sha256(whole) !== file.sha256) {
      await this.pieces.deleteMany({ _id: trusted({ $in: ids }), tenant });
      throw new Fault("hash-differs");
    }
    const stored = { tenant, ...file, storedAt: this.now() };
    await this.files.updateOne({ _id: id }, { $setOnInsert: stored }, { upsert: true });
    return true;
  }

  /** Keeps a whole file. @returns its SHA-256 */
  async archive(tenant: string, mediaType: string, content: Buffer): Promise<string> {
    const hash = sha256(content);
    const id = `${tenant}/${hash}`;
    const count = Math.max(1, Math.ceil(content.length / pieceBytes));
    const pieces = Array.from({ length: count }, (_, i) => content.subarray(i * pieceBytes, (i + 1) * pieceBytes));
    const sealed = await this.sealing.seal(pieces.map((bytes) => ({ owner: id, bytes })));
    await this.pieces.bulkWrite(
      sealed.map((body, i) => ({
        updateOne: { filter: { _id: `${id}/${i}` }, update: { $set: { tenant, body } }, upsert: true },
      })),
    );
    // The file is readable only when all its pieces are there.
    const stored = { tenant, sha256: hash, mediaType, bytes: content.length, storedAt: this.now() };
    await this.files.updateOne({ _id: id }, { $setOnInsert: stored }, { upsert: true });
    return hash;
  }

  /**
   * Lets a town read a file that another one has, since the case that it belongs to is now this town's.
   * @throws Fault not-found when neither has it
   */
  async share(hash: string, from: string, tenant: string): Promise<void> {
    const [id, source] = [`${tenant}/${hash}`, `${from}/${hash}`];
    const file = await this.files.findOne({ _id: source, tenant: from }).lean();
    if (!file) {
      if (await this.files.exists({ _id: id, tenant })) return;
      throw new Fault("not-found", "an attachment");
    }
    const { mediaType, bytes, storedAt, piecesOf = source } = file;
    const shared = { tenant, sha256: hash, mediaType, bytes, storedAt, piecesOf };
    await this.files.updateOne({ _id: id }, { $setOnInsert: shared }, { upsert: true });
  }

  /** One piece of a file. Throws Fault not-found. */
  async read(tenant: string, hash: string, piece: number): Promise<{ data: Buffer; bytes: number; mediaType: string }> {
    const id = `${tenant}/${hash}`;
    const file = await this.files.findOne({ _id: id, tenant }).lean();
    if (!file) throw new Fault("not-found");
    const { piecesOf = id } = file;
    const town = piecesOf.slice(0, piecesOf.indexOf("/"));
    const found = await this.pieces.findOne({ _id: `${piecesOf}/${piece}`, tenant: town }).lean();
    if (!found) throw new Fault("not-found");
    const data = await openOne(this.sealing, { owner: piecesOf, bytes: found.body });
    return { data, bytes: file.bytes, mediaType: file.mediaType };
  }

  private async join(owner: string, ids: string[]): Promise<Buffer> {
    const found = await this.pieces.find({ _id: trusted({ $in: ids }) }).lean();
    const opened = await this.sealing.open(found.map(({ body }) => ({ owner, bytes: body })));
    const byId = new Map(found.map(({ _id }, i) => [_id, opened[i]]));
    return Buffer.concat(
      ids.map((id) => {
        const piece = byId.get(id);
        if (!(piece instanceof Buffer)) throw piece ?? new Fault("not-found", id);
        return piece;
      }),
    );
  }
}
