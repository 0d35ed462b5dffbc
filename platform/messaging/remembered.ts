/**
 * Remembers what a pure function gave: nothing shows of it but how long an answer takes. It is the one thing that a module
 * may have in memory without a caller who holds it.
 * @param compute gives the same for the same key, and may throw: that is not remembered
 * @param answersMax at that many all are forgotten; no bound unless told otherwise
 * @param keyOf says what tells keys apart; their identity unless told otherwise
 */
export function remembered<Key, Value>(
  compute: (key: Key) => Value,
  {
    answersMax = Number.POSITIVE_INFINITY,
    keyOf = (key) => key,
  }: { answersMax?: number; keyOf?(key: Key): unknown } = {},
): (key: Key) => Value {
  const answers = new Map<unknown, { value: Value }>();
  return (key) => {
    const asked = keyOf(key);
    const known = answers.get(asked);
    if (known) return known.value;
    const value = compute(key);
    if (answers.size >= answersMax) answers.clear();
    answers.set(asked, { value });
    return value;
  };
}
