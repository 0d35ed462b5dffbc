import type { Person, PortalForm, RefusalCode } from "../../../platform/casework/index.ts";
import type { EventContract } from "../../../platform/messaging/index.ts";
import type { EventBodies } from "../../../types/generated/events.ts";

/** A file that came inline with a record. `sha256` is what the portal says, hex. */
export interface InlineFile {
  name: string;
  mediaType: string;
  sha256: string;
  content: Buffer;
}

/** What a portal pushed, in canonical form. */
export type Pushed =
  | {
      kind: "application";
      applicationId: string;
      municipality: string;
      serviceKey: string;
      /** name of the form, e.g. "dog-tax-registration.v1" */
      form: string;
      data: Record<string, unknown>;
      applicant: Person;
      trustLevel: "basis" | "substantiell" | "hoch";
      files: InlineFile[];
    }
  | { kind: "reply" | "withdrawal"; applicationId: string; submissionId: string; text: string; files: InlineFile[] };

export interface Problem {
  path: string;
  rule: string;
  expected: string;
}

/** One piece of a document, on its way to a portal. */
export interface DocumentNotification {
  kind: "document";
  title: string;
  name: string;
  mediaType: string;
  /** of the whole document, hex */
  sha256: string;
  /** from 1 */
  piece: number;
  pieces: number;
  content: Buffer;
}

/** What a portal is notified of, in canonical form. Days are YYYY-MM-DD, money is whole cents. */
export type PortalNotification =
  | { kind: "received"; receivedOn: string; municipality: string }
  | { kind: "refused"; code: string; sentence: string; repair: string; problems: Problem[] }
  | {
      kind: "record-refused";
      code: string;
      sentence: string;
      repair: string;
      problems: Problem[];
      partition: number;
      offset: string;
      sha256: string;
    }
  | { kind: "progress"; state: "in-review" | "delayed"; sentence: string }
  | { kind: "question"; items: { code: string; sentence: string }[]; sentence: string; dueOn: string }
  | {
      kind: "decided";
      outcome: "granted" | "assessed" | "refused" | "withdrawn" | "deregistered" | "UNKNOWN";
      sentence: string;
      decidedOn: string;
      amountCents: number | null;
    }
  | {
      kind: "payment";
      reference: string;
      method: "transfer" | "direct_debit" | "credit" | "UNKNOWN";
      claims: { cents: number; dueOn: string; label: string }[];
      totalCents: number;
      payeeName: string;
      payeeIban: string;
      epcCode: string;
      /** why a mandate is not used, German, or "" */
      note?: string;
    }
  | {
      /** what happened to a payment that was notified before; changes no state of the application */
      kind: "payment-standing";
      reference: string;
      change: EventBodies["payment.changed.v1"]["change"];
      /** positive */
      cents: number;
      openCents: number;
      on: string;
      sentence: string;
    }
  | DocumentNotification
  | {
      kind: "answered";
      submissionId: string;
      submission: "reply" | "withdrawal" | "UNKNOWN";
      outcome: "taken" | "too_late" | "UNKNOWN";
      sentence: string;
    };

/** What every message to a portal begins with. */
export interface Head {
  /** the same whenever it is sent again */
  id: string;
  /** 1, 2, 3 … within one application; 0: about a record, not about the application */
  number: number;
  applicationId: string;
  /** "" before the receipt */
  caseNumber: string;
  /** ISO 8601 */
  at: string;
}

/** A record of the portal's own, on its way out. */
export interface OutRecord {
  contract: EventContract;
  body: unknown;
}

/** A portal's forms that come as lists of fields, by its own names. */
export type PortalForms = ReadonlyMap<string, PortalForm>;

/** Where texts stand in a portal's records. */
export interface TextPlaces {
  /** the list of a form's fields: its name, and what an element's name and value are called */
  fields: { list: string; name: string; value: string };
  /** names of fields outside that list in which there may be line breaks */
  lines: readonly string[];
  /** the list of attached files, whose names are nobody's text */
  files: string;
  /** the form that a record fills in, where it is one with a list of fields */
  formOf(body: object, forms: PortalForms): PortalForm | undefined;
}

/**
 * Everything that is special about one portal, in both directions. A new portal is a folder with one of these, its schemas
 * and samples.
 */
export interface Portal {
  /** the folder's name, and the first part of the portal's topics */
  readonly name: string;
  /** no application of this portal counts as proven better than this */
  readonly trustCap: "basis" | "substantiell" | "hoch";
  /** records that the portal pushes */
  readonly pushes: readonly EventContract[];
  /** records that it is notified by */
  readonly receives: readonly EventContract[];
  readonly texts: TextPlaces;
  /** forms of its own that come as lists of fields and that no single service has */
  readonly forms: readonly PortalForm[];
  /**
   * Maps a decoded record.
   * @param forms all that come as lists of fields
   * @throws UnmappableError for a value that has no counterpart; UnknownFormError for a form that is not among them
   */
  read(name: string, body: unknown, forms: PortalForms): Pushed;
  /** Writes a notification as a record of the portal's own; the same one gives the same bytes. */
  write(head: Head, notification: PortalNotification): OutRecord;
}

/** Says that a value of a portal cannot be mapped. Names the field, never the value. */
export class UnmappableError extends Error {
  override name = "UnmappableError";
  readonly code: RefusalCode;
  /** where it stands in the portal's record, as the portal names it */
  readonly path: string;
  /** what would fit and how to write it, German */
  readonly expected: string;
  constructor(code: RefusalCode, path: string, expected = "") {
    super(`${code} at ${path}`);
    this.code = code;
    this.path = path;
    this.expected = expected;
  }
}

/** Says that nobody has announced a form of a portal. */
export class UnknownFormError extends UnmappableError {
  override name = "UnknownFormError";
  constructor(path: string) {
    super("unknown-code", path);
  }
}
