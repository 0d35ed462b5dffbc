import type { States } from "../../ports/archive.ts";
import { SealedError, type Sealing } from "../../ports/sealing.ts";
import type { StoredState } from "../../ports/store.ts";
import { ownerOfState } from "../delivery.ts";
import type { StateKey } from "../processor.ts";
import { valuesOf } from "../recording.ts";
import { addressOf, stateIdOf } from "../routing.ts";

/** A state as its processor left it. */
export interface OpenState<Value = unknown> extends Omit<StoredState, "body"> {
  value: Value;
}

const pageMax = 100;

/** Opens a service's states for reading; a handler alone changes them. */
export class OpenStates {
  private readonly states: States;
  private readonly sealing: Pick<Sealing, "open">;

  constructor(states: States, sealing: Pick<Sealing, "open">) {
    this.states = states;
    this.sealing = sealing;
  }

  /**
   * Reads states of one processor.
   * @returns those that exist, in any order
   * @throws SealedError where one of them cannot be opened
   */
  read<Value>(processor: string, keys: readonly StateKey[]): Promise<OpenState<Value>[]> {
    return this.byId<Value>(keys.map((key) => stateIdOf({ ...key, processor })));
  }

  /** Reads states by the ids under which events and tasks name them, as `read` does. */
  async byId<Value>(ids: readonly string[]): Promise<OpenState<Value>[]> {
    return ids.length ? await this.opened<Value>(await this.states.read(ids)) : [];
  }

  /** Says which versions the states of a processor and a tenant have, by their keys. */
  async versions(processor: string, tenant: string): Promise<ReadonlyMap<string, number>> {
    const found = await this.states.versions({ processor, tenant });
    return new Map([...found].map(([id, version]) => [addressOf(id).key, version]));
  }

  /** Reads all states of a processor and a tenant in the order of their keys, one after the other. */
  async *scan<Value>(processor: string, tenant: string): AsyncIterable<OpenState<Value>> {
    let page: StoredState[] = [];
    for await (const state of this.states.scan({ processor, tenant })) {
      page.push(state);
      if (page.length < pageMax) continue;
      yield* await this.opened<Value>(page);
      page = [];
    }
    yield* await this.opened<Value>(page);
  }

  private async opened<Value>(states: readonly StoredState[]): Promise<OpenState<Value>[]> {
    const values = await valuesOf(this.sealing, states);
    return states.map((state) => {
      const value = values.get(state);
      if (value instanceof SealedError) throw new SealedError(`${ownerOfState(state)}: ${value.message}`);
      const { body: _, ...known } = state;
      return { ...known, value: value as Value };
    });
  }
}
