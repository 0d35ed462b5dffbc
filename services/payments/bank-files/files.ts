import { dayOf, type Town } from "../../../platform/casework/index.ts";
import { computeId, Fault, type Resources, type Runtime } from "../../../platform/messaging/index.ts";
import { Collect, handleAll, recordFor } from "../messages.ts";
import { booksOf } from "../register.ts";
import { accountOn, type TownAccount } from "../rules.ts";
import { type Debit, directDebits, type Order, payouts } from "./bank-files.ts";
import { type Collecting, collect, type FileKind } from "./collecting.ts";

/** An answer over NATS takes 1 MB; an order is about 1 KB of XML. */
const ordersMax = 500;
const shortNames: Record<FileKind, string> = { debits: "LS", payouts: "UE" };

/** Which accounts a file is made from. Kept, so that the same command makes the same file again. */
interface Plan {
  asked: Collecting;
  keys: string[];
  more: boolean;
  created: string;
}

/**
 * Makes a file for the bank from what is due. Each account gives its items once: what a file holds is in no other one
 * until the bank has answered.
 * @throws Fault unavailable when an account could not give its items; the same command tries it again
 */
export async function makeFile(
  runtime: Runtime,
  { town, accounts }: { town: Town; accounts: readonly TownAccount[] },
  { commandId, kind, until, actor }: { commandId: string; kind: FileKind; until: string; actor: string },
  now: Date,
) {
  const { municipality, code } = town;
  const hash = computeId("bank file", municipality, kind, commandId).slice(0, 12).toUpperCase();
  const fileId = `${code}-${shortNames[kind]}-${hash}`;
  const asked = { fileId, kind, today: dayOf(now), until };
  const plan = await planned(runtime.resources, municipality, asked, now);
  const body = { ...plan.asked, actor };
  const messages = plan.keys.map((key) =>
    recordFor(Collect, { municipality, account: key, id: computeId("collect", municipality, fileId, key) }, body),
  );
  const outcomes = await handleAll(runtime, messages);
  const orders = outcomes.flatMap((outcome) => {
    if (outcome.kind !== "done")
      throw new Fault(
        "unavailable",
        "Ein Konto hat seine fälligen Beträge nicht gemeldet. Versuchen Sie es mit derselben commandId noch einmal.",
      );
    return outcome.answer as (Order & Debit)[];
  });
  if (!orders.length) return { id: "", orders: 0, cents: 0, more: false, xml: "" };
  const created = new Date(plan.created);
  const head = { id: fileId, created, account: accountOn(accounts, dayOf(created)) };
  const xml = kind === "debits" ? directDebits(head, orders) : payouts(head, orders);
  const cents = orders.reduce((sum, order) => sum + order.cents, 0);
  return { id: fileId, orders: orders.length, cents, more: plan.more, xml };
}

async function planned({ states, store }: Resources, tenant: string, asked: Collecting, now: Date): Promise<Plan> {
  const name = `bank file ${tenant} ${asked.fileId}`;
  const before = await store.checkpoints.read(name);
  if (before) return before as Plan;
  const plan: Plan = { asked, keys: [], more: false, created: now.toISOString() };
  let orders = 0;
  for await (const { key, book } of booksOf(states, tenant)) {
    const collected = collect(book, asked, plan.created);
    const due = collected.orders.length;
    const isToBeTold = collected.book.matters.length > book.matters.length;
    if (due && orders + due > ordersMax) plan.more = true;
    else if (due || isToBeTold) {
      orders += due;
      plan.keys.push(key);
    }
  }
  // Nothing due is nothing to repeat.
  return plan.keys.length ? ((await store.checkpoints.once(name, plan)) as Plan) : plan;
}
