import type { Envelope } from "../contracts/envelope.ts";

/**
 * `events.<producer>.<event>.<portal>.<municipality>.<service key>`: rights can be given per service (what it may
 * publish under) and per portal, and a domain service gets its own cases only. "none" stands for what is not known.
 */
export function subjectOf({ producer, type, portal, municipality, serviceKey }: Envelope): string {
  return `events.${producer}.${type}.${portal || "none"}.${municipality || "none"}.${serviceKey || "none"}`;
}

/** The subjects of one event that one service publishes. */
export const publishedSubjects = (producer: string, type: string): string => `events.${producer}.${type}.>`;

/** Subjects of one event, whoever publishes it: of one portal, or of some service keys, where these are given. */
export function takenSubjects(
  type: string,
  { portal, serviceKeys }: { portal?: string; serviceKeys?: readonly string[] },
): string[] {
  if (serviceKeys) return serviceKeys.map((key) => `events.*.${type}.*.*.${key}`);
  return [portal ? `events.*.${type}.${portal}.>` : `events.*.${type}.>`];
}
