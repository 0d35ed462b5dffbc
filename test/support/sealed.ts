/** A body as the plain form seals it. */
export const sealedPlainly = (body: string | Buffer): Buffer => Buffer.concat([Buffer.from([1]), Buffer.from(body)]);

/** What the plain form sealed. */
export const openedPlainly = (sealed: Buffer): Buffer => sealed.subarray(1);
