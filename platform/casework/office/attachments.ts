import { action, type CallMeta, call, Fault, faultOf, type Runtime } from "../../messaging/index.ts";
import type { CaseFile, Reply } from "../case/case-file.ts";
import { fileNameOf } from "../texts/file-name.ts";
import type { Actor, Place } from "./actor.ts";
import { noteAccess } from "./looks.ts";

type Attachment = Reply["attachments"][number];

/** A file of a case, by its number: from 1, in the order in which files came. */
export type Enclosed = Attachment & { number: number };

/** What is enclosed with a case: with the application, and after it with each reply. Numbers never change. */
export function enclosedIn({ application, replies }: Pick<CaseFile, "application" | "replies">) {
  let count = 0;
  const numbered = (files: readonly Attachment[]): Enclosed[] =>
    files.map((file) => {
      count += 1;
      // Events from before names and hashes had one form have them as a portal wrote them.
      return { number: count, ...file, name: fileNameOf(file.name), sha256: file.sha256.toLowerCase() };
    });
  const ofApplication = numbered(application?.attachments ?? []);
  return {
    application: ofApplication,
    replies: replies.map((reply) => ({ ...reply, attachments: numbered(reply.attachments) })),
  };
}

/**
 * The file of a case that is meant by a number or a name.
 * @throws Fault not-found for none; not-possible for a name that several have
 */
export function enclosedNamed(file: Pick<CaseFile, "application" | "replies">, which: string): Enclosed {
  const { application, replies } = enclosedIn(file);
  const all = [...application, ...replies.flatMap(({ attachments }) => attachments)];
  const numbered = all.filter(({ number }) => String(number) === which);
  const [found, ...others] = numbered.length ? numbered : all.filter(({ name }) => name === which);
  if (!found) throw new Fault("not-found", `eine solche Anlage gibt es nicht; es sind ${all.length}`);
  if (others.length) {
    const numbers = [found, ...others].map(({ number }) => number).join(", ");
    throw new Fault("not-possible", `mehrere Anlagen heißen so, bitte die Nummer nennen: ${numbers}`);
  }
  return found;
}

export interface KnownFile {
  actor: Actor;
  place: Place;
  file: CaseFile;
}

/**
 * Hands out what was enclosed with a case to whoever may read its file: `documents` knows no cases, and so no offices, but
 * the service whose case it is does.
 * @param known proves who asks and finds the file that they may read
 */
export const attachmentAction = (
  runtime: () => Runtime,
  known: (caseNumber: string, meta: CallMeta) => Promise<KnownFile>,
) =>
  action("service.attachment", async ({ caseNumber, which, piece }, meta) => {
    const { actor, place, file } = await known(caseNumber, meta);
    const { number, name, mediaType, sha256, bytes } = enclosedNamed(file, which);
    const { data } = await pieceOf(runtime(), { municipality: place.municipality, sha256, piece });
    await noteAccess(runtime(), actor, { action: `attachment ${number}`, target: caseNumber }, place);
    return { number, name, mediaType, sha256, bytes, data };
  });

async function pieceOf(
  { resources: { broker } }: Runtime,
  params: { municipality: string; sha256: string; piece: number },
): Promise<{ data: string }> {
  try {
    return await call(broker, "documents.read", params);
  } catch (error) {
    const fault = faultOf(error);
    if (fault.code !== "not-found") throw fault;
    throw new Fault("not-found", "dieses Stück der Anlage liegt hier nicht vor", { cause: error });
  }
}
