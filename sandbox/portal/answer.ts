// What the town halls tell a portal, in words that all sandbox portals share. Each portal reads its own status
// messages into them (connectors/portals/<portal>/sandbox/answers.ts).

/** How far an application is, as far as its portal was told. */
export type State =
  | "none"
  | "received"
  | "refused"
  | "in-review"
  | "delayed"
  | "information-needed"
  | "granted"
  | "assessed"
  | "denied"
  | "withdrawn"
  | "deregistered"
  | "unknown";

export type PaymentMethod = "transfer" | "direct-debit" | "credit" | "unknown";

export type PaymentEvent =
  | "paid"
  | "partly-paid"
  | "offset"
  | "returned"
  | "reminded"
  | "dunned"
  | "surcharged"
  | "deferred"
  | "enforced"
  | "paid-out"
  | "refunded"
  | "unknown";

interface Refusal {
  code: string;
  /** what does not fit, as paths without values */
  fields: string[];
  sentence: string;
  repair: string;
}

export type Content =
  | { kind: "receipt"; day: string }
  | ({ kind: "refusal" } & Refusal)
  | ({ kind: "record-refusal"; partition: number; offset: string; sha256: string } & Refusal)
  | { kind: "progress"; state: "in-review" | "delayed" | "information-needed" | "unknown" }
  | {
      kind: "decision";
      state: "granted" | "assessed" | "denied" | "withdrawn" | "deregistered" | "unknown";
      sentence: string;
      cents: number | null;
    }
  | { kind: "payment"; method: PaymentMethod; dues: number[]; totalCents: number; reference: string; epc: string }
  | { kind: "payment-standing"; event: PaymentEvent; reference: string; cents: number; openCents: number }
  | { kind: "document"; sha256: string; piece: number; pieces: number; content: Uint8Array }
  | {
      kind: "submission";
      submissionId: string;
      submission: "reply" | "withdrawal" | "unknown";
      outcome: "taken" | "too-late" | "unknown";
    };

/** One status message. */
export interface Answer {
  /** the same whenever it is sent again */
  id: string;
  /** 1, 2, 3 … within one application; 0: about a record, not about the application */
  number: number;
  applicationId: string;
  /** "" before the receipt */
  caseNumber: string;
  content: Content;
}
