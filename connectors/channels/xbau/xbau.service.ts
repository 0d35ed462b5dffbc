import { caseworkService } from "../../../platform/casework/casework-service.ts";
import { kafkaOf } from "../../common/kafka.ts";
import { KafkaOutbox } from "../../common/outbox.ts";
import { name, target, xbau } from "./xbau.ts";

export default caseworkService({
  name,
  surface: () => xbau(),
  outbox: (resources) => new KafkaOutbox(kafkaOf(resources.config, name, resources.log), target, resources),
});
