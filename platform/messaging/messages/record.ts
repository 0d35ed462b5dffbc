import { type Envelope, emptyEnvelope } from "../contracts/envelope.ts";
import type { Delivery } from "../engine/delivery.ts";
import { type MessageContract, typeOf } from "./message.ts";

/** A message that comes from outside of the bus: a portal's record, a line of a statement, a household's turn in a year. */
export interface RecordContract<Body> extends MessageContract<Body> {
  /**
   * Makes a message of it, under an id of its own: handled again, it has no effect.
   * @param to the state that it is for, where neither envelope nor body says so
   */
  create(envelope: Partial<Envelope> & Pick<Envelope, "id">, body: Body, to?: Delivery["to"]): Delivery;
}

/** Makes a record as a value. */
export function record<Body>(name: string): RecordContract<Body> {
  const type = typeOf("record", name);
  return {
    name: type,
    create: (metadata, body, to) => {
      const envelope = { ...emptyEnvelope, ...metadata, type };
      const delivery: Delivery = { origin: "record", envelope, content: { value: body }, attempts: 0 };
      return to ? { ...delivery, to } : delivery;
    },
  };
}
