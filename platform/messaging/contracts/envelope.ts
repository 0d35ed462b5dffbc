import { compileSchema } from "./validate.ts";

/**
 * What travels beside every event's body, without personal data. Empty strings stand for "not known yet".
 * All times are ISO 8601 in UTC.
 */
export interface Envelope {
  /** computed id of the event */
  id: string;
  /** name of its contract */
  type: string;
  /** the service that recorded it */
  producer: string;
  /** when it was recorded */
  time: string;
  /** key of the municipality, 12 digits */
  municipality: string;
  portal: string;
  /** the portal's id of the application, the key of its Kafka records */
  applicationId: string;
  caseId: string;
  caseNumber: string;
  /** LeiKa key, 14 digits */
  serviceKey: string;
  /** keyed hash of what several applications share, as the service's offer names it; else the case id */
  account: string;
  /** keyed hash of who applies, in whatever matter: by it batches are fair to others */
  applicant: string;
  /** the date of receipt: the Kafka broker's timestamp of the first record of this application */
  receivedAt: string;
  /** id of the message that caused it */
  cause: string;
  /** W3C trace context of the hop that recorded it */
  traceparent: string;
  /** what tracing systems of others want to be kept beside it, at most 512 characters of ASCII; "" for nothing */
  tracestate: string;
}

/** An envelope that says nothing: what is known is put in its place. */
export const emptyEnvelope: Envelope = {
  id: "",
  type: "",
  producer: "",
  time: "",
  municipality: "",
  portal: "",
  applicationId: "",
  caseId: "",
  caseNumber: "",
  serviceKey: "",
  account: "",
  applicant: "",
  receivedAt: "",
  cause: "",
  traceparent: "",
  tracestate: "",
};

/** The type of what came without an envelope that fits: nobody takes it, so it becomes a dead letter. */
export const withoutEnvelope = "without-envelope";

const text = { type: "string", maxLength: 500 } as const;
/** It becomes a part of a subject, a key of the store, a tag of a span. */
const token = { type: "string", maxLength: 200, pattern: "^[^\\s\\u0000-\\u001f\\u007f]*$" } as const;
const moment = { anyOf: [{ const: "" }, { type: "string", format: "date-time", maxLength: 40 }] } as const;

/** What W3C Trace Context wants to be passed on at least, in characters; nobody has to pass on more. */
export const tracestateMax = 512;

/** An envelope as it has to be where it comes in; fields that a later version adds are let through. */
const check = compileSchema({
  type: "object",
  required: ["id", "type"],
  properties: {
    id: { ...token, minLength: 1 },
    type: { ...token, minLength: 1 },
    producer: token,
    time: moment,
    municipality: token,
    portal: token,
    applicationId: token,
    caseId: token,
    caseNumber: token,
    serviceKey: token,
    account: text,
    applicant: token,
    receivedAt: moment,
    cause: token,
    traceparent: token,
  },
});

/**
 * Reads an envelope from JSON; fields that an earlier version did not know are empty.
 * @returns undefined where the text is no envelope: no JSON, no object, a field of another type or too long
 */
export function readEnvelope(json: string): Envelope | undefined {
  let found: unknown;
  try {
    found = JSON.parse(json);
  } catch {
    return undefined;
  }
  if (check(found).length) return undefined;
  const { tracestate, ...known } = found as Partial<Envelope>;
  return { ...emptyEnvelope, ...known, tracestate: fits(tracestate) ? tracestate : "" };
}

/** It is no part of what a message says: one that does not fit is left out, and fails nothing. */
const fits = (tracestate: unknown): tracestate is string =>
  typeof tracestate === "string" && tracestate.length <= tracestateMax;
