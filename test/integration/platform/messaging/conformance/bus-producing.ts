import { PublishError, SequenceError } from "../../../../../platform/messaging/ports/bus.ts";
import { certain, forget, type Of } from "./bus-operation.ts";
import { type BusPort, type BusWorld, outgoing, stream, takesOf } from "./bus-world.ts";

/** Whether this was the making of the stream that was seen before. */
function isSeenBefore(port: BusPort, created: string): boolean {
  const isIt = port.created === created;
  port.created = created;
  return isIt;
}

const stateSeen = ({ stream: found }: BusWorld, before: BusWorld) =>
  found ? { last: found.last, isSeenBefore: found.making === before.seen } : undefined;

/** Makes the stream above a sequence, or widens the one that is there: it loses nothing that it has. */
export const makes = (types: readonly string[], above: number): Of =>
  certain(
    {
      what: `make the stream for ${types.length} types above ${above}`,
      run: async (port) => {
        const { created, lastSequence } = await port.producer.makeStream(port.nameOf(stream), types, above);
        return { last: lastSequence, isSeenBefore: isSeenBefore(port, created) };
      },
    },
    (world) => {
      const found = world.stream;
      if (found) {
        const more = types.filter((type) => !found.types.includes(type));
        found.types.push(...more);
        // Whoever takes what is new may miss some of it until its consumer is for that as well.
        for (const [durable, reader] of Object.entries(world.readers))
          if (more.some((type) => takesOf[durable]?.includes(type))) reader.owes = true;
      } else {
        world.makings += 1;
        world.stream = { making: world.makings, types: [...types], last: above };
      }
    },
    stateSeen,
  );

export const looksAtStream: Of = certain(
  {
    what: "state of the stream",
    run: async (port) => {
      const found = await port.readers.stream(port.nameOf(stream));
      return found && { last: found.lastSequence, isSeenBefore: isSeenBefore(port, found.created) };
    },
  },
  () => {},
  stateSeen,
);

export const deletes: Of = certain(
  { what: "delete the stream", run: (port) => port.producer.deleteStream(port.nameOf(stream)) },
  (world) => {
    world.stream = null;
    forget(world, Object.keys(world.readers));
  },
  () => undefined,
  (world) => !world.stream,
);

/**
 * Publishes all of some messages in their order, or none.
 * @param beside how far from the stream's end it is said to be: they are taken only where that is 0
 */
export const publishes = (messages: readonly { id: string; type: string }[], beside: number): Of =>
  certain(
    {
      what: `publish ${messages.map(({ id, type }) => `${id} (${type.split(".")[1]})`)}${beside ? `, ${beside} beside the end` : ""}`,
      run: async (port) => {
        const { lastSequence = 0 } = (await port.producer.stream(port.nameOf(stream))) ?? {};
        return await port.producer.publish(
          messages.map(({ id, type }) => outgoing(id, type)),
          lastSequence + beside,
        );
      },
    },
    (world) => {
      for (const { id } of messages) {
        if (!world.stream) continue;
        world.stream.last += 1;
        world.sequences[id] = world.stream.last;
      }
      for (const [durable, reader] of Object.entries(world.readers))
        for (const { id, type } of messages) {
          if (!takesOf[durable]?.includes(type)) continue;
          if (reader.sure.includes(type)) reader.must.push(id);
          else reader.may.push(id);
        }
    },
    (world) => world.stream?.last,
    ({ stream: found }, error) => {
      const isUnknown = !messages.every(({ type }) => found?.types.includes(type));
      if (error === undefined) return isUnknown || beside !== 0;
      return (isUnknown && error instanceof PublishError) || (beside !== 0 && error instanceof SequenceError);
    },
  );
