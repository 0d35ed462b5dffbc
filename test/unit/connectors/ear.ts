import { expect } from "chai";
import {
  type Fetched,
  type NotifiedState,
  portalNotifications,
  type Sent,
} from "../../../connectors/portals/common/notifying/notifications.ts";
import { sozialplattformNrw as portal } from "../../../connectors/portals/sozialplattform-nrw/sozialplattform-nrw.ts";
import {
  ApplicationAccepted,
  ApplicationRefused,
  CaseDecided,
  CaseDelayed,
  CaseReferred,
  DocumentIssued,
  InformationRequested,
  PaymentArranged,
  PaymentChanged,
  RecordRefused,
  SubmissionAnswered,
} from "../../../platform/casework/case/events.ts";
import { refusal } from "../../../platform/casework/questions/refusals.ts";
import type { EventBodies } from "../../../types/generated/events.ts";
import type { PortalRecords } from "../../../types/generated/portal-sozialplattform-nrw.ts";
import { acceptedBody, answeredBody, decidedBody, issuedBody } from "../../support/events.ts";
import { Scene } from "../../support/given.ts";

export type Update = PortalRecords["CaseUpdate"];

export const place = { recordKey: "S-1", partition: 1, offset: "7", sha256: "a".repeat(64) };
/** What the Sozialplattform is told about submission S-1. */
export class Ear extends Scene<NotifiedState, Fetched> {
  sent: Sent[] | undefined;
  /** everything told so far: [number, what] */
  readonly told: [number, string][] = [];

  constructor() {
    super(portalNotifications({ portal, fetch: async () => new Map() }), {
      portal: portal.name,
      applicationId: "S-1",
      caseId: "case",
      caseNumber: "GLA-26-7K3M9-Q2XAB-41",
      municipality: "055620014014",
      time: "2026-11-22T10:00:00.000Z",
      receivedAt: "2026-11-21T23:30:00.000Z",
    });
  }

  override handle(type: string, body: unknown, metadata = {}): this {
    super.handle(
      type,
      body,
      { id: `${type} ${this.told.length}`, ...metadata },
      new Map(this.sent ? [["again", this.sent]] : []),
    );
    this.told.push(...this.updates);
    return this;
  }

  get updates(): [number, string][] {
    return this.events.map(({ body, bytes, order = 0 }) => {
      if (!body) {
        const { head, document } = JSON.parse(bytes?.toString() ?? "{}") as {
          head: { number: number };
          document: { piece: number; pieces: number };
        };
        expect(head.number).to.equal(order);
        return [order, `Document ${document.piece}/${document.pieces}`];
      }
      const { sequence, update } = body as Update;
      expect(sequence, "the order of sending is the number").to.equal(order);
      return [sequence, Object.keys(update)[0]?.split(".").at(-1) ?? ""];
    });
  }

  accepted(): this {
    return this.when(ApplicationAccepted, acceptedBody);
  }
  refused(): this {
    return this.when(ApplicationRefused, refusal("form-mismatch"));
  }
  recordRefused(): this {
    return this.when(RecordRefused, { ...refusal("unreadable"), ...place });
  }
  referred(sentence = ""): this {
    return this.when(CaseReferred, {
      reasons: [{ code: "listed-breed", sentence: "Geheim.", paragraph: "" }],
      sentence,
    });
  }
  asked(): this {
    const item = { code: "proof-missing", sentence: "Bitte senden Sie uns den Nachweis.", paragraph: "VwVfG § 26" };
    const words = { sentence: "Es fehlt noch etwas.", dueOn: "2026-12-14", reminder: false };
    return this.when(InformationRequested, { items: [item], ...words });
  }
  delayed(): this {
    return this.when(CaseDelayed, { sentence: "Eine Person sieht nach." });
  }
  decided(): this {
    return this.when(CaseDecided, decidedBody);
  }
  arranged(
    reference = "RF18539007547034",
    mandateUnused: EventBodies["payment.arranged.v1"]["mandateUnused"] = "none",
  ): this {
    const words = { reference, method: "transfer", payeeName: "Kasse", payeeIban: "DE00" } as const;
    return this.when(PaymentArranged, {
      ...words,
      claims: [],
      totalCents: 0,
      mandateReference: "",
      creditorId: "",
      epcCode: "",
      mandateUnused,
    });
  }
  changed(change: EventBodies["payment.changed.v1"]["change"], reference = "RF18539007547034", openCents = 0): this {
    return this.when(PaymentChanged, { reference, change, cents: 22_00, openCents, on: "2026-12-23" });
  }
  issued(bytes = 1): this {
    return this.when(DocumentIssued, issuedBody("b".repeat(64), bytes));
  }
  answered(): this {
    return this.when(SubmissionAnswered, answeredBody);
  }
}

export const ear = () => new Ear();
