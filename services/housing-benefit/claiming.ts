import { addressKey } from "../../platform/casework/address.ts";
import { addDays, dayOf } from "../../platform/casework/calendar.ts";
import type { CaseFile, Reason } from "../../platform/casework/case-file.ts";
import type { DomainSurface } from "../../platform/casework/domain-surface.ts";
import { IdentityConfirmed, IdentityRefused, IdentityUnclear } from "../../platform/casework/events.ts";
import {
  type Context,
  type Draft,
  draft,
  type Envelope,
  type Handled,
  type HashKey,
  is,
  keyedHash,
  type Message,
} from "../../platform/messaging/index.ts";
import type { Application } from "./application.ts";
import type { Grant } from "./change.ts";
import { type Claim, claimed, type DwellingState, dwellingAccount, isDwelling, type Other } from "./dwellings.ts";
import { DwellingAnswered, DwellingClaimed } from "./events.ts";

/** What a case knows of its dwelling. */
interface Claiming {
  /** what it said last: until when, and whether it has ended */
  said: Pick<Claim, "until" | "ended"> | null;
  /** the same household's other cases there; null: not answered yet */
  others: Other[] | null;
  /** identity's answer, which waits for the dwelling's: with it the rules begin */
  held: Pick<Message, "id" | "type" | "envelope" | "body"> | null;
}

type ClaimingFile = CaseFile & { dwelling?: Claiming };
type Inner = DomainSurface<CaseFile>;

const nothing: Claiming = { said: null, others: null, held: null };

/** Why a person looks at a case whose household has another one for the same dwelling. */
export function otherClaims(file: CaseFile): Reason[] {
  const others = (file as ClaimingFile).dwelling?.others ?? [];
  if (!others.length) return [];
  const numbers = others.map(({ caseNumber }) => caseNumber).join(", ");
  return [
    {
      code: "dwelling-known",
      sentence: `Für diese Wohnung gibt es mit denselben Personen schon einen Antrag oder eine Bewilligung: ${numbers}.`,
      paragraph: "WoGG § 3 Abs. 3, § 23",
    },
  ];
}

/**
 * Adds to the surface that a case is judged only once its dwelling has answered whose it is: two applications of one
 * household, through whatever portals, do not both pay. A message changes one key, so the dwelling is asked by a message.
 */
export function withDwellings(surface: Inner, hashKey: HashKey): DomainSurface<CaseFile | DwellingState> {
  const { file } = surface;
  return {
    ...surface,
    takes: [...surface.takes, DwellingClaimed, DwellingAnswered],
    publishes: [...surface.publishes, DwellingClaimed, DwellingAnswered],
    handle: (state, message, context) => {
      if (is(DwellingClaimed, message)) return claimed(isDwelling(state) ? state : { claims: {} }, message.body);
      if (isDwelling(state)) return { state, events: [] };
      return ofCase(surface, hashKey, state, message, context);
    },
    view: (state) =>
      isDwelling(state)
        ? { status: `${Object.keys(state.claims).length} claims`, tasks: [], timers: [] }
        : surface.view(state),
    ...(file ? { file: (state, number) => (isDwelling(state) ? undefined : file(state, number)) } : {}),
  };
}

const isIdentity = (message: Message): boolean =>
  is(IdentityConfirmed, message) || is(IdentityRefused, message) || is(IdentityUnclear, message);
const isFollowUp = ({ account, caseId }: Envelope): boolean => account !== "" && account !== caseId;

function ofCase(
  surface: Inner,
  hashKey: HashKey,
  before: ClaimingFile,
  message: Message,
  context: Context<undefined>,
): Handled<CaseFile> {
  const { dwelling = nothing } = before;
  if (is(DwellingAnswered, message)) {
    const answered = { ...before, dwelling: { ...dwelling, others: message.body.others, held: null } };
    if (!dwelling.held) return { state: answered, events: [] };
    return after(surface.handle(answered, dwelling.held, context), answered, hashKey);
  }
  const waits = before.status === "collecting" && dwelling.others === null && !isFollowUp(message.envelope);
  if (isIdentity(message) && waits) {
    const { id, type, envelope, body } = message;
    return {
      state: { ...before, dwelling: { ...dwelling, held: { id, type, envelope, body } } } as CaseFile,
      events: [],
    };
  }
  return after(surface.handle(before, message, context), { ...before, dwelling }, hashKey);
}

/** What was handled, and what the case has to say of its dwelling now. */
function after(handled: Handled<CaseFile>, { dwelling = nothing }: ClaimingFile, hashKey: HashKey): Handled<CaseFile> {
  const file = handled.state;
  const says = claimOf(file);
  const { said } = dwelling;
  const isSaid = said ? said.until === says?.until && said.ended === says.ended : !says || says.ended;
  const state = { ...file, dwelling: isSaid || !says ? dwelling : { ...dwelling, said: says } } as CaseFile;
  if (isSaid || !says) return { ...handled, state };
  return { ...handled, state, events: [...handled.events, claimDraft(file, says, hashKey)] };
}

/** Until when a case claims its dwelling; undefined: it has no application here. */
function claimOf({ application, status, decision, own }: CaseFile): Claiming["said"] | undefined {
  if (!application) return undefined;
  if (status === "withdrawn" || decision?.outcome === "refused") return { until: "", ended: true };
  const grant = own as Grant | null;
  if (!grant) return { until: "", ended: false };
  const end = grant.amounts.find(({ monthlyCents }) => monthlyCents === 0)?.from;
  return { until: end ? addDays(end, -1) : grant.until, ended: false };
}

function claimDraft({ application, about }: CaseFile, says: NonNullable<Claiming["said"]>, hashKey: HashKey): Draft {
  const { municipality = "", portal = "", applicationId = "", caseId = "" } = about;
  const { caseNumber = "", serviceKey = "", account = "", receivedAt = "" } = about;
  const names = { municipality, portal, applicationId, caseId, caseNumber, serviceKey, account, receivedAt };
  const { members } = JSON.parse(application?.data ?? "{}") as Application;
  const address = application?.applicant.address ?? { street: "", houseNumber: "", postcode: "" };
  const body: Claim = {
    ...{ case: names, ...says, from: `${dayOf(receivedAt).slice(0, 7)}-01` },
    members: [...new Set(members.map(({ birthDate }) => keyedHash(hashKey, municipality, "member", birthDate)))],
  };
  const key = dwellingAccount + keyedHash(hashKey, municipality, "dwelling", addressKey(address));
  return draft(DwellingClaimed, body, { ...about, account: key });
}
