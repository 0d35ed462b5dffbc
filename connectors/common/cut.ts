/** Cuts a list into parts of at most `countMax` items and about `bytesMax` bytes each; an item alone may be larger. */
export function cut<T>(list: readonly T[], sizeOf: (one: T) => number, bytesMax: number, countMax: number): T[][] {
  const parts: T[][] = [];
  let bytes = 0;
  for (const one of list) {
    const size = sizeOf(one);
    const last = parts.at(-1);
    if (last && last.length < countMax && bytes + size <= bytesMax) {
      last.push(one);
      bytes += size;
    } else {
      parts.push([one]);
      bytes = size;
    }
  }
  return parts;
}
