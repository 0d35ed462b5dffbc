import { type Owned, SealedError, type Sealing } from "../../ports/sealing.ts";

const form = 1;

/** Form 1 keeps the bytes as they are, whoever their owner is (docs/adr/0006-seal.md). */
export const plainSealing: Sealing = {
  seal: async (bodies) => bodies.map(({ bytes }) => sealed(bytes)),
  open: async (bodies) => bodies.map(opened),
};

function sealed(bytes: Buffer): Buffer {
  const made = Buffer.allocUnsafe(bytes.length + 1);
  made[0] = form;
  bytes.copy(made, 1);
  return made;
}

const opened = ({ bytes }: Owned): Buffer | SealedError =>
  bytes[0] === form ? bytes.subarray(1) : new SealedError(`sealed body of unknown form ${bytes[0]}`);
