import { expect } from "chai";
import { ObjectionAnswered, ObjectionRaised, PaymentRequested } from "../../platform/casework/case/events.ts";
import { readTownFiles, readTowns } from "../../platform/casework/towns/towns.ts";
import type { Envelope } from "../../platform/messaging/contracts/envelope.ts";
import type { NewEvent, ServiceDefinition } from "../../platform/messaging/engine/processor.ts";
import type { Book } from "../../services/payments/ledger/book.ts";
import { balancesOf, differenceOf } from "../../services/payments/ledger/ledger.ts";
import type { Said } from "../../services/payments/online/provider.ts";
import { payments } from "../../services/payments/payments.ts";
import schema from "../../services/payments/town.schema.json" with { type: "json" };
import type { TownPayments } from "../../services/payments/town.ts";
import type { EventBodies } from "../../types/generated/events.ts";
import { given, type Scene } from "./given.ts";

const towns = readTowns();
const accounts = readTownFiles<TownPayments>("payments", schema);

/** A service that may answer objections, as one with their processor does. */
export const heard = (service: ServiceDefinition): ServiceDefinition => ({
  ...service,
  publishes: [...service.publishes, ObjectionAnswered],
});

/** An objection to a decision, as its own case hands it on. */
export function raised(applicant: object, day: string): EventBodies["objection.raised.v1"] {
  const objection = {
    ...{ municipality: "055620014014", portal: "portal", applicationId: "EL-2", caseId: "objection" },
    ...{ caseNumber: "GLA-26-00000-00000-00", serviceKey: "99102010000000", account: "objection/objection" },
    receivedAt: `${day}T10:00:00Z`,
  };
  return { objection, grounds: "Das ist zu viel.", applicant: JSON.stringify(applicant), attachments: 0, doubts: [] };
}

/** Somebody objects to the decision of a case on a day. */
export const objects = <S, P>(scene: Scene<S, P>, applicant: object, day: string, metadata: Partial<Envelope> = {}) =>
  scene.on(day).when(ObjectionRaised, raised(applicant, day), metadata);

/** What the money that was asked for comes to in one account's books, which balance. */
export function booked(newEvents: readonly NewEvent[], day: string, municipality = "055620014014") {
  const scene = given<Book, Said | undefined>(payments({ towns, accounts }), {
    municipality,
    account: "one",
    caseId: "case",
  }).on(day);
  for (const { contract, body } of newEvents)
    if (contract.name === PaymentRequested.name)
      scene.when(PaymentRequested, body as EventBodies["payment.requested.v1"]);
  const { items, postings }: Book = scene.state;
  const balances = balancesOf(postings);
  expect(differenceOf(balances), "debit and credit are equal").to.equal(0);
  const open = (...kinds: string[]) =>
    items.filter(({ kind }) => kinds.includes(kind)).reduce((cents, item) => cents + item.cents - item.settledCents, 0);
  return {
    assessed: 0 - balances.assessed,
    receivable: open("receivable"),
    payout: open("payout"),
    refund: open("refund"),
  };
}
