import { PaymentRequested } from "../../platform/contracts/events.ts";
import { Fault } from "../../platform/faults.ts";
import type { HashKey } from "../../platform/ids.ts";
import type { CompleteFile } from "../../platform/service/case-file.ts";
import { noticeOf } from "../../platform/service/letter.ts";
import { type Draft, draft } from "../../platform/service/surface.ts";
import { type DogCase, type Purpose, purposeOf } from "./cases.ts";
import { claims } from "./chips.ts";
import { assessmentNotice, reliefNotice, settlementNotice, yearlyNotice } from "./notice.ts";
import { revocationNotice, tagNotice } from "./notice-changes.ts";
import type { Arrangement, NoticeFacts } from "./notice-parts.ts";
import type { Assessment, Registration } from "./rules.ts";
import { stayOf } from "./schedule.ts";

const outcomes = {
  registration: "assessed",
  deregistration: "deregistered",
  relief: "granted",
  tag: "granted",
} as const;
const notices = { registration: assessmentNotice, deregistration: settlementNotice, relief: reliefNotice } as const;

/** How a case ends with an assessment, in the words of `case.decided.v1`. */
export const outcomeOf = (purpose: Purpose, { revoked, yearly }: Assessment) =>
  revoked === undefined ? (yearly ? "assessed" : outcomes[purpose]) : "refused";

/**
 * Money is asked for before the notice is written, since its reference stands there (ADR 8). undefined: there is none
 * to be paid or given back, and the notice goes at once.
 * @param today the day on which a fee is due, before payments moves it (YYYY-MM-DD)
 */
export function paymentOf(file: DogCase & CompleteFile, today: string): Draft | undefined {
  const { about, application, assessment, tag } = file;
  const { applicant: payer, data } = application;
  if (tag?.tag.feeCents) {
    const purpose = "Ersatz der Hundesteuermarke";
    const totalCents = tag.tag.feeCents;
    const claims = [{ cents: totalCents, dueOn: today, label: purpose }];
    return draft(PaymentRequested, { payer, purpose, claims, totalCents, mandate: null, payTo: null }, about);
  }
  const { parts = [], totalCents = 0 } = assessment ?? {};
  if (!parts.length) return undefined;
  const { mandate = null } = JSON.parse(data) as Registration;
  const body = { payer, purpose: "Hundesteuer", claims: parts, totalCents, mandate, payTo: null };
  return draft(PaymentRequested, body, about);
}

/** The notice of what was assessed. Throws Fault not-possible where nothing was. */
export function noticeFor(facts: NoticeFacts, file: DogCase & CompleteFile, arrangement: Arrangement | null): Draft {
  if (file.tag) return noticeOf(file, tagNotice(facts, file.tag, arrangement));
  if (!file.assessment) throw new Fault("not-possible", "nothing was assessed");
  const { dog, ...assessment } = file.assessment;
  if (assessment.yearly) return noticeOf(file, yearlyNotice(facts, assessment, arrangement));
  if (assessment.revoked !== undefined) return noticeOf(file, revocationNotice(facts, dog, assessment, arrangement));
  const purpose = purposeOf(file);
  if (purpose === "tag") throw new Fault("not-possible", "a tag is no assessment");
  return noticeOf(file, notices[purpose](facts, dog, assessment, arrangement));
}

/**
 * What is said of the dog's chip, for other households: that it came, left, or never was here.
 * @param cases the household's
 */
export function claimsOf(
  hashKey: HashKey,
  { about, ...file }: DogCase & CompleteFile,
  cases: Readonly<Record<string, DogCase>>,
): Draft[] {
  if (!file.assessment || file.assessment.yearly) return [];
  const { dog, revoked } = file.assessment;
  const purpose = purposeOf(file);
  if (purpose === "registration") return claims(hashKey, dog, about, about, revoked !== undefined);
  const stay = purpose === "deregistration" ? cases[stayOf(dog)]?.about : undefined;
  return stay ? claims(hashKey, dog, stay, about) : [];
}
