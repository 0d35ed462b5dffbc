import type { SerialTask } from "../../platform/messaging/loop.ts";
import {
  type ConsumerState,
  type Incoming,
  type Outgoing,
  PublishError,
  SequenceError,
  type StreamState,
  type Taker,
} from "../../platform/messaging/ports/bus.ts";
import { type Consumer, type InFlight, type Stored, type Stream, taken } from "./streams.ts";
import { type Process, Server, type World } from "./world.ts";

/** A message that is not acknowledged after so long is brought again, to whoever reads, in ms. */
const acknowledgeMs = 20_000;
/** How long it takes at most until readers see a stream or a consumer that is new or gone, in ms. */
const discoverMs = 1_500;

export interface Reader {
  process: Process;
  taker: Taker;
  /** streams that it reads, with the making of the consumer and the types that it is for */
  reads: Map<string, { created: string; types: string }>;
  /** messages handed over that there is no room behind */
  waiting: number;
  stopped: boolean;
  /** finds streams, never twice at once */
  readonly looks: SerialTask;
}

/** JetStream, as far as it matters: streams that keep a message until each consumer that was there when it came has it. */
export class Broker {
  readonly server = new Server("bus");
  readonly streams = new Map<string, Stream>();
  readonly world: World;
  /** how often a message is brought twice although its answer is on its way */
  doubles = 0;
  /** what was seen to be wrong while it happened */
  readonly faults = new Set<string>();
  /** whether a stream's owner has recorded an event */
  isRecorded: (name: string, id: string) => boolean = () => true;
  private readonly readers = new Set<Reader>();
  private makings = 0;

  constructor(world: World) {
    this.world = world;
  }

  /** The server forgets a stream with all that lies in it. */
  loseStream(name: string): void {
    if (this.streams.delete(name)) this.world.note(`bus loses the stream of ${name}`);
    this.lookSoon();
  }

  /** The server forgets one consumer; what only it had not taken is gone. */
  loseConsumer(name: string, durable: string): void {
    const stream = this.streams.get(name);
    if (!stream?.consumers.delete(durable)) return;
    this.world.note(`bus loses the consumer of ${durable} on ${name}`);
    this.forget(stream);
    this.lookSoon();
  }

  /** The server comes back from a moment before: the last messages are gone, and their sequences are given again. */
  cutBack(name: string, count: number): void {
    const stream = this.streams.get(name);
    if (!stream?.last) return;
    stream.last = Math.max(0, stream.last - count);
    this.world.note(`bus cuts ${name} back to ${stream.last}`);
    const isGone = (sequence: number) => sequence > stream.last;
    for (const sequence of stream.messages.keys()) if (isGone(sequence)) stream.messages.delete(sequence);
    for (const consumer of stream.consumers.values()) {
      consumer.pending = consumer.pending.filter((sequence) => !isGone(sequence));
      for (const sequence of consumer.inFlight.keys()) if (isGone(sequence)) consumer.inFlight.delete(sequence);
      consumer.highest = Math.min(consumer.highest, stream.last);
    }
  }

  /** Whether nothing lies here that somebody has to take, and everybody reads what there is. */
  get isQuiet(): boolean {
    const all = [...this.streams.values()];
    const isEmpty = ({ pending, inFlight, again }: Consumer) => !pending.length && !inFlight.size && !again.size;
    if (!all.every(({ consumers }) => [...consumers.values()].every(isEmpty))) return false;
    const alive = [...this.readers].filter(({ process, stopped }) => process.isAlive && !stopped);
    return alive.every(({ taker, reads }) =>
      all.filter((stream) => isFor(stream, taker)).every((stream) => isRead(stream, taker, reads.get(stream.name))),
    );
  }

  /** Whether a stream is the one that its owner knows. */
  isAs(name: string, { created, highest }: { created: string; highest: number }): boolean {
    const stream = this.streams.get(name);
    return stream?.created === created && stream.last >= highest;
  }

  publish(name: string, events: readonly Outgoing[], after: number): number {
    const stream = this.streams.get(name);
    for (const { envelope } of events)
      if (!this.isRecorded(name, envelope.id))
        this.faults.add(`${name}: ${envelope.type} is published before it is recorded`);
    if (!stream || events.some(({ envelope }) => !stream.types.has(envelope.type)))
      throw new PublishError("no stream has the subject");
    if (stream.last !== after) throw new SequenceError(`it ends at ${stream.last}`);
    for (const { envelope, body } of events) {
      stream.last += 1;
      const takers = [...stream.consumers.values()].filter(
        (one) => one.types.has(envelope.type) && one.takes(envelope),
      );
      if (!takers.length) continue;
      stream.messages.set(stream.last, { sequence: stream.last, envelope: JSON.parse(JSON.stringify(envelope)), body });
      for (const one of takers) one.pending.push(stream.last);
    }
    this.deliverAll(stream);
    return stream.last;
  }

  make(name: string, types: readonly string[], above: number): StreamState {
    let stream = this.streams.get(name);
    if (!stream) {
      this.makings += 1;
      const empty = { messages: new Map(), consumers: new Map() };
      stream = { name, created: `making ${this.makings}`, types: new Set(), last: above, ...empty };
      this.streams.set(name, stream);
    }
    const fresh = types.filter((type) => !stream?.types.has(type));
    for (const type of fresh) stream.types.add(type);
    if (fresh.length) this.lookSoon();
    return { created: stream.created, lastSequence: stream.last };
  }

  join(reader: Reader): void {
    this.readers.add(reader);
    // A process that dies holds nothing any more.
    for (const one of this.readers) if (!one.process.isAlive) this.readers.delete(one);
  }

  leave(reader: Reader): void {
    this.readers.delete(reader);
  }

  private lookSoon(): void {
    for (const reader of this.readers)
      reader.process.after(this.world.dice.int(1, discoverMs), () => void reader.looks.trigger());
  }

  /** Makes a consumer of what a reader takes of some types, or has the one that there is for them as well. @returns its making; undefined: there is no such stream */
  consumerFor(name: string, { durable, ...taker }: Taker, types: readonly string[]): string | undefined {
    const stream = this.streams.get(name);
    if (!stream) return undefined;
    const known = stream.consumers.get(durable);
    if (known) {
      for (const type of types) known.types.add(type);
      return known.created;
    }
    this.makings += 1;
    const takes = taken(taker);
    const consumer: Consumer = {
      ...{ created: `making ${this.makings}`, types: new Set(types), takes, highest: 0 },
      // It begins with whatever the stream still has for others.
      pending: [...stream.messages.values()]
        .filter(({ envelope }) => types.includes(envelope.type) && takes(envelope))
        .map(({ sequence }) => sequence),
      ...{ inFlight: new Map(), again: new Map() },
    };
    stream.consumers.set(durable, consumer);
    return consumer.created;
  }

  stateOf(name: string, durable: string): ConsumerState {
    const stream = this.streams.get(name);
    const consumer = stream?.consumers.get(durable);
    if (!stream || !consumer) throw new Error("there is no such consumer");
    const open = [...consumer.pending, ...consumer.inFlight.keys(), ...consumer.again.keys()];
    // What was never for it counts only up to what it was handed last.
    const acknowledged = Math.min(consumer.highest, ...open.map((sequence) => sequence - 1));
    return {
      created: consumer.created,
      // What comes again stays among what is not answered.
      pending: consumer.pending.filter((sequence) => !consumer.again.has(sequence)).length,
      unacknowledged: consumer.inFlight.size + consumer.again.size,
      acknowledged,
    };
  }

  deliverAll(stream: Stream): void {
    for (const [durable, consumer] of stream.consumers) this.deliver(stream, durable, consumer);
  }

  /** Hands over what is pending to readers that have room. */
  private deliver(stream: Stream, durable: string, consumer: Consumer): void {
    if (this.server.away) {
      if (consumer.pending.length) this.world.after(500, () => this.deliver(stream, durable, consumer));
      return;
    }
    const reading = [...this.readers].filter(
      ({ process, taker, reads, stopped, waiting }) =>
        process.isAlive &&
        !stopped &&
        taker.durable === durable &&
        reads.get(stream.name)?.created === consumer.created &&
        waiting < taker.buffered,
    );
    if (!reading.length) return;
    for (const sequence of consumer.pending.splice(0)) {
      const found = stream.messages.get(sequence);
      if (!found) continue;
      this.handOver(stream, consumer, found, this.world.dice.oneOf(reading));
    }
  }

  private handOver(stream: Stream, consumer: Consumer, { sequence, envelope, body }: Stored, reader: Reader): void {
    const { world } = this;
    const deliveries = (consumer.again.get(sequence) ?? 0) + 1;
    consumer.again.delete(sequence);
    const flight: InFlight = { deliveries, until: world.now + acknowledgeMs };
    consumer.inFlight.set(sequence, flight);
    consumer.highest = Math.max(consumer.highest, sequence);
    const back = (milliseconds: number) => {
      if (consumer.inFlight.get(sequence) !== flight) return;
      consumer.inFlight.delete(sequence);
      consumer.again.set(sequence, deliveries);
      world.after(milliseconds, () => {
        consumer.pending.push(sequence);
        this.deliver(stream, reader.taker.durable, consumer);
      });
    };
    const watch = () => {
      if (consumer.inFlight.get(sequence) !== flight) return;
      if (world.now < flight.until) return void world.after(flight.until - world.now, watch);
      back(0);
    };
    world.after(acknowledgeMs, watch);
    const onServer = (does: () => void) => {
      world.after(world.dice.next() * (4 + this.server.slowMs), () => {
        if (!this.server.away && !world.dice.chance(this.server.losesAnswers)) does();
      });
    };
    const incoming: Incoming = {
      delivery: { origin: "bus", envelope, content: { sealed: body }, attempts: 0 },
      bytes: body.length,
      deliveries,
      ack: () =>
        onServer(() => {
          consumer.inFlight.delete(sequence);
          consumer.pending = consumer.pending.filter((one) => one !== sequence);
          this.forget(stream);
        }),
      nak: (milliseconds) => onServer(() => back(milliseconds)),
      working: () =>
        onServer(() => {
          flight.until = world.now + acknowledgeMs;
        }),
    };
    reader.process.after(world.dice.next() * 6, () => void this.take(stream, reader, incoming));
    if (world.dice.chance(this.doubles))
      reader.process.after(world.dice.next() * 400, () => void this.take(stream, reader, incoming));
  }

  private async take(stream: Stream, reader: Reader, message: Incoming): Promise<void> {
    if (reader.stopped) return;
    reader.waiting += 1;
    await reader.taker.take(message);
    reader.waiting -= 1;
    this.deliverAll(stream);
  }

  /** What everybody has that was there when it came is dropped. */
  private forget(stream: Stream): void {
    const open = new Set<number>();
    for (const { pending, inFlight, again } of stream.consumers.values())
      for (const sequence of [...pending, ...inFlight.keys(), ...again.keys()]) open.add(sequence);
    for (const sequence of stream.messages.keys()) if (!open.has(sequence)) stream.messages.delete(sequence);
  }
}

export const isFor = ({ name, types }: Stream, { durable, consumes: takes }: Taker): boolean =>
  name !== durable && takes.some((type) => types.has(type));

/** Whether a reader reads all that it takes of a stream, by the consumer that there is. */
function isRead(
  { types, consumers }: Stream,
  { durable, consumes: takes }: Taker,
  as?: { created: string; types: string },
) {
  const known = consumers.get(durable);
  return as !== undefined && as.created === known?.created && as.types === takes.filter((one) => types.has(one)).join();
}
