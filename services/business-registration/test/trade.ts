import { readFileSync } from "node:fs";
import {
  ApplicationAccepted,
  IdentityConfirmed,
  PaymentArranged,
  PaymentRequested,
} from "../../../platform/casework/case/events.ts";
import { readTownFiles, readTowns } from "../../../platform/casework/towns/towns.ts";
import type { NewEvent } from "../../../platform/messaging/engine/processor.ts";
import { acceptedBody } from "../../../test/support/events.ts";
import { given, type Scene } from "../../../test/support/given.ts";
import { heard } from "../../../test/support/objecting.ts";
import type { Registration } from "../application.ts";
import { businessRegistration } from "../business-registration.ts";
import type { Notice } from "../recipients.ts";
import type { Tariff } from "../rules.ts";
import schema from "../tariff.schema.json" with { type: "json" };

export const contracts = {
  GewA1: "business-registration.v1",
  GewA2: "business-registration-change.v1",
  GewA3: "business-registration-closing.v1",
} as const;
export type FormName = keyof typeof contracts;

/** The golden samples of each form: one with every field, one with as few as there may be. */
export function sample(name: FormName): { full: Record<string, unknown>; plain: Record<string, unknown> } {
  const { good } = JSON.parse(
    readFileSync(`services/business-registration/samples/forms/${contracts[name]}.json`, "utf8"),
  );
  const [full, plain] = good;
  return { full, plain };
}

/** A bookseller: no permit, no craft. */
export const bookseller = {
  ...sample("GewA1").plain,
  ...{ activity: { main: "Handel mit Büchern" }, kind: ["trade"], ground: "new" },
} as unknown as Registration;

export const tariffs = readTownFiles<{ tariffs: Tariff[] }>("business-registration", schema);
export const caseNumber = "GLA-26-7K3M9-Q2XAB-41";
const metadata = {
  ...{ municipality: "055620014014", caseId: "case", caseNumber, receivedAt: "2026-11-22T10:00:00Z" },
  serviceKey: "99050012104000",
};

export type TradeScene = Scene;

/** An application as it comes in on Monday, 23 November 2026; received the day before. */
export function apply(form: object, name: FormName = "GewA1"): TradeScene {
  return given(heard(businessRegistration({ towns: readTowns(), tariffs })), metadata)
    .on("2026-11-23")
    .when(ApplicationAccepted, { ...acceptedBody, form: contracts[name], data: JSON.stringify(form) })
    .when(IdentityConfirmed, {
      ...{ trustLevel: "substantiell", registered: acceptedBody.applicant, residentSince: "2011-04-01" },
    });
}

/** The fee that was asked for gets its reference. */
export function arranged(scene: TradeScene): TradeScene {
  const { totalCents } = scene.said(PaymentRequested);
  return scene.when(PaymentArranged, {
    ...{ reference: "RF18539007547034", method: "transfer", totalCents, mandateReference: "", creditorId: "" },
    ...{ claims: [{ cents: totalCents, dueOn: "2026-12-23", label: "Gebühr" }], epcCode: "" },
    ...{ mandateUnused: "none", payeeName: "Stadtkasse (erfunden)", payeeIban: "DE46000000000000000014" },
  });
}

export const told = (events: readonly NewEvent[]): Notice[] =>
  events.filter(({ contract }) => contract.name === "business-notice.requested.v1").map(({ body }) => body as Notice);
