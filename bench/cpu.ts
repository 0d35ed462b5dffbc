import { readFileSync } from "node:fs";

/** One tick of /proc's CPU times on Linux, in ms. */
const tickMs = 10;

/** CPU time of a process so far, or of one of its threads, in ms: user and system together. */
export function cpuOf(pid: number, thread?: number): number {
  const stat = readFileSync(`/proc/${pid}/${thread === undefined ? "" : `task/${thread}/`}stat`, "utf8");
  // What comes before is the command's name in parentheses, which may hold anything.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) * tickMs;
}

/** Resident memory of a process, in MB. */
export function residentMB(pid: number): number {
  const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  return Math.round(Number(kilobytes) / 1024);
}
