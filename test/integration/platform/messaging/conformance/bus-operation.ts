import type { BusPort, BusWorld } from "./bus-world.ts";
import { isSame, type Operation } from "./conform.ts";

export type Of = Operation<BusPort, BusWorld>;

/** A world with a change; the one before stays as it is. */
export const changed = (world: BusWorld, change: (after: BusWorld) => void): BusWorld => {
  const after = structuredClone(world);
  change(after);
  return after;
};

/** An operation that gives exactly one thing, or is refused. */
export function certain(
  { what, run }: Pick<Of, "what" | "run">,
  change: (world: BusWorld) => void,
  seen: (world: BusWorld, before: BusWorld) => unknown,
  isRefused: (world: BusWorld, error?: unknown) => boolean = () => false,
): Of {
  return {
    what,
    run,
    after: (world, got) => {
      if (isRefused(world)) return [];
      const after = changed(world, change);
      if (!isSame(seen(after, world), got)) return [];
      after.seen = after.stream?.making ?? after.seen;
      return [after];
    },
    torn: (world) => (isRefused(world) ? [] : [changed(world, change)]),
    refused: (world, error) => isRefused(world, error),
  };
}

/** What the consumers had not handed out is gone with them. */
export function forget(world: BusWorld, durables: readonly string[]): void {
  for (const durable of durables) {
    const reader = world.readers[durable];
    if (!reader) continue;
    reader.may = [...new Set([...reader.may, ...reader.must])];
    Object.assign(reader, { must: [], sure: [], owes: true });
  }
}
