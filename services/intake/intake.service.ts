import { caseworkService, readTowns } from "../../platform/casework/index.ts";
import { intake } from "./intake.ts";
import { offersReader } from "./offers-reader.ts";
import { intakeActions } from "./receiving.ts";

export default caseworkService({
  name: "intake",
  define: (resources) =>
    intake({ towns: readTowns(), hashKey: resources.config.hashKey, offers: offersReader(resources) }),
  actions: intakeActions,
});
