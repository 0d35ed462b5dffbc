import { emptyBook } from "../../services/payments/ledger/book.ts";
import { bookRequest } from "../../services/payments/ledger/booking.ts";
import { entry, wrongIn } from "../../services/payments/test/books.ts";
import { Chance } from "./chance.ts";
import { InventedBank } from "./invented-bank.ts";
import type { Known } from "./invented-entries.ts";
import { Died, TownBooks } from "./taken-in.ts";

const iban = "DE46000000000000000014";

/** Some accounts on which something is owed each way. */
function townWith(accounts: number): { town: TownBooks; known: Known[] } {
  const town = new TownBooks();
  const known: Known[] = [];
  for (let i = 0; i < accounts; i += 1) {
    const reference = `RF98GLA${String(i).padStart(15, "0")}`;
    const isPayout = i % 3 === 2;
    const claims: [number, string][] = [[isPayout ? -441_00 : 33_00, "2026-02-16"]];
    const payTo = isPayout ? { iban: "DE73000000000000000013", holder: "Bernd Beispiel" } : null;
    const made = entry(reference, claims, { payTo });
    town.books.set(`account-${i}`, bookRequest(emptyBook(), made, "2026-01-02").book);
    known.push({ reference, endToEndId: `${reference}-01`, cents: isPayout ? 441_00 : 33_00 });
  }
  return { town, known };
}

/**
 * Lets an invented bank write some files and takes each of them in: once more, read in other pieces, after a process that
 * died in the middle, and all at the end as one statement under another name.
 * @returns what is wrong, as sentences; nothing where each cent is where the bank says, once
 */
export async function wrongWith(seed: number, files = 4): Promise<{ wrong: string[]; statements: number }> {
  const chance = new Chance(seed ^ 0x5eed);
  const { town, known } = townWith(6);
  const bank = new InventedBank(seed, iban, known);
  const wrong: string[] = [];
  const check = (what: string, cents: number) => {
    if (town.bankCents !== cents) wrong.push(`seed ${seed}, ${what}: ${town.bankCents} is booked, ${cents} moved`);
  };
  let begin: number | undefined;
  let unclear = 0;
  for (let i = 1; i <= files; i += 1) {
    const file = bank.next();
    const { bytes, openingCents, closingCents, movements } = file;
    begin ??= openingCents;
    unclear += file.unclear;
    if (chance.once(3)) await dies(town, bytes, chance.below(movements + 1));
    await town.take(bytes, { pieceBytes: 1 + chance.below(2_000) });
    check(`file ${i}`, closingCents - begin);
    await town.take(bytes);
    check(`file ${i} again`, closingCents - begin);
  }
  const all = bank.overlapping();
  await town.take(all.bytes, { anew: true });
  check("all as one", all.closingCents - (begin ?? 0));
  if (town.unclear !== unclear)
    wrong.push(
      `seed ${seed}: ${town.unclear} entries are left to a person, ${unclear} are not what their parts come to`,
    );
  for (const [key, book] of town.books) wrong.push(...wrongIn(book).map((one) => `seed ${seed}, ${key}: ${one}`));
  return { wrong, statements: files + 1 };
}

async function dies(town: TownBooks, bytes: Buffer, diesAfter: number): Promise<void> {
  try {
    await town.take(bytes, { diesAfter });
  } catch (error) {
    if (!(error instanceof Died)) throw error;
  }
}
