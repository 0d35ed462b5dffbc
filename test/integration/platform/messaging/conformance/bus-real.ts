import { connect } from "nats";
import { JetStreamBus } from "../../../../../platform/messaging/adapters/jetstream/bus.ts";
import { natsOptions } from "../../../../../platform/messaging/adapters/jetstream/connect.ts";
import { logOf } from "../../../../../platform/messaging/telemetry/log.ts";
import { servers } from "../../../../support/servers.ts";
import { tcpProxy } from "../../../../support/tcp-proxy.ts";
import { until } from "../../../../support/until.ts";
import { type BusPort, producer, stream } from "./bus-world.ts";
import type { Bench } from "./conform.ts";
import { losing } from "./losing.ts";

/** After so long a message that is not acknowledged comes again once it is hastened, in ns. */
const hastened = 300e6;

/** Opens a namespace of its own on a real NATS, through a proxy. */
export async function realBusBench(seed: number): Promise<Bench<BusPort>> {
  const config = (await servers()).config("conformance");
  const [address = ""] = config.nats.servers.split(",");
  const proxy = await tcpProxy(address.replace(/^\w+:\/\//, ""));
  const nats = await connect({
    ...natsOptions(config),
    ...{ servers: `127.0.0.1:${proxy.port}`, ignoreClusterUpdates: true, waitOnFirstConnect: false },
    timeout: 1_000, // A connection that breaks while it is being made is noticed only by this.
  });
  const beside = await connect({ ...natsOptions(config), waitOnFirstConnect: false });
  const direct = await beside.jetstreamManager();
  const manager = await nats.jetstreamManager({ timeout: 2_000 });
  const log = logOf("conformance");
  const namespace = `conformance-${seed}`;
  const nameOf = (service: string) => `${namespace}-${service}`;
  const busOf = (service: string) => new JetStreamBus({ service, namespace, connection: nats, manager, log });
  const running: BusPort["running"] = new Map();
  const missing = () => false;
  return {
    name: "JetStream",
    port: {
      producer: busOf(producer),
      readers: busOf("readers"),
      nameOf,
      loseConsumer: async (durable) => {
        await direct.consumers.delete(nameOf(stream), nameOf(durable)).catch(missing);
      },
      hasten: async () => {
        for (const durable of running.keys())
          await direct.consumers.update(nameOf(stream), nameOf(durable), { ack_wait: hastened }).catch(missing);
      },
      until: async (what, look) => void (await until(what, look, 60_000)),
      created: "",
      running,
      came: new Map(),
    },
    under: (fault, work) => losing(proxy, fault, work),
    isAway: (error) => error instanceof Error,
    calm: async () => {
      const answers = () => manager.getAccountInfo().then(Boolean, missing);
      await until("the connection is there again", answers);
    },
    close: async () => {
      await Promise.all([...running.values()].map((subscribed) => subscribed.stop()));
      await direct.streams.delete(nameOf(stream)).catch(missing);
      await nats.close();
      await beside.close();
      proxy.close();
    },
  };
}
