import type { Envelope } from "../../contracts/envelope.ts";

/** The first part of all subjects: systems that share a server are told apart by their namespace. */
export const subjectRoot = (namespace: string): string => (namespace ? `${namespace}-events` : "events");

/**
 * `events.<producer>.<event>.<portal>.<municipality>.<service key>`: rights can be given per service (what it may
 * publish under) and per portal, and a domain service gets its own cases only. "none" stands for what is not known.
 */
export function subjectOf(root: string, { producer, type, portal, municipality, serviceKey }: Envelope): string {
  return `${root}.${producer}.${type}.${portal || "none"}.${municipality || "none"}.${serviceKey || "none"}`;
}

/** The subjects of one event that one service publishes. */
export const publishedSubjects = (root: string, producer: string, type: string): string =>
  `${root}.${producer}.${type}.>`;

/** An event that is taken, with the subjects that it may come under. */
export interface Taken {
  type: string;
  subjects: string[];
}

/** Subjects of one event, whoever publishes it: of one portal, or of some service keys, where these are given. */
export function takenSubjects(
  root: string,
  type: string,
  { portal, serviceKeys }: { portal?: string; serviceKeys?: readonly string[] },
): Taken {
  if (serviceKeys) return { type, subjects: serviceKeys.map((key) => `${root}.*.${type}.*.*.${key}`) };
  return { type, subjects: [portal ? `${root}.*.${type}.${portal}.>` : `${root}.*.${type}.>`] };
}

/** Which of the subjects that are taken a stream can have, by what it was made for (see `publishedSubjects`). */
export function subjectsWithin(published: readonly string[], taken: readonly Taken[]): string[] {
  return taken
    .filter(({ type }) => published.some((one) => one.endsWith(`.${type}.>`)))
    .flatMap(({ subjects }) => subjects);
}
