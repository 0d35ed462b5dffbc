import { caseworkService } from "../../../platform/casework/casework-service.ts";
import { KafkaOutbox } from "../../common/outbox.ts";
import { name, target, xbau } from "./xbau.ts";

export default caseworkService({
  name,
  surface: () => xbau(),
  outbox: async (resources) => new KafkaOutbox(await resources.kafka(), target, resources),
});
