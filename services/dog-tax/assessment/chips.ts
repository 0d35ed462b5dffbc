import { accountAt, type CaseProcessor, stateAt } from "../../../platform/casework/index.ts";
import {
  type Envelope,
  type HashKey,
  keyedHash,
  type NewEvent,
  newEvent,
  on,
} from "../../../platform/messaging/index.ts";
import type { EventBodies } from "../../../types/generated/events.ts";
import { ChipClaimed, ChipContested } from "../events.ts";
import type { Dog } from "./schedule.ts";

// One dog in two households (ADR 17): each chip has a state of its own beside the households', under its keyed hash.

type Claim = EventBodies["chip.claimed.v1"];
type Contested = EventBodies["chip.contested.v1"];

const processor = "chip";

/** A stay of a dog, and by which case something is said of it. */
interface Telling {
  /** envelope of the case that registered the dog */
  stay: Partial<Envelope>;
  /** envelope of the case by which this is said */
  cause: Partial<Envelope>;
  /** the registration was taken back */
  revoked: boolean;
}

/** What a household says of a dog with a chip: that it came, that it left, or that its registration was taken back. */
export function claims(
  hashKey: HashKey,
  dog: Pick<Dog, "chipNumber" | "from" | "to">,
  { stay, cause, revoked }: Telling,
): NewEvent[] {
  if (!dog.chipNumber) return [];
  const { municipality = "", portal = "", applicationId = "", caseId = "" } = stay;
  const { caseNumber = "", serviceKey = "", account = "", receivedAt = "" } = stay;
  const registered = { municipality, portal, applicationId, caseId, caseNumber, serviceKey, account, receivedAt };
  const body: Claim = { stay: registered, from: dog.from, to: dog.to ?? "", revoked };
  const chip = accountAt(processor, keyedHash(hashKey, municipality, "chip", dog.chipNumber));
  return [newEvent(ChipClaimed, body, { ...cause, account: chip })];
}

/** A dog's stay in a household, and with which others it was found to collide. */
interface Stay extends Claim {
  /** the cases that registered the dog elsewhere at the same time, and whether this one came before or after them */
  rivals: Readonly<Record<string, Contested["standing"]>>;
}

/** One chip: who has the dog, by the case that registered it. */
export interface ChipState {
  stays: Record<string, Stay>;
}

/** By it households learn of each other where both have the dog of one chip. */
export const chips: CaseProcessor<ChipState> = {
  name: processor,
  initial: () => ({ stays: {} }),
  key: (message) => stateAt(processor, message),
  on: [on(ChipClaimed, (chip, { body }) => claimed(chip, body))],
  view: ({ stays }) => ({ status: `${Object.keys(stays).length} stays`, tasks: [], timers: [] }),
};

/** Stays of one chip that are known at once: each may collide with each other. */
export const staysMax = 50;

/** Stays with room for one more: the one that ended first is forgotten. Undefined where all of them go on. */
function withRoom(stays: ChipState["stays"]): ChipState["stays"] | undefined {
  const all = Object.entries(stays);
  if (all.length < staysMax) return stays;
  const over = all.filter(([, { to, revoked }]) => to || revoked).sort(([, a], [, b]) => (a.to < b.to ? -1 : 1));
  const gone = over[0]?.[0];
  if (gone === undefined) return undefined;
  const left = all.filter(([id]) => id !== gone);
  return Object.fromEntries(
    left.map(([id, stay]) => [
      id,
      { ...stay, rivals: Object.fromEntries(Object.entries(stay.rivals).filter(([other]) => other !== gone)) },
    ]),
  );
}

/** What is beyond all room is told of one other stay, so that a person looks, and is not kept. */
function beyondRoom(chip: ChipState, claim: Claim): { state: ChipState; events: NewEvent[] } {
  const stay: Stay = { ...claim, rivals: {} };
  const other = Object.values(chip.stays).find((one) => one.stay.account !== stay.stay.account && areAtOnce(stay, one));
  return { state: chip, events: other ? [notify(stay, "later", true, other)] : [] };
}

/** Takes in a stay, or its end. Who came second is told that the dog is elsewhere; who came first is told as well. */
function claimed(chip: ChipState, claim: Claim): { state: ChipState; events: NewEvent[] } {
  const { caseId, account } = claim.stay;
  const before = chip.stays[caseId];
  const stays = before ? chip.stays : withRoom(chip.stays);
  if (!stays) return beyondRoom(chip, claim);
  let stay: Stay = before ? ended(before, claim) : { ...claim, rivals: {} };
  const after = { ...stays };
  const events: NewEvent[] = [];
  for (const [id, other] of Object.entries(stays)) {
    if (other.stay.account === account) continue;
    const overlaps = areAtOnce(stay, other);
    const standing = other.rivals[caseId];
    if (standing) {
      const changed = stay.to !== before?.to || stay.revoked !== before.revoked;
      if (changed) events.push(notify(other, standing, overlaps, stay));
    } else if (overlaps) {
      events.push(notify(stay, "later", true, other), notify(other, "earlier", true, stay));
      stay = { ...stay, rivals: { ...stay.rivals, [id]: "later" } };
      after[id] = { ...other, rivals: { ...other.rivals, [caseId]: "earlier" } };
    }
  }
  return { state: { stays: { ...after, [caseId]: stay } }, events };
}

/** Messages come in any order: what has ended or was taken back does not begin again. */
const ended = (stay: Stay, { to, revoked }: Claim): Stay => ({
  ...stay,
  ...{ to: to || stay.to, revoked: revoked || stay.revoked },
});

const farAway = "9999-12-31";

/** Whether two stays share a day beyond the one on which the dog is handed over. */
function areAtOnce(a: Stay, b: Stay): boolean {
  if (a.revoked || b.revoked) return false;
  return a.from < (b.to || farAway) && b.from < (a.to || farAway);
}

/**
 * Its envelope names the case but not its number: what a number is asked for is in the household's state, not here.
 */
function notify({ stay }: Stay, standing: Contested["standing"], overlaps: boolean, other: Stay): NewEvent {
  const { from, to, revoked } = other;
  const { caseNumber } = other.stay;
  const body: Contested = { standing, overlaps, other: { caseNumber, from, to, revoked } };
  return newEvent(ChipContested, body, { ...stay, caseNumber: "" });
}
