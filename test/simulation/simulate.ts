// npm run -s simulate -- --seeds 10000 [--from 1] | --seed 4711 | --bugs
import { InvalidArgumentError } from "commander";
import { commandLine, runCommandLine } from "../../cli/command-line.ts";
import { aligned } from "../../deploy/table.ts";
import { findBugs } from "./bugs.ts";
import { learnContracts } from "./contracts.ts";
import { Dice } from "./dice.ts";
import { type History, historyOf } from "./history.ts";
import { type Ran, run } from "./run.ts";
import { shorten } from "./shorten.ts";
import { spread } from "./spread.ts";
import type { Trouble } from "./troubles.ts";

interface Options {
  seeds: number;
  from: number;
  seed?: number;
  bugs?: boolean;
}

const say = (line: string) => process.stdout.write(`${line}\n`);
const began = performance.now();
const seconds = () => Math.round((performance.now() - began) / 100) / 10;

const troubleOf = ({ at, kind, ...rest }: Trouble): string =>
  `${at / 1000} s: ${kind} ${Object.values(rest).join(" ")}`;

function planOf({ pushes, troubles, doubles, days, isDecided }: History): string[] {
  const all = [
    ...pushes.map(({ at, portal, what, applicationId }) => ({
      at,
      line: `${at / 1000} s: ${portal} pushes ${what} (${applicationId})`,
    })),
    ...troubles.map((trouble) => ({ at: trouble.at, line: troubleOf(trouble) })),
  ].sort((a, b) => a.at - b.at);
  return [
    ...all.map(({ line }) => line),
    ...(doubles ? [`the bus brings ${Math.round(doubles * 100)} % of all messages twice`] : []),
    ...(isDecided ? ["a person refuses what waits for one in the dog tax"] : []),
    ...(days ? [`${days} days pass when everything is done`] : []),
  ];
}

const storyOf = (story: Ran["story"]): string => aligned(story, { right: [0], indent: "  " });

/** Tells what goes wrong with a seed: the shortest plan that still fails, and what happens with it. */
async function explain(seed: number): Promise<boolean> {
  await learnContracts();
  const history = historyOf(new Dice(seed));
  const first = await run(seed, history, true);
  if (!first.faults.length) {
    for (const line of [...planOf(history), "", storyOf(first.story)]) say(line);
    return true;
  }
  const short = await shorten(seed, history);
  const { story, faults } = await run(seed, short, true);
  say(`Seed ${seed} fails. What it needs for that, from the moment when all services are up:`);
  for (const line of planOf(short)) say(`  ${line}`);
  say("What happens:");
  say(storyOf(story));
  for (const fault of faults) say(`WRONG: ${fault}`);
  return false;
}

const whole = (text: string): number => {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError("It takes a whole number from 1.");
  return Number(text);
};

const program = commandLine(
  "npm run -s simulate --",
  "Runs the services on simulated servers on which things go wrong.",
)
  .option("--seeds <N>", "how many histories", whole, 1_000)
  .option("--from <SEED>", "the first of them", whole, 1)
  .option("--seed <SEED>", "one history, with all that happens in it", whole)
  .option("--bugs", "look whether each planted bug is found")
  .action(async ({ seeds: count, from, seed, bugs }: Options) => {
    if (seed !== undefined) {
      if (!(await explain(seed))) process.exitCode = 1;
    } else if (bugs) {
      const { planted, found } = await findBugs(say);
      say(JSON.stringify({ planted, found, seconds: seconds() }));
      if (found < planted) process.exitCode = 1;
    } else {
      const { seeds, failed } = await spread({ from, count });
      const [firstFailing = null] = failed;
      if (firstFailing !== null) {
        say(`${failed.length} seeds fail: ${failed.slice(0, 20).join(", ")}`);
        await explain(firstFailing);
        process.exitCode = 1;
      }
      say(JSON.stringify({ seeds, failed: failed.length, firstFailing, seconds: seconds() }));
    }
  });
await runCommandLine(program);
