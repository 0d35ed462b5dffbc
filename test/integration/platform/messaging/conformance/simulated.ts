import type { Server, World } from "../../../../simulation/world.ts";
import type { NetworkFault } from "./conform.ts";

/** Virtual time within which an operation has to end, in ms: longer than any deadline within the adapters. */
const endsMs = 120_000;

/** Does a piece of work in a simulated world, whose server fails meanwhile as it is told. */
export async function inVirtualTime<T>(
  { world, server, fault }: { world: World; server: Server; fault: NetworkFault | undefined },
  work: () => Promise<T>,
): Promise<T> {
  const well = hurt(world, server, fault);
  let isDone = false;
  const result = work().finally(() => {
    isDone = true;
    well();
  });
  result.catch(() => {}); // It is awaited only then.
  await new Promise((resolve) => setImmediate(resolve)); // What asks no server ends in no virtual time.
  if (!(await world.until(() => isDone, world.now + endsMs))) throw new Error("it does not end");
  return await result;
}

/** @returns makes the server well again */
function hurt(world: World, server: Server, fault: NetworkFault | undefined): () => void {
  const well = () => {
    server.away = false;
    server.hangs = false;
    server.losesAnswers = 0;
  };
  const hurts: Record<NetworkFault["kind"], () => void> = {
    "request-lost": () => {
      server.away = true;
      world.after(2, well);
    },
    "answer-lost": () => {
      server.losesAnswers = 0.5;
    },
    "all-requests-lost": () => {
      server.away = true;
    },
    "all-answers-lost": () => {
      server.hangs = true;
    },
  };
  if (!fault) return well;
  const takeBack = world.after(fault.skip * 4 * world.dice.next(), hurts[fault.kind]);
  return () => {
    takeBack();
    well();
  };
}
