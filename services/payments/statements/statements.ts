import { germanDay } from "../../../platform/casework/index.ts";
import { type Delivery, Fault, type Runtime } from "../../../platform/messaging/index.ts";
import { type Part, StatementReader } from "../camt/camt.ts";
import { handleAll, recordFor, StatementLineTaken } from "../messages.ts";
import { registerFor } from "../register.ts";
import { Intake, linksOf } from "./intake.ts";
import { isTaken, KeptChains } from "./kept-chains.ts";
import type { Addressed } from "./queue.ts";
import { Survey, type Surveyed } from "./survey.ts";

const leaseMs = 60_000;

/** The lease of one that broke off ends in that time. */
const waitMs = leaseMs + 10_000;

/**
 * One statement of a town at a time: a reference that is given out between two that bring the same entry would else
 * send it to suspense the first time and to an account the second.
 * @throws Fault unavailable when another one takes too long
 */
async function alone<T>(
  { resources }: Runtime,
  { municipality, holder }: { municipality: string; holder: string },
  work: () => Promise<T>,
): Promise<T> {
  const { steadyClock: clock, store } = resources;
  const { leases } = store;
  const lease = { name: `statement ${municipality}`, holder, milliseconds: leaseMs };
  for (const deadline = clock.now() + waitMs; !(await leases.take(lease)); ) {
    if (clock.now() > deadline) throw new Fault("unavailable", isTaken);
    await clock.sleep(200);
  }
  try {
    return await leases.whileRenewed(lease, work);
  } finally {
    await leases.drop(lease);
  }
}

/** The bytes of a file, from its beginning whenever they are asked for. */
export type Source = () => AsyncIterable<Buffer>;

async function* partsOf(source: Source): AsyncGenerator<Part> {
  const reader = new StatementReader();
  for await (const bytes of source()) yield* reader.write(bytes);
  yield* reader.end();
}

/**
 * Takes a file of statements in: each movement goes to the account that its reference names, or to the town's suspense
 * account. It is read twice, so that nothing is booked of a file with a mistake at its end, and so that no more of it is
 * in memory than a piece. Each statement has to add up and to follow the last one of its account, else nothing of the file
 * is booked. One that was taken in changes nothing, however often it comes; one that was broken off comes again whole.
 * @param said with the name of this piece of work, which no other one has
 * @throws Fault bad-request for what is no statement, does not add up, or is about another account; not-possible for one
 * that does not follow; unavailable while another is taken in
 */
export async function takeStatement(
  runtime: Runtime,
  { municipality, ibans }: { municipality: string; ibans: readonly string[] },
  said: { source: Source; anew?: boolean | undefined; actor: string; holder: string },
  now: Date,
) {
  const { source, anew = false, actor, holder } = said;
  const statements = await survey(source, ibans, now);
  const { store } = runtime.resources;
  return await alone(runtime, { municipality, holder }, async () => {
    const stored = new KeptChains(store.checkpoints, municipality);
    const chains = await stored.read(new Set(statements.map(({ iban }) => iban)));
    const links = linksOf(chains, statements, anew);
    const register = await registerFor(
      runtime.resources,
      municipality,
      statements.flatMap(({ likenesses }, i) => (links[i] === "known" ? [] : likenesses)),
    );
    const intake = new Intake({
      ...{ register, statements, links, chains, anew },
      keep: (iban, chain) => stored.keep(iban, chain),
      book: (lines) => handleAll(runtime, lines.map(deliveryFor(municipality, { actor, now }))),
    });
    for await (const part of partsOf(source)) await intake.take(part);
    const lines = statements.reduce((sum, one) => sum + one.likenesses.length, 0);
    const last = new Map(statements.map(({ iban, balance }) => [iban, balance.closingCents]));
    const closingCents = [...last.values()].reduce((sum, cents) => sum + cents, 0);
    return { lines, ...intake.tally, closingCents };
  });
}

/** How far after today a statement may close, in ms: banks close a day on the evening before a long weekend. */
const aheadMs = 7 * 86_400_000;

async function survey(source: Source, ibans: readonly string[], now: Date): Promise<readonly Surveyed[]> {
  const survey = new Survey();
  for await (const part of partsOf(source)) survey.add(part);
  for (const { iban, balance } of survey.statements) {
    const { statementId, closedOn } = balance;
    if (!ibans.includes(iban))
      throw new Fault(
        "bad-request",
        "Der Kontoauszug betrifft kein Konto dieser Stadt. Prüfen Sie die Datei und municipality.",
      );
    if (Date.parse(closedOn) > now.getTime() + aheadMs)
      throw new Fault(
        "bad-request",
        `Der Kontoauszug ${statementId} schließt am ${germanDay(closedOn)}. Dieser Tag liegt zu weit in der Zukunft.`,
      );
  }
  return survey.statements;
}

const deliveryFor =
  (municipality: string, { actor, now }: { actor: string; now: Date }) =>
  ({ account, line }: Addressed): Delivery => {
    const record = recordFor(StatementLineTaken, { municipality, account, id: line.id }, { ...line, actor });
    return { ...record, envelope: { ...record.envelope, time: now.toISOString() } };
  };
