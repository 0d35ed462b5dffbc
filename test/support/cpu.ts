/** The kernel counts in ticks of 10 ms on some machines: less than this says nothing. */
const measuredMs = 50;

/**
 * CPU time of this thread that a piece of work takes, in ms: it is repeated until that can be measured, after a first run
 * that does not count. Other processes do not count either. Compare it with that of other work in the same test, never with
 * a number of seconds.
 */
export function cpuMs(work: () => void): number {
  work();
  for (let times = 1; ; times *= 2) {
    const before = process.threadCpuUsage();
    for (let i = 0; i < times; i += 1) work();
    const { user, system } = process.threadCpuUsage(before);
    if (user + system >= measuredMs * 1_000) return (user + system) / 1_000 / times;
  }
}
