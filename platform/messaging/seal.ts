/**
 * The only door to personal data at rest and on the way: the body of an event and the body of a state are written
 * and read here and nowhere else, so that a key per case is one change in one place. The first byte names the form;
 * form 1 keeps the bytes as they are (docs/adr/0006-seal.md).
 */
const plain = 1;

/** Wraps a body that belongs to one case. `caseId` names whose key a later form uses. */
export function seal(_caseId: string, body: Buffer): Buffer {
  const sealed = Buffer.allocUnsafe(body.length + 1);
  sealed[0] = plain;
  body.copy(sealed, 1);
  return sealed;
}

/** The body that `seal` was given, without copying. Throws when the form is not known. */
export function unseal(_caseId: string, sealed: Buffer): Buffer {
  if (sealed[0] !== plain) throw new Error(`sealed body of unknown form ${sealed[0]}`);
  return sealed.subarray(1);
}
