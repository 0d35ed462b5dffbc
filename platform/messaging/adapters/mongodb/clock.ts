import type { Connection } from "mongoose";
import { repeat } from "../../loop.ts";
import { clockSkewMaxMs } from "../../ports/store.ts";
import type { Log } from "../../telemetry/log.ts";
import { systemClock } from "../clock.ts";

/** How often the distance to the store's clock is measured, in ms. */
const measureMs = 10_000;
/** A measurement that took longer says too little, in ms. */
const roundTripMaxMs = 1_000;

/**
 * Tells the time of the store, which all instances of all services share: how far this machine's clock is from it is
 * measured every 10 s, and the way to the server and back is taken out by halves. Between two measurements it goes on by
 * the process's own steady clock. It never goes back.
 */
export class StoreClock {
  private readonly local: () => number;
  private offset = 0;
  private latest = 0;

  /** @param local ms since 1970; a steady clock */
  constructor(local: () => number = systemClock.now) {
    this.local = local;
  }

  /** Asks the store for its time. @throws when it does not answer: the last measurement goes on then */
  async measure(connection: Connection): Promise<void> {
    const before = this.local();
    const answer = await connection.db?.admin().command({ hello: 1 });
    const after = this.local();
    if (!(answer?.localTime instanceof Date)) throw new Error("the store does not tell its time");
    if (after - before > roundTripMaxMs) throw new Error("the store took long to tell its time");
    this.offset = answer.localTime.getTime() - (before + after) / 2;
  }

  /** How far this machine's clock is behind the store's, in ms; negative: ahead. */
  get behindMs(): number {
    return this.offset;
  }

  now(): Date {
    this.latest = Math.max(this.latest, Math.round(this.local() + this.offset));
    return new Date(this.latest);
  }
}

/** Measures at once and again and again; says once where this machine's clock is off. @returns the clock, and its end */
export async function startClock(connection: Connection, log: Log) {
  const clock = new StoreClock();
  let said = false;
  const measure = async () => {
    await clock.measure(connection);
    const isOff = Math.abs(clock.behindMs) > clockSkewMaxMs;
    if (isOff && !said)
      log.error({ seconds: Math.round(-clock.behindMs / 1000) }, "this machine's clock differs from the store's");
    said = isOff;
  };
  await measure();
  const loop = repeat({ name: "store's time", pauseMs: measureMs, clock: systemClock, log }, measure);
  return { clock, stop: () => loop.stop() };
}
