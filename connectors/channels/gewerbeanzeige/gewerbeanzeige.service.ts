import { caseworkService } from "../../../platform/casework/casework-service.ts";
import { kafkaOf } from "../../common/kafka.ts";
import { KafkaOutbox } from "../../common/outbox.ts";
import { gewerbeanzeige, name, target } from "./gewerbeanzeige.ts";

export default caseworkService({
  name,
  surface: () => gewerbeanzeige(),
  outbox: (resources) => new KafkaOutbox(kafkaOf(resources.config, name, resources.log), target, resources),
});
