type Falsy = undefined | null | false | 0 | "";

/** Waits for a condition, looked at again and again. Throws when it does not come true within the deadline (ms). */
export async function until<T>(
  what: string,
  look: () => Promise<T> | T,
  deadlineMs = 60_000,
): Promise<Exclude<T, Falsy>> {
  const end = Date.now() + deadlineMs;
  for (;;) {
    const found = await look();
    if (found) return found as Exclude<T, Falsy>;
    if (Date.now() > end) throw new Error(`not within ${deadlineMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
