import { trusted } from "mongoose";
import { unseal } from "../../platform/seal.ts";
import type { Models } from "../../platform/store/models.ts";
import { type Book, withLedger } from "./book.ts";

/** Each account's book of a town, one after the other: read as they are stored, changed by nobody here. */
export async function* booksOf({ states }: Models, tenant: string): AsyncGenerator<{ key: string; book: Book }> {
  const ofTown = { _id: trusted({ $gte: `${tenant}/`, $lt: `${tenant}0` }) }; // "0" follows "/".
  for await (const { key, body } of states.find(ofTown, { key: 1, body: 1 }).lean().cursor())
    yield { key, book: withLedger(JSON.parse(unseal("", body).toString("utf8")) as Book) };
}

/** What a statement is matched against: references with the account they belong to, and what was booked before. */
export interface Register {
  references: Map<string, string>;
  posted: Set<string>;
}

/**
 * Reads all accounts of a town once. A statement comes once a day, so that no index has to be written with every
 * application.
 */
export async function readRegister(models: Models, tenant: string): Promise<Register> {
  const register: Register = { references: new Map(), posted: new Set() };
  for await (const { key, book } of booksOf(models, tenant)) {
    for (const { reference } of book.entries) register.references.set(reference, key);
    // Refunds of suspense money have references of their own.
    for (const { reference } of book.items) register.references.set(reference, key);
    for (const { id } of book.postings) register.posted.add(id);
  }
  return register;
}
