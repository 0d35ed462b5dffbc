import { moleculerService } from "../../platform/service/moleculer.ts";
import { kafkaOf } from "../common/kafka.ts";
import { KafkaOutbox } from "../common/outbox.ts";
import { name, target, xbau } from "./xbau.ts";

export default moleculerService({
  name,
  surface: () => xbau(),
  outbox: (resources) => new KafkaOutbox(kafkaOf(resources.config, name, resources.log), target, resources),
});
