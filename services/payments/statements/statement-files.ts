import { createHash } from "node:crypto";
import {
  type Collection,
  Fault,
  openOne,
  type Sealing,
  type Store,
  sealOne,
} from "../../../platform/messaging/index.ts";
import { statementBytesMax } from "../camt/camt.ts";

/** One piece of a file, in bytes; a call over NATS takes 1 MB and base64 makes a third more of it. */
export const statementPieceBytes = 512 * 1024;
/** How long pieces wait for the others, in s. */
const keptSeconds = 24 * 3600;

/** A file of statements, by its content. */
export interface StatementFile {
  sha256: string;
  bytes: number;
}

const countOf = ({ bytes }: StatementFile): number => Math.max(1, Math.ceil(bytes / statementPieceBytes));

const ownerOf = (tenant: string, { sha256 }: StatementFile): string => `${tenant}/${sha256}`;

/** Files of statements that are handed over in pieces, until they are taken in. */
export class StatementFiles {
  /** by town, file and number of the piece */
  private readonly pieces: Collection;
  private readonly sealing: Sealing;

  /** Keeps pieces in a collection of a store. To be made before the store is prepared. */
  constructor(store: Pick<Store, "collection">, sealing: Sealing) {
    this.pieces = store.collection("statement-pieces", { keptSeconds });
    this.sealing = sealing;
  }

  /**
   * Keeps one piece.
   * @returns whether all of them are there
   * @throws Fault bad-request for a wrong size
   */
  async put(tenant: string, file: StatementFile, piece: number, data: Buffer): Promise<boolean> {
    if (file.bytes > statementBytesMax)
      throw new Fault("bad-request", "Eine Datei mit Kontoauszügen hat höchstens 64 MiB.");
    const count = countOf(file);
    const expected = piece === count - 1 ? file.bytes - piece * statementPieceBytes : statementPieceBytes;
    if (piece >= count || data.length !== expected)
      throw new Fault(
        "bad-request",
        `Das Stück ${piece} passt nicht zu einer Datei von ${file.bytes} Bytes. Prüfen Sie piece, bytes und data.`,
      );
    const body = await sealOne(this.sealing, { owner: ownerOf(tenant, file), bytes: data });
    await this.pieces.put([{ id: this.idOf(tenant, file, piece), tenant, facts: {}, body }]);
    return (await this.pieces.count(tenant, this.idsOf(tenant, file))) === count;
  }

  /**
   * Reads a file, one piece after the other.
   * @throws Fault not-found where one is missing; hash-differs at its end where it is another content
   */
  async *read(tenant: string, file: StatementFile): AsyncGenerator<Buffer> {
    const hash = createHash("sha256");
    for (const id of this.idsOf(tenant, file)) {
      const found = await this.pieces.read(tenant, id);
      if (!found?.body)
        throw new Fault(
          "not-found",
          "Von der Datei fehlt ein Stück. Senden Sie alle Stücke mit payments.put noch einmal.",
        );
      const data = await openOne(this.sealing, { owner: ownerOf(tenant, file), bytes: found.body });
      hash.update(data);
      yield data;
    }
    if (hash.digest("hex") !== file.sha256) throw new Fault("hash-differs");
  }

  /** Forgets a file that was taken in, or never will be. */
  async drop(tenant: string, file: StatementFile): Promise<void> {
    await this.pieces.drop(tenant, this.idsOf(tenant, file));
  }

  private idOf(tenant: string, file: StatementFile, piece: number): string {
    return `${ownerOf(tenant, file)}/${piece}`;
  }

  private idsOf(tenant: string, file: StatementFile): string[] {
    return Array.from({ length: countOf(file) }, (_, piece) => this.idOf(tenant, file, piece));
  }
}
