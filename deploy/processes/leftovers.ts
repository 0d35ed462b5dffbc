// Which processes belong to a data folder, written down so that the next start can end what a killed launcher
// left running. A pid alone proves nothing, since the system gives it out again: its start time is compared.
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { startOf } from "../lock.cjs";
import { list, type Say } from "../say.ts";
import { until } from "./wait.ts";

interface Remembered {
  name: string;
  pid: number;
  started: string;
  /** the signal that ends it; where none is written down, SIGTERM */
  signal?: EndSignal;
}

export type EndSignal = "SIGTERM" | "SIGKILL";

const politeMs = 5_000; // MongoDB takes up to 1 s, a JVM 0.5 s.

/** With SIGKILL for what has nothing to save. */
export function remember(dataDir: string, name: string, pid: number, signal: EndSignal = "SIGTERM"): void {
  const started = startOf(pid);
  if (started === undefined) return; // It has ended already.
  write(dataDir, [...read(dataDir).filter((one) => one.pid !== pid), { name, pid, started, signal }]);
}

export function forget(dataDir: string, pid: number): void {
  write(
    dataDir,
    read(dataDir).filter((one) => one.pid !== pid),
  );
}

/** Ends what is still running from an earlier start. Only the holder of the data folder's lock may call it. */
export async function endLeftovers(dataDir: string, say: Say): Promise<void> {
  const left = read(dataDir).filter(isRunning);
  if (left.length > 0) {
    say(`An earlier start was cut off; ending what it left running: ${list(left.map((one) => one.name))}.`);
    // A stopped process handles no SIGTERM before it goes on.
    for (const one of left) for (const signal of [one.signal ?? "SIGTERM", "SIGCONT"] as const) signalTo(one, signal);
    try {
      await until(() => !left.some(isRunning), { deadlineMs: politeMs, what: "ending the leftovers" });
    } catch {
      for (const one of left) signalTo(one, "SIGKILL"); // Deadline passed: they had their chance.
      await until(() => !left.some(isRunning), { deadlineMs: politeMs, what: "killing the leftovers" });
    }
  }
  write(dataDir, []);
}

export function isRunning(one: { pid: number; started: string }): boolean {
  return startOf(one.pid) === one.started;
}

function signalTo(one: Remembered, signal: NodeJS.Signals): void {
  if (isRunning(one)) process.kill(one.pid, signal);
}

function read(dataDir: string): Remembered[] {
  const file = join(dataDir, "pids.json");
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Remembered[]) : [];
}

function write(dataDir: string, all: Remembered[]): void {
  if (!existsSync(dataDir)) return; // Thrown away under us: nothing is left to remember it for.
  const file = join(dataDir, "pids.json");
  writeFileSync(`${file}.new`, JSON.stringify(all));
  renameSync(`${file}.new`, file); // Whole or not at all, also when the launcher is killed here.
}

/** Kills at once everything that belongs to the data folder. */
export function killAll(dataDir: string): void {
  for (const one of read(dataDir)) signalTo(one, "SIGKILL");
}
