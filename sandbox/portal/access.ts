// Where a portal reaches Kafka and the schema registry, and as whom: all that it is told by its environment.
import { readFileSync } from "node:fs";

/** An address with what it takes to be let in there. */
export interface Access {
  address: string;
  user?: string | undefined;
  password?: string | undefined;
  /** certificate of who signed the server's own, when that is nobody whom everybody trusts */
  ca?: string | undefined;
}

export function accessFrom(environment: Record<string, string | undefined>): { brokers: Access; registry: Access } {
  const { KAFKA_BROKERS: brokers, SCHEMA_REGISTRY_URL: registry } = environment;
  if (!brokers || !registry) throw new Error("KAFKA_BROKERS and SCHEMA_REGISTRY_URL have to be set");
  const to = (server: string, address: string): Access => {
    const file = environment[`${server}_CA_FILE`];
    return {
      address,
      user: environment[`${server}_USER`],
      password: environment[`${server}_PASSWORD`],
      ca: file ? readFileSync(file, "utf8") : undefined,
    };
  };
  return { brokers: to("KAFKA", brokers), registry: to("SCHEMA_REGISTRY", registry) };
}
