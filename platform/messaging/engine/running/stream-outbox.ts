import { Fault } from "../../faults.ts";
import { type Bus, firstBatch, PublishError, SequenceError, type StreamState } from "../../ports/bus.ts";
import type { Leases } from "../../ports/leases.ts";
import type { Publication, StreamMark, StreamNotes } from "../../ports/notes/stream-notes.ts";
import type { RecordedEvent, Transaction } from "../../ports/store.ts";
import type { Log } from "../../telemetry/log.ts";
import type { Complete, Outbox, Redriven } from "./outbox.ts";

/** How old a publication is before any instance publishes it, in ms. */
export const sweepAgeMs = 1_000;
/** What was recorded longer ago is either committed or will never be, in ms: a transaction takes a quarter of it at most. */
const committedMs = 20_000;
const recoveryLeaseMs = 30_000;
/** Publications that may wait in this process; what is beyond is left to the sweep. */
const queueMax = 20;
/** More refusals than this are not the fault of single messages, but of a stream that is full. */
const refusedMax = 5;
/** How often an instance looks anew where the stream ends because others were faster; then the sweep takes it up. */
const triesMax = 20;

export interface OutboxParts {
  stream: string;
  /** names of the events that the service publishes */
  types: readonly string[];
  bus: Bus;
  notes: StreamNotes;
  leases: Leases;
  /** names this instance among all that may hold a lease */
  instance: string;
  log: Log;
  /** the store's time */
  now(): Date;
}

/** Whether a stream is the one that its owner knows, with all that it ever took. */
const isThatOf = ({ created, highest }: StreamMark, state: StreamState | undefined): state is StreamState =>
  state?.created === created && state.lastSequence >= highest;

/**
 * Brings a service's events from its store to its JetStream stream. The store is the truth: whatever the server
 * loses is published again under the same ids.
 */
export class StreamOutbox implements Outbox<Publication[]> {
  readonly server = ["NATS", "JetStream"] as const;
  private readonly parts: OutboxParts;
  private readonly queue: Publication[] = [];
  private sending: Promise<void> | undefined;
  private said = "";
  private readonly redriving = new Map<string, Promise<Redriven>>();

  constructor(parts: OutboxParts) {
    this.parts = parts;
  }

  record(transaction: Transaction, events: readonly RecordedEvent[], at: Date): Promise<Publication[]> {
    return this.parts.notes.record(transaction, events, at);
  }

  /** Publishes what was just committed, without keeping the caller waiting. What fails is left to the sweep. */
  committed(publications: Publication[]): void {
    if (this.queue.length < queueMax) this.queue.push(...publications);
    this.sending ??= this.drain();
  }

  /** Everything that was being published is, or is left to the sweep. */
  async settled(): Promise<void> {
    await this.sending;
  }

  /** Publishes what is older than a second and still not published, oldest first. */
  async sweep(): Promise<void> {
    const before = new Date(this.parts.now().getTime() - sweepAgeMs);
    try {
      for await (const batch of this.parts.notes.waiting(before)) await this.send(batch);
    } catch (error) {
      this.failed(error);
    }
  }

  /**
   * Marks what was recorded since a moment as unpublished. The sweep then publishes it again.
   * @returns how many events, and the count by which a later note of completeness is known to include them
   */
  async redrive(since: Date, types?: string[]): Promise<Redriven> {
    // Who does not wait for the answer asks again: that joins what is going on.
    const asked = `${since.toISOString()} ${types}`;
    const running =
      this.redriving.get(asked) ?? this.redriveNow(since, types).finally(() => this.redriving.delete(asked));
    this.redriving.set(asked, running);
    return await running;
  }

  private async redriveNow(since: Date, types?: string[]): Promise<Redriven> {
    const { notes } = this.parts;
    // Counted first: whoever is publishing right now sees it and publishes once more, for the one who asked.
    await notes.countRedrive();
    const events = await notes.again(since, types);
    return { events, redriven: await notes.countRedrive() };
  }

  /**
   * Says before which moment everything that was ever recorded is on the stream, or was.
   * @throws Fault unavailable where the stream is not there as it was
   */
  async complete(): Promise<Complete> {
    const { notes, now, bus, stream } = this.parts;
    const mark = await notes.mark(); // Before looking: what is demanded meanwhile counts as not known.
    const state = await bus.stream(stream);
    if (!mark || !isThatOf(mark, state)) throw new Fault("unavailable", "the stream is not there as it was");
    const { redriven = 0, highest } = mark;
    const at = now().getTime();
    const oldest = (await notes.oldest())?.getTime() ?? at;
    return { redriven, highest, before: new Date(Math.min(oldest, at - committedMs)) };
  }

  depth(): Promise<{ waiting: number; oldest: Date | null }> {
    return this.parts.notes.depth();
  }

  /** Makes sure that the stream is there and is the one that we know; otherwise drives everything again. */
  async check(): Promise<void> {
    const { bus, stream, types, notes } = this.parts;
    const mark = await notes.mark();
    const state = await bus.stream(stream);
    if (mark && isThatOf(mark, state)) return;
    if (mark) return await this.recover(mark);
    const made = await bus.makeStream(stream, types, 0);
    await notes.begin({ created: made.created, highest: made.lastSequence });
  }

  /** Widens the stream to what this version of the service publishes. */
  async ensure(): Promise<void> {
    await this.check();
    await this.parts.bus.makeStream(this.parts.stream, this.parts.types, 0);
  }

  private async drain(): Promise<void> {
    try {
      while (this.queue.length) await this.send(this.queue.splice(0, firstBatch(this.queue).length));
    } catch (error) {
      this.queue.length = 0; // In the store as well: the sweep takes them.
      this.failed(error);
    } finally {
      this.sending = undefined; // In the same turn as the last look at the queue.
    }
  }

  /** Publishes some publications as one atomic batch and notes that they are out. */
  private async send(publications: Publication[]): Promise<void> {
    const events = publications.flatMap((one) => one.events);
    const before = await this.mark();
    let sequence: number | undefined;
    try {
      sequence = await this.publish(events, before);
    } catch (error) {
      if (!(error instanceof PublishError)) throw error;
      // One message may be at fault; all others of a refused batch go singly.
      for (const publication of publications) await this.sendSingly(publication);
      return;
    }
    if (sequence === undefined) return;
    await this.published(
      publications.map(({ _id }) => _id),
      sequence,
      before,
    );
  }

  private async published(ids: readonly string[], sequence: number, before: StreamMark): Promise<void> {
    const { notes } = this.parts;
    const after = await notes.published(ids, sequence);
    if (after?.redriven !== before.redriven) await notes.unpublished(ids);
    this.said = "";
  }

  /** Publishes all that the server takes of one publication. Throws when it takes nothing at all. */
  private async sendSingly(publication: Publication): Promise<void> {
    const before = await this.mark();
    const sent: RecordedEvent[] = [];
    const refusals: unknown[] = [];
    let sequence = before.highest;
    for (const event of publication.events) {
      try {
        const reached = await this.publish([event], { ...before, highest: sequence });
        if (reached === undefined) return;
        sequence = reached;
        sent.push(event);
      } catch (error) {
        refusals.push(error);
        if (!(error instanceof PublishError) || refusals.length > refusedMax) break; // The others would fare no better.
      }
    }
    const [refusal] = refusals;
    if (!refusal) return await this.published([publication._id], sequence, before);
    if (sent.length) await this.published([await this.parts.notes.split(publication, sent)], sequence, before);
    if (!(refusal instanceof PublishError) || refusals.length > refusedMax) throw refusal;
    this.failed(refusal);
  }

  /**
   * Publishes events at the end of the stream, and sees that it is the one that is known: it never ends before the highest
   * sequence that was noted. Were that looked at afterwards only, then what the bus took and did not acknowledge would
   * have filled the place of what it lost.
   * @param known the stream, and where it ends as far as is known
   * @returns the sequence of the last; undefined: the stream was lost and is made again, without these events
   */
  private async publish(events: readonly RecordedEvent[], known: StreamMark): Promise<number | undefined> {
    const { bus, stream } = this.parts;
    let after = known.highest;
    for (let tries = 0; ; tries += 1) {
      try {
        return await bus.publish(events, after);
      } catch (error) {
        if (!(error instanceof SequenceError) || tries === triesMax) throw error;
      }
      const state = await bus.stream(stream);
      if (!isThatOf(known, state)) return void (await this.recover(known));
      after = state.lastSequence; // Another instance was faster, or an answer was lost.
    }
  }

  private async mark(): Promise<StreamMark> {
    const mark = await this.parts.notes.mark();
    if (!mark) throw new Fault("unavailable", "the stream is not made yet");
    return mark;
  }

  private failed(error: unknown): void {
    const said = error instanceof Error ? error.message : "unknown";
    if (said !== this.said) this.parts.log.warn({ reason: said }, "events wait in the store until the bus takes them");
    this.said = said;
  }

  /**
   * The server lost the stream, or its end: makes it again above every known sequence. Its consumers are gone with it;
   * each asks for what it has not handled when it makes itself again, however long that takes.
   */
  private async recover(mark: StreamMark): Promise<void> {
    const { bus, stream, types, notes, leases, instance, log } = this.parts;
    const lease = { name: "stream", holder: instance, milliseconds: recoveryLeaseMs };
    await leases.under(lease, async () => {
      const now = await notes.mark();
      if (now && now.created !== mark.created) return; // Another instance was faster.
      const state = await bus.stream(stream);
      // One of another making that begins above is what an instance left that died right here.
      const isCutBack = state && (state.created === mark.created || state.lastSequence < mark.highest);
      if (isCutBack) await bus.deleteStream(stream);
      const made = await bus.makeStream(stream, types, mark.highest);
      await notes.madeAgain(made.created);
      log.warn({ stream, above: mark.highest }, "the bus lost this stream; consumers ask for what they miss");
    });
    await leases.drop(lease);
  }
}
