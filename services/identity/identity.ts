import {
  ApplicationAccepted,
  ApplicationForwarded,
  CaseDelayed,
  IdentityConfirmed,
  IdentityRefused,
  IdentityUnclear,
} from "../../platform/casework/index.ts";
import {
  Fault,
  is,
  type Message,
  type NewEvent,
  newEvent,
  onEach,
  type Processor,
  type ServiceDefinition,
} from "../../platform/messaging/index.ts";
import type { EventBodies } from "../../types/generated/events.ts";
import type { Match, Register } from "./register.ts";
import { identify, type Verdict } from "./rules.ts";

/** What says who applies: an application, or one that another town forwards. */
type Applied = EventBodies["application.accepted.v1"];

/** What identity keeps of a case: how it answered. */
export interface IdentityState {
  verdict: "none" | Verdict["kind"];
  reason: string;
}

/** Answers who the applicant of each accepted application is. */
export const identity = (register: Pick<Register, "find">): ServiceDefinition => ({
  name: "identity",
  processors: [cases(register)],
  publishes: [IdentityConfirmed, IdentityRefused, IdentityUnclear, CaseDelayed],
});

function cases(register: Pick<Register, "find">): Processor<IdentityState, Map<string, Match>> {
  return {
    name: "case",
    initial: () => ({ verdict: "none", reason: "" }),
    key: ({ envelope }) => ({ tenant: envelope.municipality, key: envelope.caseId }),
    prepare: async (messages) => {
      const asked = messages.flatMap((message) =>
        isApplication(message)
          ? [{ id: message.id, municipality: message.envelope.municipality, person: message.body.applicant }]
          : [],
      );
      const matches = await register.find(asked);
      return new Map(asked.map(({ id }, i) => [id, matches[i] ?? { exact: [], byName: [] }]));
    },
    on: onEach([ApplicationAccepted, ApplicationForwarded], (_state, message, { prepared }) => {
      const match = prepared.get(message.id);
      if (!isApplication(message) || !match) throw new Fault("bad-contract", message.type);
      const { trustLevel, demandedTrustLevel, applicant } = message.body;
      const verdict = identify(trustLevel, demandedTrustLevel, applicant.birthDate, match);
      const reason = verdict.kind === "confirmed" ? "" : verdict.reason;
      return { state: { verdict: verdict.kind, reason }, events: [eventOf(verdict, trustLevel)] };
    }),
    view: ({ verdict }) => ({ status: verdict, tasks: [], timers: [] }),
  };
}

const isApplication = (message: Message): message is Message<Applied> =>
  is(ApplicationAccepted, message) || is(ApplicationForwarded, message);

function eventOf(verdict: Verdict, trustLevel: "UNKNOWN" | "basis" | "substantiell" | "hoch"): NewEvent {
  if (verdict.kind === "refused")
    return newEvent(IdentityRefused, { reason: verdict.reason, sentence: verdict.sentence });
  if (verdict.kind === "unclear")
    return newEvent(IdentityUnclear, { reason: verdict.reason, sentence: verdict.sentence });
  const { familyName, givenNames, birthDate, address, residentSince } = verdict.resident;
  return newEvent(IdentityConfirmed, {
    trustLevel,
    registered: { familyName, givenNames, birthDate, address },
    residentSince,
  });
}
