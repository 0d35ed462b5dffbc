import { readFileSync } from "node:fs";

/** How the machine's cores spent their time so far, in ticks. */
export interface Machine {
  idle: number;
  /** taken by other machines on the same hardware */
  steal: number;
  all: number;
}

/** Reads /proc/stat (proc(5)): user, nice, system, idle, iowait, irq, softirq, steal. */
export function machineNow(): Machine {
  const [line = ""] = readFileSync("/proc/stat", "utf8").split("\n");
  const ticks = line.trim().split(/\s+/).slice(1, 9).map(Number);
  const [, , , idle = 0, waiting = 0, , , steal = 0] = ticks;
  return { idle: idle + waiting, steal, all: ticks.reduce((sum, one) => sum + one, 0) };
}

/** Shares of the time between two readings, in percent. */
export function shareBetween(from: Machine, to: Machine): { busy: number; idle: number; steal: number } {
  const all = Math.max(1, to.all - from.all);
  const percent = (ticks: number) => Math.round((100 * ticks) / all);
  const [idle, steal] = [percent(to.idle - from.idle), percent(to.steal - from.steal)];
  return { busy: 100 - idle - steal, idle, steal };
}
