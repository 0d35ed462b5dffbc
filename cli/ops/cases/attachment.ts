import { existsSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../../../deploy/say.ts";
import type { Returns } from "../../../platform/messaging/contracts/action.ts";
import { sha256 } from "../../../platform/messaging/ids.ts";
import type { Connection } from "../connection.ts";
import { askOwner } from "./own-case.ts";

type Piece = Returns<"service.attachment">;

/** The file that a person names for it, or its own name in the folder that they name. */
function placeFor(to: string, name: string): string {
  const path = existsSync(to) && statSync(to).isDirectory() ? join(to, name) : to;
  if (existsSync(path)) throw new UserError(`${path} is there already: name another file.`);
  return path;
}

/** All pieces of a file, one call each, and nothing that is not what its hash says. */
async function readWhole(connection: Connection, caseNumber: string, which: string): Promise<[Piece, Buffer]> {
  const ask = (service: string, piece: number) =>
    connection.call("service.attachment", service, { caseNumber, which, piece });
  const [service, first] = await askOwner(connection, caseNumber, async (name) => [name, await ask(name, 0)] as const);
  const parts = [Buffer.from(first.data, "base64")];
  for (let bytes = parts[0]?.length ?? 0; bytes < first.bytes; ) {
    const part = Buffer.from((await ask(service, parts.length)).data, "base64");
    if (!part.length) throw new UserError(`${first.name} ends after ${bytes} of ${first.bytes} bytes.`);
    parts.push(part);
    bytes += part.length;
  }
  const whole = Buffer.concat(parts);
  if (sha256(whole) !== first.sha256)
    throw new UserError(`${first.name} is not what its SHA-256 says: nothing was written.`);
  return [first, whole];
}

/** Saves what was enclosed with a case, by its number in the file or by its name. */
export async function saveAttachment(
  connection: Connection,
  caseNumber: string,
  { which, to }: { which: string; to: string },
) {
  const [{ data: _, ...file }, whole] = await readWhole(connection, caseNumber, which);
  const path = placeFor(to, file.name);
  writeFileSync(path, whole, { flag: "wx", mode: 0o600 });
  const text = `${path}: ${file.name}, ${file.mediaType}, ${file.bytes} bytes, SHA-256 ${file.sha256}`;
  return { data: { ...file, path }, text };
}
