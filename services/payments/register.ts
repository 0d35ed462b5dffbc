import type { OpenStates, Resources } from "../../platform/messaging/index.ts";
import { type Book, withLedger } from "./ledger/book.ts";
import { accountProcessor, StatementLineTaken } from "./messages.ts";
import { countsOf, idOf } from "./statements/survey.ts";

/** Each account's book of a town, one after the other: read as they are stored, changed by nobody here. */
export async function* booksOf(states: OpenStates, tenant: string): AsyncGenerator<{ key: string; book: Book }> {
  for await (const { key, value } of states.scan<Book>(accountProcessor, tenant))
    yield { key, book: withLedger(value) };
}

/** What a statement is matched against: references with the account they belong to, and what was booked before. */
export interface Register {
  references: Map<string, string>;
  /** of the ids that were asked for */
  posted: Set<string>;
}

/**
 * Reads all accounts of a town once. A statement comes once a day, so that no index has to be written with every
 * application.
 */
export async function readRegister(
  states: OpenStates,
  tenant: string,
  wanted: ReadonlySet<string> = new Set(),
): Promise<Register> {
  const register: Register = { references: new Map(), posted: new Set() };
  for await (const { key, book } of booksOf(states, tenant)) {
    for (const { reference } of book.entries) register.references.set(reference, key);
    // Refunds of suspense money have references of their own.
    for (const { reference } of book.items) register.references.set(reference, key);
    for (const { id } of book.postings) if (wanted.has(id)) register.posted.add(id);
  }
  return register;
}

/** How many more movements just like one of a file are looked for at first than the file itself has. */
const spareFirst = 2;

/** As `readRegister`, with all ids under which movements like those of a file were booked before. */
export async function registerFor(
  { states, store }: Pick<Resources, "states" | "store">,
  tenant: string,
  likenesses: Iterable<string>,
): Promise<Register> {
  const counts = countsOf(likenesses);
  for (let spare = spareFirst; ; spare *= 8) {
    const idsOf = (likeness: string, count: number) =>
      Array.from({ length: count + spare }, (_, before) => idOf(likeness, before));
    const wanted = new Set<string>();
    for (const [likeness, count] of counts) for (const id of idsOf(likeness, count)) wanted.add(id);
    const register = await readRegister(states, tenant, wanted);
    // Kept for another try or for a person: booked or not, the next one just like it is another one.
    for (const id of await store.keptIds(StatementLineTaken.name, tenant)) if (wanted.has(id)) register.posted.add(id);
    const mayBeMore = [...counts].some((one) => idsOf(...one).every((id) => register.posted.has(id)));
    if (!mayBeMore) return register;
  }
}
