/** What a person decides about money, as the action payments.settle takes it. */
export interface Settlement {
  act:
    | "keep"
    | "refund"
    | "assign"
    | "defer"
    | "acknowledge"
    | "clear-online"
    | "charge"
    | "release"
    | "approve"
    | "decline";
  /** the note, matter or item that it is about */
  about?: string;
  reference?: string;
  /** the account that the reference belongs to; the action adds it */
  account?: string;
  /** the account that decides; the action adds it */
  bookKey?: string;
  /** for a deferral, YYYY-MM-DD */
  until?: string;
  iban?: string;
  holder?: string;
}

/** What a person decided and a second one has not approved yet. It has had no effect. */
export interface Pending {
  id: string;
  settlement: Settlement;
  why: "other-account" | "above-limit" | "paid-again";
  /** pseudonym */
  askedBy: string;
  /** the reference that it is about, or "" */
  reference: string;
  /** ISO 8601 */
  since: string;
}
