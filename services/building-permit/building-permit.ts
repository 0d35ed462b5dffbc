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
import { type Message, of } from "../../platform/messaging/index.ts";
import { type BuildingPermitParts, decideBuilding, feeRemedy, issue } from "./deciding.ts";
import { XbauMessageRecorded } from "./events.ts";
import {
  type AppliedFile,
  checkFormally,
  checkOverdue,
  type Examination,
  examined,
  identityCame,
  notMended,
} from "./formal.ts";
import { type HearingCommand, hear, notStated, stated } from "./hearing.ts";
import { legalRemedies } from "./legal-remedies.ts";
import { ownOf, personDueOn, timersOf } from "./state.ts";

const keys: Record<string, string> = {
  "99012008001000": "Baugenehmigung",
  "99012008001001": "Baugenehmigung im vereinfachten Verfahren",
};

export const offers: Offer[] = Object.entries(keys).map(([key, title]) => ({
  ...{ key, title, demandedTrustLevel: "substantiell", forms: ["building-permit.v1"], account: [] },
}));

export const commands = [
  { name: "examine", roles: () => ["caseworker"] },
  { name: "hear", roles: () => ["caseworker"] },
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
  if (of(PaymentArranged, message)) return issue(parts, file, message.body, now);
  if (message.type === "command.examine") return examined(file, message.body as Examination, now);
  if (message.type === "command.hear") return hear(file, message.body as HearingCommand, now);
  const { application } = file;
  const own = ownOf(file);
  if (application && identityEvents.some((event) => of(event, message)))
    return identityCame({ ...file, application }, now);
  // An answer may have been faster than its timer.
  const fired = timersOf(file).find(({ id, name }) => id === message.id && message.type === `timer.${name}`);
  if (application && fired?.name === "identity-awaited") return judge({ ...file, application }, now);
  if (!own || !fired) return { file, events: [] };
  if (fired.name === "deficits-due") return notMended(file, own, now);
  return fired.name === "statement-due" ? notStated(file, own, now) : checkOverdue(file, own, now);
}
