import type { Content } from "../../sandbox/portal/answer.ts";
import type { Book } from "../../services/payments/ledger/book.ts";
import { balancesOf, differenceOf } from "../../services/payments/ledger/ledger.ts";
import { openedPlainly } from "../support/sealed.ts";
import type { Hall } from "./hall.ts";
import type { Known, ToldPortals } from "./portal.ts";
import type { Push } from "./records.ts";

const contentsOf = (known: Known | undefined): Content[] => (known?.answers ?? []).map(({ content }) => content);

/** Says what is wrong with the money. */
export function ledgerFaults(
  hall: Hall,
  told: ToldPortals,
  owed: ReadonlyMap<number, number>,
  pushes: readonly Push[],
): string[] {
  const faults: string[] = [];
  const paymentsOf = (holder: number) => {
    const ids = new Set(
      pushes
        .filter(({ says }) => says.kind === "dog" && says.holder === holder)
        .map(({ portal, applicationId }) => `${portal}/${applicationId}`),
    );
    return [...ids]
      .flatMap((id) => contentsOf(told.applications.get(id)))
      .flatMap((one) => (one.kind === "payment" ? [one.totalCents] : []));
  };
  for (const [holder, cents] of owed) {
    const sum = paymentsOf(holder).reduce((total, one) => total + one, 0);
    if (sum !== cents) faults.push(`household ${holder} was asked for ${sum} cents, not ${cents}`);
  }
  const requested = ["dog-tax", "housing-benefit"].flatMap((name) =>
    [...hall.database(name).events.values()].filter(({ envelope }) => envelope.type === "payment.requested.v1"),
  ).length;
  let entries = 0;
  for (const { body, _id } of hall.database("payments").states.values()) {
    const book = JSON.parse(openedPlainly(body).toString("utf8")) as Book;
    entries += book.entries.length;
    const difference = differenceOf(balancesOf(book.postings));
    if (difference) faults.push(`payments: ${_id} does not balance by ${difference}`);
    const asked = book.entries.reduce((sum, { totalCents }) => sum + totalCents, 0);
    const assessed = 0 - balancesOf(book.postings).assessed;
    if (asked !== assessed) faults.push(`payments: ${_id} has ${assessed} in its ledger, and was asked for ${asked}`);
  }
  if (entries !== requested) faults.push(`payments has ${entries} requests, ${requested} were recorded`);
  return faults;
}
