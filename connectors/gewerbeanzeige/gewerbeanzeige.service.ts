import { Fault } from "../../platform/faults.ts";
import { moleculerService } from "../../platform/service/moleculer.ts";
import { kafkaOf } from "../common/kafka.ts";
import { KafkaOutbox } from "../common/outbox.ts";
import { gewerbeanzeige } from "./gewerbeanzeige.ts";

const name = "gewerbeanzeige";

/** Where messages go: each to the topic that its event is named after. It has no documents. */
const target = {
  portal: name,
  topicOf: ({ type }: { type: string }) => type,
  tell: () => {
    throw new Fault("bad-contract", "messages between authorities bring no documents");
  },
};

export default moleculerService({
  name,
  surface: () => gewerbeanzeige(),
  outbox: (resources) => new KafkaOutbox(kafkaOf(resources.config, name, resources.log), target, resources),
});
