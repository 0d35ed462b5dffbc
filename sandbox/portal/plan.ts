import type { Kit } from "../samples/kit.ts";
import type { Kind, Sample, SandboxPortal } from "../samples/sample.ts";

/** Once every kind has had its turn, one record in so many is not a plain one. */
const specialEvery = 10;

/**
 * The samples of one start: every kind once, then mostly plain ones, so that many are quick. They push exactly
 * `records` records: a kind that pushes more than are left is passed over.
 */
export function* plan({ kinds, plain }: SandboxPortal, kit: Kit, records: number): Generator<Sample> {
  let left = records;
  for (const kind of order(kinds, plain)) {
    if (left === 0) return;
    if (kind.records > left) continue;
    left -= kind.records;
    yield { name: kind.name, ...kind.make(kit) };
  }
}

function* order(kinds: readonly Kind[], plain: readonly Kind[]): Generator<Kind> {
  yield* kinds;
  for (let i = 0; ; i += 1) {
    const list = i % specialEvery === specialEvery - 1 ? kinds : plain;
    const turn = Math.floor(list === kinds ? i / specialEvery : i);
    const kind = list[turn % list.length];
    if (!kind) return;
    yield kind;
  }
}
