import { action } from "../../platform/contracts/action.ts";
import { demand, onlyServices } from "../../platform/service/actor.ts";
import { look } from "../../platform/service/looks.ts";
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
  actions: (runtime, prove) => ({
    put: action("documents.put", async ({ municipality, sha256, mediaType, bytes, piece, data }, meta) => {
      onlyServices(meta);
      const file = { sha256, mediaType, bytes };
      return { complete: await opened().put(municipality, file, piece, Buffer.from(data, "base64")) };
    }) as never,
    read: action("documents.read", async ({ municipality, sha256, piece }, meta) => {
      const actor = meta.token ? await prove(meta) : undefined;
      // A file does not say which case it belongs to: only who works for all offices of the town may see it.
      if (actor) demand(actor, "caseworker", { municipality, service: "documents", serviceKey: "" });
      const { data, ...file } = await opened().read(municipality, sha256, piece);
      if (actor) await look(runtime(), actor, { action: "read", about: sha256 }, { municipality, serviceKey: "" });
      return { ...file, data: data.toString("base64") };
    }) as never,
  }),
  stopped: () => renderer.close(),
});
