// What a sample is: records to push, and what must come back for each of them and for each application.
import type { PaymentMethod, State } from "../portal/answer.ts";

/** Bytes of a record. */
export type Value =
  /** a record of the portal's own */
  | { record: string; body: unknown }
  /** the frame of that record's schema around bytes that do not fit it */
  | { record: string; payload: Buffer }
  /** anything; null is a record without a value */
  | { bytes: Buffer | null };

/** A record that names the case number of another application, which the portal learns only when it is told. */
export interface Later {
  record: string;
  bodyWith(caseNumberOf: (applicationId: string) => string): unknown;
}

/** What must answer one record. */
export type RecordAnswer =
  | { kind: "receipt" }
  | { kind: "refusal" | "record-refusal"; code: string; fields?: readonly string[] }
  | { kind: "submission"; submission: "reply" | "withdrawal"; submissionId: string; outcome: "taken" | "too-late" }
  /** the record before it pushed a second time: the same answer a second time */
  | { kind: "again" };

/** One record to push. */
export interface Push {
  /** under this name the portal is answered */
  applicationId: string;
  /** the record's key where it is not the application's id; null: none */
  key?: string | null;
  value: Value | Later;
  answer: RecordAnswer;
  /** what the portal waits for before it pushes this */
  after?: { applicationId: string; state: State };
}

/** How an application must stand at the end. */
export interface Outcome {
  state: State;
  /** what was decided, where it does not depend on what else happens in the household */
  cents?: number | undefined;
  payment?: PaymentMethod | undefined;
  /** what is paid in all, where it is not what was decided: a sum a month */
  paidCents?: number | undefined;
  documents: number;
  /** words that the decision has to hold */
  says?: string | undefined;
  /** a state that mostly is the last one, and here comes before it */
  through?: State | undefined;
}

export interface Expected extends Outcome {
  applicationId: string;
  service: string;
}

export interface Scene {
  pushes: Push[];
  applications: Expected[];
  /** what the decisions of all its applications add up to, when only their sum is certain */
  togetherCents?: number | undefined;
}

export interface Sample extends Scene {
  name: string;
}

export const outcomes = {
  assessed: (cents: number | undefined, payment: PaymentMethod = "transfer", says?: string): Outcome => ({
    ...{ state: "assessed", cents, payment, documents: 1, says },
  }),
  /** @param cents what is given back, negative; 0: the dog leaves with the end of what was assessed */
  deregistered: (cents: number | undefined): Outcome => ({
    ...{ state: "deregistered", cents, payment: cents === 0 ? undefined : "credit", documents: 1 },
  }),
  granted: { state: "granted", documents: 1 },
  informationNeeded: { state: "information-needed", documents: 0 },
  inReview: { state: "in-review", documents: 0 },
  withdrawn: { state: "withdrawn", documents: 0 },
  refused: { state: "refused", documents: 0 },
  /** only a record was refused: there is no application */
  none: { state: "none", documents: 0 },
} satisfies Record<string, Outcome | ((...args: never[]) => Outcome)>;
