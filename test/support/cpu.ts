/**
 * CPU time of this thread that a piece of work takes, in ms: the least of five runs, so that neither other processes nor a
 * first run count. Compare it with that of other work in the same test, never with a number of seconds.
 */
export function cpuMs(work: () => void): number {
  const runs = Array.from({ length: 5 }, () => {
    const before = process.threadCpuUsage();
    work();
    const { user, system } = process.threadCpuUsage(before);
    return (user + system) / 1_000;
  });
  return Math.min(...runs);
}
