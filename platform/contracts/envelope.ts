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
  /** ARS of the municipality, 12 digits */
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
  /** the date of receipt: the Kafka broker's timestamp of the first record of this application */
  receivedAt: string;
  /** id of the message that caused it */
  cause: string;
  /** W3C trace context of the hop that recorded it */
  traceparent: string;
}

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
  receivedAt: "",
  cause: "",
  traceparent: "",
};
