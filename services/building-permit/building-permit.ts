import type { OwnCommand } from "../../platform/casework/actions.ts";
import type { CaseFile, Step } from "../../platform/casework/case-file.ts";
import { caseSurface } from "../../platform/casework/case-service.ts";
import {
  IdentityConfirmed,
  IdentityRefused,
  IdentityUnclear,
  PaymentArranged,
  PaymentRequested,
} from "../../platform/casework/events.ts";
import { lowerFee } from "../../platform/casework/fees.ts";
import type { Offer } from "../../platform/casework/offer.ts";
import { command, is, type Message } from "../../platform/messaging/index.ts";
import { type BuildingPermitParts, decideBuilding, feeRemedy, issue } from "./deciding.ts";
import { XbauMessageRecorded } from "./events.ts";
import { type AppliedFile, checkFormally, checkOverdue, examined, identityCame, notMended } from "./formal.ts";
import { hear, notStated, stated } from "./hearing.ts";
import { legalRemedies } from "./legal-remedies.ts";
import { DeficitsDue, IdentityAwaited, ownOf, personDueOn, StatementDue, timersOf } from "./state.ts";

/** A person has checked an application formally. */
const Examine = command("service.examine");
/** The applicant is told what stands against the application. */
const Hear = command("service.hear");

const keys: Record<string, string> = {
  "99012008001000": "Baugenehmigung",
  "99012008001001": "Baugenehmigung im vereinfachten Verfahren",
};

export const offers: Offer[] = Object.entries(keys).map(([key, title]) => ({
  ...{ key, title, demandedTrustLevel: "substantiell", forms: ["building-permit.v1"], account: [] },
}));

export const commands = [
  { command: Examine, roles: () => ["caseworker"] },
  { command: Hear, roles: () => ["caseworker"] },
] satisfies OwnCommand[];

/** Building permits: the formal check is done by rule, a person hears the applicant and decides. */
export function buildingPermit(parts: BuildingPermitParts) {
  return caseSurface({
    name: "building-permit",
    decisionOptions: ["feeCents", "basis", "conditions"],
    towns: parts.towns,
    legalRemedies,
    takes: [PaymentArranged],
    publishes: [XbauMessageRecorded, PaymentRequested],
    judge: (file, now) => ({ kind: "referred", ...judge(file, now) }),
    decide: (file, decision, now) => decideBuilding(parts, file, decision, now),
    remedy: (file, remedy, now) => lowerFee(feeRemedy(parts), file, remedy, now),
    on: (file, message, now) => further(parts, file, message, now),
    timers: timersOf,
    dueOn: personDueOn,
  });
}

const identityEvents = [IdentityConfirmed, IdentityRefused, IdentityUnclear];

function judge(file: AppliedFile, now: Date): Step {
  const own = ownOf(file);
  return own?.hearing ? stated(file, own, now) : checkFormally(file, now);
}

function further(parts: BuildingPermitParts, file: CaseFile, message: Message, now: Date): Step {
  if (is(PaymentArranged, message)) return issue(parts, file, message.body, now);
  if (is(Examine, message)) return examined(file, message.body, now);
  if (is(Hear, message)) return hear(file, message.body, now);
  const { application } = file;
  const own = ownOf(file);
  if (application && identityEvents.some((event) => is<unknown>(event, message)))
    return identityCame({ ...file, application }, now);
  // An answer may have been faster than its timer.
  if (!timersOf(file).some(({ id }) => id === message.id)) return { file, events: [] };
  if (application && is(IdentityAwaited, message)) return judge({ ...file, application }, now);
  if (!own) return { file, events: [] };
  if (is(DeficitsDue, message)) return notMended(file, own, now);
  return is(StatementDue, message) ? notStated(file, own, now) : checkOverdue(file, own, now);
}
