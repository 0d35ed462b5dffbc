import {
  type CaseFile,
  caseDefinition,
  IdentityConfirmed,
  IdentityRefused,
  IdentityUnclear,
  type Offer,
  type OwnCommand,
  onCase,
  type Step,
} from "../../platform/casework/index.ts";
import { command } from "../../platform/messaging/index.ts";
import type { DecisionFacts } from "../../types/generated/decisions.ts";
import { type BuildingPermitParts, decideBuilding, fee, office } from "./deciding.ts";
import decision from "./decision.schema.json" with { type: "json" };
import { XbauMessageRecorded } from "./events.ts";
import { type AppliedFile, checkFormally, checkOverdue, examined, identityCame, notMended } from "./formal.ts";
import { hear, notStated, stated } from "./hearing.ts";
import { legalRemedies } from "./legal-remedies.ts";
import {
  type BuildingData,
  DeficitsDue,
  FormalCheckDue,
  IdentityAwaited,
  type KnownFile,
  personDueOn,
  StatementDue,
  timersOf,
} from "./state.ts";

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
  return caseDefinition<BuildingData, DecisionFacts["building-permit"]>({
    name: "building-permit",
    folder: import.meta.dirname,
    ...{ decision, towns: parts.towns, legalRemedies, office },
    publishes: [XbauMessageRecorded],
    judge: (file, now) => ({ kind: "referred", ...judge(file, now) }),
    decide: (file, decision, now) => decideBuilding(parts, file, decision, now),
    fee,
    on: [
      onCase(Examine, (file, { body }, now) => examined(file, body, now)),
      onCase(Hear, (file, { body }, now) => hear(file, body, now)),
      ...[IdentityConfirmed, IdentityRefused, IdentityUnclear].map((identity) =>
        onCase<unknown, BuildingData>(identity, (file, _message, now) => ofApplied(identityCame)(file, now)),
      ),
      { due: IdentityAwaited, handle: ofApplied(judge) },
      { due: DeficitsDue, handle: ofOwn(notMended) },
      { due: StatementDue, handle: ofOwn(notStated) },
      { due: FormalCheckDue, handle: ofOwn(checkOverdue) },
    ],
    timers: timersOf,
    dueOn: personDueOn,
  });
}

function judge(file: AppliedFile, now: Date): Step<BuildingData> {
  const { data } = file;
  return data?.hearing ? stated({ ...file, data }, now) : checkFormally(file, now);
}

/** Goes on with what a case in its formal check keeps; one that is not there yet is left as it is. */
const ofOwn =
  (work: (file: KnownFile, now: Date) => Step<BuildingData>) =>
  (file: CaseFile<BuildingData>, now: Date): Step<BuildingData> => {
    const { data } = file;
    return data ? work({ ...file, data }, now) : { file, events: [] };
  };

const ofApplied =
  (work: (file: AppliedFile, now: Date) => Step<BuildingData>) =>
  (file: CaseFile<BuildingData>, now: Date): Step<BuildingData> => {
    const { application } = file;
    return application ? work({ ...file, application }, now) : { file, events: [] };
  };
