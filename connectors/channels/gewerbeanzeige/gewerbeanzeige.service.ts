import { caseworkService } from "../../../platform/casework/casework-service.ts";
import { KafkaOutbox } from "../../common/outbox.ts";
import { gewerbeanzeige, name, target } from "./gewerbeanzeige.ts";

export default caseworkService({
  name,
  surface: () => gewerbeanzeige(),
  outbox: async (resources) => new KafkaOutbox(await resources.kafka(), target, resources),
});
