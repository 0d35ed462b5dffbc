import type { Clock } from "../../platform/messaging/ports/clock.ts";
import { Dice } from "./dice.ts";

/** When the virtual time begins, ms since 1970: a Monday morning on which the figures of all rules hold. */
export const epoch = Date.parse("2026-11-23T09:00:00Z");

/** All services are up before anything is pushed, in ms. */
export const startMs = 500;

interface Due {
  at: number;
  /** among those of one moment the order in which they were asked for */
  number: number;
  run(): void;
  /** whether somebody waits for it, and goes on at once */
  goesOn: boolean;
}

/** Virtual time: whatever happens in a simulation happens here, one thing after the other, in an order that the seed decides. */
export class World {
  /** ms since the beginning */
  now = 0;
  readonly dice: Dice;
  /** when and what happened, for a person to follow; undefined: nobody looks */
  readonly story: [when: string, what: string][] | undefined;
  /** of everything that happened: two runs of one seed have the same */
  trace = 0;
  private readonly queue: Due[] = [];
  private count = 0;

  constructor(seed: number, told = false) {
    this.dice = new Dice(seed);
    this.story = told ? [] : undefined;
  }

  /**
   * Does something later.
   * @param goesOn false: nobody waits for it, what follows is asked for as something to be done later
   * @returns takes it back
   */
  after(milliseconds: number, run: () => void, goesOn = true): () => void {
    const due: Due = { at: this.now + Math.max(0, milliseconds), number: this.count, run, goesOn };
    this.count += 1;
    push(this.queue, due);
    return () => {
      due.run = nothing;
    };
  }

  /** Notes that something happened. */
  note(what: string): void {
    let hash = this.trace;
    for (let i = 0; i < what.length; i += 1) hash = (Math.imul(hash, 31) + what.charCodeAt(i)) | 0;
    this.trace = (Math.imul(hash, 31) + Math.round(this.now * 16)) | 0;
    this.story?.push([`${(this.now / 1000).toFixed(3)} s`, what]);
  }

  /** Lets time pass in which nothing is run: what was due meanwhile happens afterwards. */
  skip(milliseconds: number): void {
    this.now += milliseconds;
    this.note(`${Math.round(milliseconds / 3_600_000)} hours pass`);
  }

  /** Lets time go on until something is true, which is looked at each second, or nothing is left to happen. @returns whether it is */
  async until(isDone: () => boolean, deadlineMs: number): Promise<boolean> {
    let look = this.now;
    while (this.queue.length && this.now < deadlineMs) {
      if (this.now >= look) {
        if (isDone()) return true;
        look = this.now + 500;
      }
      const due = pop(this.queue);
      if (!due || due.run === nothing) continue;
      this.now = Math.max(this.now, due.at);
      this.trace = (Math.imul(this.trace, 31) + Math.round(this.now * 1024)) | 0;
      due.run();
      if (due.goesOn) await settled();
    }
    return isDone();
  }
}

const nothing = () => {};
/** All that follows at once from what happened has happened. */
const settled = () => new Promise<void>((resolve) => process.nextTick(resolve)); // After all that is resolved by now.

const isBefore = (a: Due, b: Due) => a.at < b.at || (a.at === b.at && a.number < b.number);

function push(heap: Due[], due: Due): void {
  let i = heap.push(due) - 1;
  while (i > 0) {
    const parent = (i - 1) >> 1;
    const above = heap[parent] as Due;
    if (!isBefore(due, above)) break;
    heap[i] = above;
    i = parent;
  }
  heap[i] = due;
}

function pop(heap: Due[]): Due | undefined {
  const first = heap[0];
  const last = heap.pop();
  if (!last || !first || !heap.length) return first;
  let i = 0;
  for (;;) {
    let child = 2 * i + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && isBefore(heap[child + 1] as Due, heap[child] as Due)) child += 1;
    if (!isBefore(heap[child] as Due, last)) break;
    heap[i] = heap[child] as Due;
    i = child;
  }
  heap[i] = last;
  return first;
}

/** Why an operation on a server failed, as far as its caller can tell. */
export class AwayError extends Error {
  override name = "AwayError";
}

/** A server, and what is wrong with it now. */
export class Server {
  readonly name: string;
  /** takes nothing */
  away = false;
  /** takes what comes and answers nothing until this is over */
  hangs = false;
  /** does what it is asked and its answer is lost, so often */
  losesAnswers = 0;
  /** who waits for an answer waits at most so long, in ms */
  patienceMs = 6_000;
  /** takes so much longer for everything, at most, in ms */
  slowMs = 0;
  /** refuses what is to be written together, so often, though it is there */
  refuses = 0;

  constructor(name: string) {
    this.name = name;
  }
}

/** A process: what it waits for is nobody's once it was killed. */
export class Process {
  readonly name: string;
  readonly world: World;
  isAlive = true;
  /** dies with one of the next things that it asks for */
  private fuse: { left: number; isDone: boolean } | undefined;
  /** told of its death */
  onDeath: () => void = () => {};
  /** how far its own clock is ahead, in ms: never used for anything that counts */
  readonly skew: number;
  readonly clock: Clock;

  constructor(world: World, name: string) {
    this.world = world;
    this.name = name;
    this.skew = world.dice.int(-2_000, 2_000);
    this.clock = {
      now: () => epoch + world.now + this.skew,
      sleep: (milliseconds) => new Promise((resolve) => void this.after(milliseconds, resolve)),
      after: (milliseconds, call) => this.after(milliseconds, call),
      every: (milliseconds, call) => this.every(milliseconds, call),
      yield: () => new Promise((resolve) => void this.after(0, resolve)),
    };
  }

  /** Dies at once: nothing that it waits for comes back, and what it asked servers for may happen all the same. */
  kill(): void {
    if (!this.isAlive) return;
    this.isAlive = false;
    this.world.note(`${this.name} dies`);
    this.onDeath();
  }

  /**
   * Dies with something that it asks a server for: between any two steps of its work.
   * @param steps how many things it asks for before
   * @param isDone whether the server does the last one
   */
  dieAfter(steps: number, isDone: boolean): void {
    this.fuse = { left: steps, isDone };
  }

  /** @returns false: what is asked for is not done any more */
  private burns(): boolean {
    if (!this.fuse || !this.isAlive) return true;
    this.fuse.left -= 1;
    if (this.fuse.left >= 0) return true;
    this.kill();
    return this.fuse.isDone;
  }

  after(milliseconds: number, call: () => void): () => void {
    return this.world.after(milliseconds, () => {
      if (this.isAlive) call();
    });
  }

  private every(milliseconds: number, call: () => void): () => void {
    let cancel: () => void;
    const again = () => {
      cancel = this.after(milliseconds, again);
      call();
    };
    cancel = this.after(milliseconds, again);
    return () => cancel();
  }

  /**
   * Asks a server for something: it is done there some time later, all of it or nothing, and answered some time after that.
   * @param slow how much longer it takes than the least, in ms
   * @throws AwayError where the server is away or its answer is lost: then it may be done or not
   */
  ask<T>(server: Server, does: () => T, slow = 4): Promise<T> {
    const { dice } = this.world;
    if (!this.isAlive) return new Promise(() => {});
    return new Promise<T>((resolve, reject) => {
      const answer = (settle: () => void, milliseconds: number) => void this.after(milliseconds, settle);
      const atServer = () => {
        if (!this.burns()) return;
        if (server.away) return answer(() => reject(new AwayError(server.name)), dice.int(1, 200));
        let settle: () => void;
        try {
          const value = does();
          settle = () => resolve(value);
        } catch (error) {
          settle = () => reject(error);
        }
        if (server.hangs || dice.chance(server.losesAnswers))
          return answer(() => reject(new AwayError(`${server.name}: no answer`)), dice.int(500, server.patienceMs));
        answer(settle, dice.next() * (slow + server.slowMs));
      };
      this.world.after(dice.next() * (slow + server.slowMs), atServer, false);
    });
  }
}
