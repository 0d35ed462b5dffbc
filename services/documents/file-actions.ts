import { action } from "../../platform/contracts/action.ts";
import type { Files } from "./files.ts";

/** How others put files here and read them, piece by piece. */
export function fileActions(files: () => Files) {
  return {
    put: action("documents.put", async ({ municipality, sha256, mediaType, bytes, piece, data }) => ({
      complete: await files().put(municipality, { sha256, mediaType, bytes }, piece, Buffer.from(data, "base64")),
    })),
    read: action("documents.read", async ({ municipality, sha256, piece }) => {
      const { data, ...file } = await files().read(municipality, sha256, piece);
      return { ...file, data: data.toString("base64") };
    }),
  };
}
