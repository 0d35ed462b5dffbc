import { caseworkService, onlyServices, readTowns } from "../../platform/casework/index.ts";
import { action } from "../../platform/messaging/index.ts";
import { intake } from "./intake.ts";
import { offersReader } from "./offers-reader.ts";
import { Receiving } from "./receiving.ts";

export default caseworkService({
  name: "intake",
  define: (resources) =>
    intake({ towns: readTowns(), hashKey: resources.config.hashKey, offers: offersReader(resources) }),
  actions: (runtime) => {
    const receiving = new Receiving();
    return {
      receive: action("intake.receive", async (params, meta) => {
        onlyServices(meta);
        return await receiving.receive(runtime(), params);
      }),
    };
  },
});
