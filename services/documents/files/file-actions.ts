import { demand, noteAccess, onlyServices, type Prove } from "../../../platform/casework/index.ts";
import { action, type Runtime } from "../../../platform/messaging/index.ts";
import type { Files } from "./files.ts";

/** How others put files here and read them, piece by piece. */
export function fileActions(files: () => Files, runtime: () => Runtime, prove: Prove) {
  return {
    put: action("documents.put", async ({ municipality, sha256, mediaType, bytes, piece, data }, meta) => {
      onlyServices(meta);
      const file = { sha256, mediaType, bytes };
      return { complete: await files().put(municipality, file, piece, Buffer.from(data, "base64")) };
    }),
    read: action("documents.read", async ({ municipality, sha256, piece }, meta) => {
      const actor = meta.token ? await prove(meta) : undefined;
      // A file does not say which case it belongs to: only who works for all offices of the town may see it.
      if (actor) demand(actor, "caseworker", { municipality, service: "documents", serviceKey: "" });
      const { data, ...file } = await files().read(municipality, sha256, piece);
      if (actor)
        await noteAccess(runtime(), actor, { action: "read", target: sha256 }, { municipality, serviceKey: "" });
      return { ...file, data: data.toString("base64") };
    }),
  };
}
