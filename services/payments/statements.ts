import { randomUUID } from "node:crypto";
import { emptyEnvelope } from "../../platform/contracts/envelope.ts";
import { Fault } from "../../platform/faults.ts";
import { seal } from "../../platform/seal.ts";
import type { Delivery, Outcome } from "../../platform/service/delivery.ts";
import { dropLease, takeLease, whileRenewed } from "../../platform/service/lease.ts";
import type { Runtime } from "../../platform/service/runtime.ts";
import type { Models } from "../../platform/store/models.ts";
import { readStatement, type StatementLine } from "./camt.ts";
import { type Chain, follow } from "./chain.ts";
import { suspenseAccount, type TakenLine } from "./lines.ts";
import { match } from "./matching.ts";
import { readRegister } from "./register.ts";

/** Messages in one transaction. */
const batchMax = 500;

/** A message to one account of a town, with its id; `actor` in the body says whom it is from. */
export function recordFor(type: string, municipality: string, account: string, id: string, body: unknown): Delivery {
  const envelope = { ...emptyEnvelope, id, type, municipality, account, time: "" };
  return { origin: "record", envelope, body: seal("", Buffer.from(JSON.stringify(body))), attempts: 0 };
}

/** Handles messages in batches, one outcome for each. */
export async function handleAll({ engine }: Runtime, deliveries: readonly Delivery[]): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (let i = 0; i < deliveries.length; i += batchMax)
    outcomes.push(...(await engine.handle(deliveries.slice(i, i + batchMax))));
  return outcomes;
}

const leaseMs = 60_000;
const waitMs = 20_000;

/**
 * One statement of a town at a time: a reference that is given out between two that bring the same entry would else
 * send it to suspense the first time and to an account the second.
 * @throws Fault unavailable when another one takes too long
 */
async function alone<T>({ resources: { models } }: Runtime, municipality: string, work: () => Promise<T>): Promise<T> {
  const lease = { name: `statement ${municipality}`, holder: randomUUID(), milliseconds: leaseMs };
  for (const deadline = Date.now() + waitMs; !(await takeLease(models, lease)); ) {
    if (Date.now() > deadline) throw new Fault("unavailable", "another statement of this town is being taken in");
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  try {
    return await whileRenewed(models, lease, work);
  } finally {
    await dropLease(models, lease);
  }
}

/**
 * Takes a statement in: each movement goes to the account that its reference names, or to the town's suspense account.
 * What is known by its entry's reference is left out, so that a statement may come again. It has to add up and to follow
 * the last one of its account, else nothing of it is booked.
 * @param ibans of the town
 * @param anew a person has looked at what lies between the last statement and this one
 * @throws Fault bad-request for what is no statement, does not add up, or is about another account; not-possible for one
 * that does not follow; unavailable while another is taken in
 */
export async function takeStatement(
  runtime: Runtime,
  municipality: string,
  ibans: readonly string[],
  { bytes, anew = false, actor }: { bytes: Buffer; anew?: boolean | undefined; actor: string },
  now: Date,
) {
  const { iban, lines, balances } = readStatement(bytes);
  if (!ibans.includes(iban)) throw new Fault("bad-request", "the statement is about no account of this town");
  const { models } = runtime.resources;
  return await alone(runtime, municipality, async () => {
    const note = await noteOf(models, municipality, iban);
    const chain = follow(note.chain, balances, anew);
    const taken = await takeLines(runtime, municipality, lines, { now, actor });
    // Noted last: a statement that was broken off comes again as the one that follows.
    await models.meta.updateOne({ _id: note.id }, { $set: { value: chain } }, { upsert: true });
    return { ...taken, closingCents: balances.at(-1)?.closingCents ?? 0 };
  });
}

async function noteOf({ meta }: Models, municipality: string, iban: string) {
  const id = `statements ${municipality} ${iban}`;
  return { id, chain: (await meta.findById(id).lean())?.value as Chain | undefined };
}

async function takeLines(
  runtime: Runtime,
  municipality: string,
  lines: readonly StatementLine[],
  { now, actor }: { now: Date; actor: string },
) {
  const { references, posted } = await readRegister(runtime.resources.models, municipality);
  const fresh = lines
    .filter(({ id }) => !posted.has(id))
    .map((line): TakenLine => ({ ...line, match: match(line, references) }));
  const deliveries = fresh.map((line) => {
    const account = line.match.kind === "exact" ? references.get(line.match.reference) : undefined;
    const key = account ?? suspenseAccount(line);
    const delivery = recordFor("record.statement-line", municipality, key, line.id, { ...line, actor });
    return { ...delivery, envelope: { ...delivery.envelope, time: now.toISOString() } };
  });
  const outcomes = await handleAll(runtime, deliveries);
  const count = (wanted: (outcome: Outcome, line: TakenLine) => boolean) =>
    fresh.filter((line, i) => {
      const outcome = outcomes[i];
      return outcome !== undefined && wanted(outcome, line);
    }).length;
  const isNew = (outcome: Outcome) => outcome.kind === "done" && !outcome.again;
  return {
    lines: lines.length,
    known: lines.length - fresh.length + count((outcome) => outcome.kind === "done" && outcome.again),
    matched: count((outcome, line) => isNew(outcome) && line.match.kind === "exact"),
    suspense: count((outcome, line) => isNew(outcome) && line.match.kind !== "exact"),
    kept: count(({ kind }) => kind !== "done"),
  };
}
