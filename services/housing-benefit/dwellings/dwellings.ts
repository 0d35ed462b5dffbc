import { accountAt, type CaseProcessor, stateAt } from "../../../platform/casework/index.ts";
import { type NewEvent, newEvent, on } from "../../../platform/messaging/index.ts";
import type { EventBodies } from "../../../types/generated/events.ts";
import { DwellingAnswered, DwellingClaimed } from "../events.ts";

// A dwelling has a state of its own beside the cases', under its keyed hash: whoever comes second finds the first one.

export type Claim = EventBodies["dwelling.claimed.v1"];
export type Other = EventBodies["dwelling.answered.v1"]["others"][number];

/** What a case knows of its dwelling. */
export interface Claiming {
  /** what it said last: until when, and whether it has ended */
  said: Pick<Claim, "until" | "ended"> | null;
  /** the same household's other cases there; null: not answered yet */
  others: Other[] | null;
}

const processor = "dwelling";
export const dwellingAccount = (hash: string): string => accountAt(processor, hash);

/** One address: the cases that claim a benefit there, by case. */
export interface DwellingState {
  claims: Record<string, Claim>;
}

/** Keeps who claims a benefit for one dwelling, and tells whoever comes who was there before. */
export const dwellings: CaseProcessor<DwellingState> = {
  name: processor,
  initial: () => ({ claims: {} }),
  key: (message) => stateAt(processor, message),
  on: [on(DwellingClaimed, (dwelling, { body }) => claimed(dwelling, body))],
  view: ({ claims }) => ({ status: `${Object.keys(claims).length} claims`, tasks: [], timers: [] }),
};

/** Claims that are known of one address at once; in a house of many flats each is compared with each. */
export const claimsMax = 1_000;

/** Takes a claim in. A first one is answered: with all others of the same household at the same time. */
export function claimed({ claims }: DwellingState, claim: Claim): { state: DwellingState; events: NewEvent[] } {
  const { caseId } = claim.case;
  const { [caseId]: before, ...others } = claims;
  const isNew = before === undefined;
  const room = withRoom(others);
  const state = claim.ended ? { claims: others } : { claims: room ? { ...room, [caseId]: claim } : claims };
  if (!isNew || claim.ended) return { state, events: [] };
  const found = Object.values(others).filter((one) => isSameHousehold(one, claim) && areAtOnce(one, claim));
  const otherClaims = found.map(({ case: { caseNumber }, from, until }): Other => ({ caseNumber, from, until }));
  return { state, events: [newEvent(DwellingAnswered, { others: otherClaims }, claim.case)] };
}

/** Without the one whose benefit ended first, where there is no room for one more; undefined: all of them go on. */
function withRoom(claims: DwellingState["claims"]): DwellingState["claims"] | undefined {
  const all = Object.entries(claims);
  if (all.length < claimsMax) return claims;
  const over = all.filter(([, { until }]) => until).sort(([, a], [, b]) => (a.until < b.until ? -1 : 1));
  const gone = over[0]?.[0];
  return gone === undefined ? undefined : Object.fromEntries(all.filter(([id]) => id !== gone));
}

const isSameHousehold = (one: Claim, other: Claim): boolean =>
  one.members.some((member) => other.members.includes(member));

const farAway = "9999-12-31";
const areAtOnce = (one: Claim, other: Claim): boolean =>
  one.from <= (other.until || farAway) && other.from <= (one.until || farAway);
