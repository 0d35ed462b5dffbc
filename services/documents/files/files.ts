import {
  type Collection,
  Fault,
  openOne,
  type Sealing,
  type Store,
  sealOne,
  sha256,
} from "../../../platform/messaging/index.ts";

/** One piece of a file, in bytes; a call over NATS takes 1 MB and base64 makes a third more of it. */
export const pieceBytes = 256 * 1024;
/** The largest file that is kept, in bytes. */
export const fileBytesMax = 8 * 1024 * 1024;

/** What is known of a file; its id is municipality and SHA-256. */
interface FileFacts {
  mediaType: string;
  bytes: number;
  /** the file of another town's that it shares its pieces with; absent: they are its own */
  piecesOf?: string;
}

/** Files by municipality and content: the same content is kept once, and is what its hash says. */
export class Files {
  private readonly files: Collection<FileFacts>;
  /** by file and number of the piece, from 0 */
  private readonly pieces: Collection;
  private readonly sealing: Sealing;

  /** Keeps files in two collections of a store. To be made before the store is prepared. */
  constructor(store: Pick<Store, "collection">, sealing: Sealing) {
    this.files = store.collection<FileFacts>("files");
    this.pieces = store.collection("pieces");
    this.sealing = sealing;
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
    if (await this.files.count(tenant, [id])) return true;
    const count = Math.max(1, Math.ceil(file.bytes / pieceBytes));
    const expected = piece === count - 1 ? file.bytes - piece * pieceBytes : pieceBytes;
    if (piece >= count || data.length !== expected)
      throw new Fault("bad-request", `piece ${piece} has ${data.length} bytes`);
    const body = await sealOne(this.sealing, { owner: id, bytes: data });
    await this.pieces.put([{ id: `${id}/${piece}`, tenant, facts: {}, body }]);
    const ids = Array.from({ length: count }, (_, i) => `${id}/${i}`);
    if ((await this.pieces.count(tenant, ids)) < count) return false;
    const whole = await this.join(tenant, id, ids);
    if (sha256(whole) !== file.sha256) {
      await this.pieces.drop(tenant, ids);
      throw new Fault("hash-differs");
    }
    await this.files.putOnce({ id, tenant, facts: { mediaType: file.mediaType, bytes: file.bytes } });
    return true;
  }

  /** Keeps a whole file. @returns its SHA-256 */
  async archive(tenant: string, mediaType: string, content: Buffer): Promise<string> {
    const hash = sha256(content);
    const id = `${tenant}/${hash}`;
    const count = Math.max(1, Math.ceil(content.length / pieceBytes));
    const pieces = Array.from({ length: count }, (_, i) => content.subarray(i * pieceBytes, (i + 1) * pieceBytes));
    const sealed = await this.sealing.seal(pieces.map((bytes) => ({ owner: id, bytes })));
    await this.pieces.put(sealed.map((body, i) => ({ id: `${id}/${i}`, tenant, facts: {}, body })));
    // The file is readable only when all its pieces are there.
    await this.files.putOnce({ id, tenant, facts: { mediaType, bytes: content.length } });
    return hash;
  }

  /**
   * Lets a town read a file that another one has, since the case that it belongs to is now this town's.
   * @throws Fault not-found when neither has it
   */
  async share(hash: string, from: string, tenant: string): Promise<void> {
    const [id, source] = [`${tenant}/${hash}`, `${from}/${hash}`];
    const file = await this.files.read(from, source);
    if (!file) {
      if (await this.files.count(tenant, [id])) return;
      throw new Fault("not-found", "an attachment");
    }
    await this.files.putOnce({ id, tenant, facts: { piecesOf: source, ...file.facts } });
  }

  /** One piece of a file. Throws Fault not-found. */
  async read(tenant: string, hash: string, piece: number): Promise<{ data: Buffer; bytes: number; mediaType: string }> {
    const id = `${tenant}/${hash}`;
    const file = await this.files.read(tenant, id);
    if (!file) throw new Fault("not-found");
    const { piecesOf = id, bytes, mediaType } = file.facts;
    const town = piecesOf.slice(0, piecesOf.indexOf("/"));
    const found = await this.pieces.read(town, `${piecesOf}/${piece}`);
    if (!found?.body) throw new Fault("not-found");
    const data = await openOne(this.sealing, { owner: piecesOf, bytes: found.body });
    return { data, bytes, mediaType };
  }

  private async join(tenant: string, owner: string, ids: string[]): Promise<Buffer> {
    const found = await this.pieces.readAll(tenant, ids);
    const opened = await this.sealing.open(found.map(({ body = Buffer.alloc(0) }) => ({ owner, bytes: body })));
    const byId = new Map(found.map(({ id }, i) => [id, opened[i]]));
    return Buffer.concat(
      ids.map((id) => {
        const piece = byId.get(id);
        if (!(piece instanceof Buffer)) throw piece ?? new Fault("not-found", id);
        return piece;
      }),
    );
  }
}
