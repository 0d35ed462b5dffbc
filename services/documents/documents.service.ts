import type { ServiceSchema } from "moleculer";
import { caseworkService } from "../../platform/casework/index.ts";
import { documents } from "./documents.ts";
import { fileActions } from "./files/file-actions.ts";
import { Files } from "./files/files.ts";
import { openRenderer } from "./render/pool.ts";

function documentsService(): ServiceSchema {
  const renderer = openRenderer();
  let files: Files | undefined;
  const opened = (): Files => {
    if (!files) throw new Error("documents is still starting");
    return files;
  };
  return caseworkService({
    name: "documents",
    define: ({ sealing, store }) => {
      files = new Files(store, sealing);
      return documents({
        render: async (content) => Buffer.from(await renderer.render(content)),
        archive: (municipality, pdf) => opened().archive(municipality, "application/pdf", pdf),
        share: (sha256, from, municipality) => opened().share(sha256, from, municipality),
      });
    },
    actions: (runtime, prove) => fileActions(opened, runtime, prove),
    stopped: () => renderer.close(),
  });
}

export default documentsService();
