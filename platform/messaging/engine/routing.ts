import { Fault } from "../faults.ts";
import type { EventContract } from "../messages/event.ts";
import { kindOf, type Message } from "../messages/message.ts";
import type { AnyProcessor, Handler, ServiceDefinition, StateAddress } from "./processor.ts";

/** Where a message goes: the processor, its handler, and the state. */
export interface Route {
  processor: AnyProcessor;
  handler: Handler<unknown, unknown>;
  address: StateAddress;
}

/** The id under which a state is stored. */
export const stateIdOf = ({ tenant, processor, key }: StateAddress): string => `${tenant}/${processor}/${key}`;

/** Says which state an id names. */
export function addressOf(stateId: string): StateAddress {
  const [tenant = "", processor = ""] = stateId.split("/", 2);
  return { tenant, processor, key: stateId.slice(tenant.length + processor.length + 2) };
}

/** The events that a service takes, from others or from itself. */
export function takenBy({ processors }: ServiceDefinition): EventContract[] {
  const contracts = processors.flatMap((processor) => processor.on.map(({ contract }) => contract));
  return [...new Set(contracts)].filter(({ name }) => kindOf(name) === "event") as EventContract[];
}

/** Finds the processor and the state that a message is for. */
export class Routing {
  private readonly byName: ReadonlyMap<string, AnyProcessor>;
  private readonly byType = new Map<string, Omit<Route, "address">[]>();

  /** @throws Error where two processors have one name, or one of them two handlers of one contract */
  constructor({ name, processors }: ServiceDefinition) {
    this.byName = new Map(processors.map((processor) => [processor.name, processor]));
    if (this.byName.size < processors.length) throw new Error(`${name}: two processors of one name`);
    for (const processor of processors)
      for (const handler of processor.on) {
        const known = this.byType.get(handler.contract.name) ?? [];
        if (known.some((one) => one.processor === processor))
          throw new Error(`${name}: ${processor.name} handles ${handler.contract.name} twice`);
        this.byType.set(handler.contract.name, [...known, { processor, handler }]);
      }
  }

  /**
   * Finds where a message goes.
   * @param to the state, where who sends it says so
   * @throws Fault bad-contract for what no processor takes
   */
  route(message: Message, to?: StateAddress): Route {
    const found = to ? this.at(message, to) : this.find(message);
    if (!found) throw new Fault("bad-contract", `nothing here takes ${message.type}`);
    return found;
  }

  /** Finds where a message goes; undefined where no processor of this service takes it. */
  find(message: Message): Route | undefined {
    for (const one of this.byType.get(message.type) ?? []) {
      const state = one.processor.key(message);
      if (state) return { ...one, address: { ...state, processor: one.processor.name } };
    }
    return undefined;
  }

  private at({ type }: Message, address: StateAddress): Route | undefined {
    const found = this.byType.get(type)?.find(({ processor }) => processor.name === address.processor);
    return found && { ...found, address };
  }

  processor(name: string): AnyProcessor | undefined {
    return this.byName.get(name);
  }
}
