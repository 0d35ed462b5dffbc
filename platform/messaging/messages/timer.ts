import { type MessageContract, typeOf } from "./message.ts";

/** Fires once as a message with this id, also when it was due while the service was down. */
export interface Timer {
  id: string;
  name: string;
  /** ISO 8601 */
  due: string;
  /** what has to be known before its state is read; nothing personal */
  argument?: string;
}

/** What a timer says when it fires. */
export interface Fired {
  /** of the state that set it */
  key: string;
  argument?: string;
}

/** A timer of a service, with what it says when it fires. */
export interface TimerContract extends MessageContract<Fired> {
  /** Sets it at a moment of the store's time. @param id computed: the same timer is set once, and fires once, however often it is named */
  at(id: string, due: Date, argument?: string): Timer;
}

/** Makes a timer as a value. */
export const timer = (name: string): TimerContract => ({
  name: typeOf("timer", name),
  at: (id, due, argument) => ({ id, name, due: due.toISOString(), ...(argument === undefined ? {} : { argument }) }),
});
