import { moleculerService } from "../../platform/service/moleculer.ts";
import { kafkaOf } from "../common/kafka.ts";
import { KafkaOutbox } from "../common/outbox.ts";
import { gewerbeanzeige, name, target } from "./gewerbeanzeige.ts";

export default moleculerService({
  name,
  surface: () => gewerbeanzeige(),
  outbox: (resources) => new KafkaOutbox(kafkaOf(resources.config, name, resources.log), target, resources),
});
