/** A body and whose it is: by the owner's key it is sealed, and by that key alone it can be opened. */
export interface Owned {
  /** the town (or portal) and its case, household or account */
  owner: string;
  bytes: Buffer;
}

/** Says that a body cannot be opened: its form is not known, it was changed, or its owner's key is gone. */
export class SealedError extends Error {
  override name = "SealedError";
}

/**
 * The only door to personal data at rest and on the way: bodies of events, states and files are sealed and opened here
 * and nowhere else. The first byte of what is sealed names the form (docs/adr/0006-seal.md).
 */
export interface Sealing {
  /** Seals bodies, one call for a batch. @returns them in their order */
  seal(bodies: readonly Owned[]): Promise<Buffer[]>;
  /**
   * Opens bodies, one call for a batch.
   * @returns them in their order; a SealedError in the place of one that cannot be opened: it holds up no other
   * @throws where the keys cannot be reached: all of it may be tried again
   */
  open(sealed: readonly Owned[]): Promise<(Buffer | SealedError)[]>;
}

/** Opens one body. @throws SealedError where it cannot be opened */
export async function openOne(sealing: Pick<Sealing, "open">, owned: Owned): Promise<Buffer> {
  const [opened] = await sealing.open([owned]);
  if (opened instanceof Buffer) return opened;
  throw opened ?? new SealedError("nothing was opened");
}

/** Seals one body. */
export async function sealOne(sealing: Pick<Sealing, "seal">, owned: Owned): Promise<Buffer> {
  const [sealed] = await sealing.seal([owned]);
  if (!sealed) throw new SealedError("nothing was sealed");
  return sealed;
}
