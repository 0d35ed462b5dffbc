import { action } from "../../platform/contracts/action.ts";
import { moleculerService } from "../../platform/service/moleculer.ts";
import { createIndexes } from "../../platform/store/models.ts";
import { documents } from "./documents.ts";
import { Files } from "./files.ts";
import { openRenderer } from "./render/pool.ts";

const renderer = openRenderer();
let files: Files | undefined;

function opened(): Files {
  if (!files) throw new Error("documents is still starting");
  return files;
}

export default moleculerService({
  name: "documents",
  surface: async ({ connection }) => {
    files = new Files(connection);
    await createIndexes(connection);
    return documents({
      render: async (content) => Buffer.from(await renderer.render(content)),
      archive: (municipality, pdf) => opened().archive(municipality, "application/pdf", pdf),
    });
  },
  actions: () => ({
    put: action("documents.put", async ({ municipality, sha256, mediaType, bytes, piece, data }) => ({
      complete: await opened().put(municipality, { sha256, mediaType, bytes }, piece, Buffer.from(data, "base64")),
    })) as never,
    read: action("documents.read", async ({ municipality, sha256, piece }) => {
      const { data, ...file } = await opened().read(municipality, sha256, piece);
      return { ...file, data: data.toString("base64") };
    }) as never,
  }),
  stopped: () => renderer.close(),
});
