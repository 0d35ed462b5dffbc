// npm run bench [-- records [kind]] [--rounds N] [--baseline <git ref>]: how fast the whole way is on this machine, all
// services in one process, all servers beside it; with a baseline, beside a former state of the project, round by round.
// Compare only what was measured side by side: CPU times tell more than rates on a busy machine, and ratios more than both.
import { sayToStderr as say, UsageError, UserError } from "../deploy/say.ts";
import { root } from "../deploy/system.ts";
import { type BenchArguments, benchArguments } from "./arguments.ts";
import { machineNow, shareBetween } from "./machine.ts";
import { type Round, type Side, startSide } from "./side.ts";
import { worktreeOf } from "./worktree.ts";

interface Measured {
  name: string;
  side: Side;
  rounds: Round[];
}

const interrupted = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const)
  process.on(signal, () => interrupted.abort(new UserError(`stopped by ${signal}`)));
/** What was made and has to go again, whatever happens; the last one first. */
const ends: (() => Promise<void> | void)[] = [];

async function bench({ records, kind, rounds, baseline }: BenchArguments): Promise<void> {
  const sides: Measured[] = [];
  const start = async (name: string, folder: string) => {
    say(`Starting ${name} …`);
    const side = await startSide(folder, kind, interrupted.signal);
    ends.push(() => side.stop());
    sides.push({ name, side, rounds: [] });
  };
  if (baseline !== undefined) {
    const { folder, commit, remove } = worktreeOf(baseline);
    ends.push(remove);
    await start(commit, folder);
  }
  await start("this", root);
  const before = machineNow();
  for (let round = 1; round <= rounds; round += 1)
    // Who begins changes: what a machine does by and by hits both alike.
    for (const one of round % 2 ? sides : sides.toReversed()) {
      const done = await untilInterrupted(one.side.round(records, kind));
      one.rounds.push(done);
      say(`round ${round}, ${one.name}: ${sumOf(done.toDecisions).toFixed(2)} ms of CPU a record to its decision`);
    }
  for (const one of sides) print(one);
  const machine = shareBetween(before, machineNow());
  const [first, second] = sides;
  const ratios = first && second ? { cpuPerBaseline: round2(ratioOf(second, first)) } : {};
  console.log(JSON.stringify({ records, kind, rounds, machine, ratios }));
}

function print({ name, side, rounds }: Measured): void {
  const [latest] = rounds.slice(-1);
  for (const { portal, pushed, answered, seconds, perSecond, msFromPush } of latest?.reports ?? [])
    console.log(JSON.stringify({ side: name, portal, pushed, answered, seconds, perSecond, msFromPush }));
  const figures = {
    cpuMsToDecision: spreadOf(rounds.map(({ toDecisions }) => sumOf(toDecisions))),
    decisionsPerSecond: spreadOf(rounds.map(({ decisionsPerSecond }) => decisionsPerSecond)),
    cpuMsPerRecordToDecisions: byProcess(rounds.map(({ toDecisions }) => toDecisions)),
    cpuMsPerRecordAfterwards: byProcess(rounds.map(({ afterwards }) => afterwards)),
    residentMB: side.residentMB(),
  };
  console.log(JSON.stringify({ side: name, ...figures }));
}

const sumOf = (cpu: Record<string, number>): number => Object.values(cpu).reduce((sum, ms) => sum + ms, 0);
const round2 = (value: number): number => Math.round(value * 100) / 100;

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

const spreadOf = (values: readonly number[]) => ({
  median: round2(median(values)),
  from: round2(Math.min(...values)),
  to: round2(Math.max(...values)),
});

const byProcess = (rounds: readonly Record<string, number>[]): Record<string, number> =>
  Object.fromEntries(
    Object.keys(rounds[0] ?? {}).map((name) => [name, round2(median(rounds.map((one) => one[name] ?? 0)))]),
  );

const cpuOfRounds = ({ rounds }: Measured): number[] => rounds.map(({ toDecisions }) => sumOf(toDecisions));
const ratioOf = (one: Measured, other: Measured): number => median(cpuOfRounds(one)) / median(cpuOfRounds(other));

function untilInterrupted<T>(work: Promise<T>): Promise<T> {
  const { signal } = interrupted;
  signal.throwIfAborted();
  const { promise, reject } = Promise.withResolvers<never>();
  signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  return Promise.race([work, promise]);
}

try {
  await bench(benchArguments(process.argv.slice(2)));
} catch (problem) {
  say(problem instanceof UserError ? problem.message : String(problem instanceof Error ? problem.stack : problem));
  process.exitCode = problem instanceof UsageError ? 2 : 1;
} finally {
  for (const end of ends.reverse()) await end();
}
