import type { Caller } from "../../platform/messaging/contracts/action.ts";
import { faultOf } from "../../platform/messaging/faults.ts";
import { type Process, Server, type World } from "./world.ts";

/** What a service does when it is called. */
export type Action = (params: never) => Promise<unknown>;
const timeoutMs = 5_000;

/** An error as a caller on another node gets it: `type` says what it is. */
class CallError extends Error {
  readonly type: string;
  constructor(type: string) {
    super(type);
    this.type = type;
  }
}

/** Calls between services: to any instance that lives; what is called may be done although nobody hears of it. */
export class Calls {
  readonly server = new Server("calls");
  readonly world: World;
  private readonly serving: { service: string; process: Process; actions: Record<string, Action> }[] = [];
  /** calls that nobody has heard the end of */
  open = 0;

  constructor(world: World) {
    this.world = world;
  }

  serve(service: string, process: Process, actions: Record<string, Action>): void {
    this.serving.push({ service, process, actions });
  }

  from(process: Process): Caller {
    return { call: (name, params, { timeout = timeoutMs } = {}) => this.call(process, name, params, timeout) };
  }

  private call(from: Process, name: string, params: unknown, timeout: number): Promise<unknown> {
    const { world, server } = this;
    const cut = name.indexOf(".");
    const [service, action] = [name.slice(0, cut), name.slice(cut + 1)];
    return new Promise((resolve, reject) => {
      let isOpen = true;
      this.open += 1;
      const end = (settle: () => void) => {
        if (!isOpen) return;
        isOpen = false;
        this.open -= 1;
        if (from.isAlive) settle();
      };
      world.after(timeout, () => end(() => reject(new CallError("REQUEST_TIMEOUT"))));
      world.after(world.dice.next() * 4, () => {
        const able = this.serving.filter(
          (one) => one.service === service && one.process.isAlive && one.actions[action],
        );
        if (!able.length || server.away)
          return void world.after(5, () => end(() => reject(new CallError("SERVICE_NOT_FOUND"))));
        const { process, actions } = world.dice.oneOf(able);
        const back = (settle: () => void) => {
          if (!process.isAlive || world.dice.chance(server.losesAnswers)) return;
          world.after(world.dice.next() * 4, () => end(settle));
        };
        (actions[action] as Action)(JSON.parse(JSON.stringify(params)) as never).then(
          (answer) => back(() => resolve(answer)),
          (error: unknown) => back(() => reject(new CallError(faultOf(error).code))),
        );
      });
    });
  }
}
