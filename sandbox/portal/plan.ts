import type { Kind } from "../samples/kind.ts";
import type { Kit } from "../samples/kit.ts";
import type { Sample } from "../samples/sample.ts";
import type { SandboxPortal } from "../samples/sandbox-portal.ts";

/** Once every kind has had its turn, one record in so many is not a plain one. */
const specialEvery = 10;

/**
 * The samples of one start: every kind once, then mostly plain ones, so that many are quick. They push exactly
 * `records` records: a kind that pushes more than are left is passed over, and so is one that would leave no room to
 * show each service, unless that took more than half of the records.
 */
export function* plan({ kinds, plain }: SandboxPortal, kit: Kit, records: number): Generator<Sample> {
  let left = records;
  const unseen = firstOfEach(kinds);
  const reserved = () => unseen.values().reduce((sum, kind) => sum + kind.records, 0);
  if (reserved() > records / 2) unseen.clear();
  for (const kind of order(kinds, plain)) {
    if (left === 0) return;
    const isFirst = kind.service !== undefined && unseen.get(kind.service) === kind;
    if (kind.records > (isFirst ? left : left - reserved())) continue;
    left -= kind.records;
    const sample = { name: kind.name, ...kind.make(kit) };
    for (const { service } of sample.applications) unseen.delete(service);
    yield sample;
  }
}

/** The first kind of each service that kinds name. */
function firstOfEach(kinds: readonly Kind[]): Map<string, Kind> {
  const first = new Map<string, Kind>();
  for (const kind of kinds) if (kind.service && !first.has(kind.service)) first.set(kind.service, kind);
  return first;
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
