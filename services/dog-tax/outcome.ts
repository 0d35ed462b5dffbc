import { PaymentRequested } from "../../platform/contracts/events.ts";
import { Fault } from "../../platform/faults.ts";
import type { CompleteFile } from "../../platform/service/case-file.ts";
import { noticeOf } from "../../platform/service/letter.ts";
import { type Draft, draft } from "../../platform/service/surface.ts";
import { type DogCase, type Purpose, purposeOf } from "./cases.ts";
import { assessmentNotice, reliefNotice, settlementNotice, yearlyNotice } from "./notice.ts";
import { revocationNotice } from "./notice-changes.ts";
import type { Arrangement, NoticeFacts } from "./notice-parts.ts";
import type { Assessment, Registration } from "./rules.ts";

const outcomes = { registration: "assessed", deregistration: "deregistered", relief: "granted" } as const;
const notices = { registration: assessmentNotice, deregistration: settlementNotice, relief: reliefNotice } as const;

/** How a case ends with an assessment, in the words of `case.decided.v1`. */
export const outcomeOf = (purpose: Purpose, { revoked, yearly }: Assessment) =>
  revoked === undefined ? (yearly ? "assessed" : outcomes[purpose]) : "refused";

/**
 * Money is asked for before the notice is written, since its reference stands there (ADR 8). undefined: there is none
 * to be paid or given back, and the notice goes at once.
 */
export function paymentOf({ about, application, assessment }: DogCase & CompleteFile): Draft | undefined {
  const { parts = [], totalCents = 0 } = assessment ?? {};
  if (!parts.length) return undefined;
  const { applicant: payer, data } = application;
  const { mandate = null } = JSON.parse(data) as Registration;
  const body = { payer, purpose: "Hundesteuer", claims: parts, totalCents, mandate, payTo: null };
  return draft(PaymentRequested, body, about);
}

/** The notice of what was assessed. Throws Fault not-possible where nothing was. */
export function noticeFor(facts: NoticeFacts, file: DogCase & CompleteFile, arrangement: Arrangement | null): Draft {
  if (!file.assessment) throw new Fault("not-possible", "nothing was assessed");
  const { dog, ...assessment } = file.assessment;
  if (assessment.yearly) return noticeOf(file, yearlyNotice(facts, assessment, arrangement));
  if (assessment.revoked !== undefined) return noticeOf(file, revocationNotice(facts, dog, assessment, arrangement));
  return noticeOf(file, notices[purposeOf(file)](facts, dog, assessment, arrangement));
}
