import { chargeFee, fileOf, noticeOf, PaymentRequested } from "../../platform/casework/index.ts";
import { Fault, type HashKey, type NewEvent, newEvent } from "../../platform/messaging/index.ts";
import { claims } from "./assessment/chips.ts";
import type { Assessment, Registration } from "./assessment/rules.ts";
import { stayOf } from "./assessment/schedule.ts";
import { tagTerms } from "./assessment/tags.ts";
import { type DecidableCase, type DogCase, type Purpose, purposeOf } from "./cases.ts";
import { assessmentNotice, reliefNotice, settlementNotice, yearlyNotice } from "./letters/notice.ts";
import { correctionNotice, reliefEndNotice, revocationNotice, tagNotice } from "./letters/notice-changes.ts";
import type { Arrangement, NoticeFacts } from "./letters/notice-parts.ts";

const outcomes = {
  registration: "assessed",
  deregistration: "deregistered",
  relief: "granted",
  tag: "granted",
  "relief-end": "assessed",
} as const;
const notices: Partial<Record<Purpose, typeof assessmentNotice>> = {
  ...{ registration: assessmentNotice, deregistration: settlementNotice, relief: reliefNotice },
};

/** How a case ends with an assessment, in the words of `case.decided.v1`. */
export const outcomeOf = (purpose: Purpose, { revoked, yearly, reliefEnded, grantedObjection }: Assessment) => {
  if (grantedObjection?.annulled) return "deregistered";
  if (revoked !== undefined) return "refused";
  return yearly || reliefEnded ? "assessed" : outcomes[purpose];
};

/**
 * Money is asked for before the notice is written, since its reference stands there (ADR 8). undefined: there is none
 * to be paid or given back, and the notice goes at once.
 * @param cases the household's: what is owed is collected by the mandate that came with the dog's registration
 * @param today the day on which a fee is due, before payments moves it (YYYY-MM-DD)
 */
export function paymentOf(file: DecidableCase, today: string, cases: readonly DogCase[]): NewEvent | undefined {
  const { metadata, application, data } = file;
  const { assessment, tag } = data ?? {};
  const payer = application.applicant;
  if (tag?.tag.feeCents) {
    return chargeFee(tagTerms, file, tag.tag.feeCents, today);
  }
  const { parts = [], totalCents = 0 } = assessment ?? {};
  if (!parts.length) return undefined;
  const mandate = totalCents > 0 ? mandateOf(file, cases) : null;
  const tax = { purpose: "Hundesteuer", claims: parts, totalCents, mandate, payTo: null, charge: "tax" } as const;
  return newEvent(PaymentRequested, { payer, ...tax }, metadata);
}

function mandateOf(file: DecidableCase, cases: readonly DogCase[]): NonNullable<Registration["mandate"]> | null {
  const registered =
    purposeOf(file) === "registration"
      ? file
      : fileOf(cases, file.data?.assessment ? stayOf(file.data.assessment.dog) : "");
  const data = registered?.application?.data;
  return data ? ((JSON.parse(data) as Registration).mandate ?? null) : null;
}

/** The notice of what was assessed. Throws Fault not-possible where nothing was. */
export function noticeFor(facts: NoticeFacts, file: DecidableCase, arrangement: Arrangement | null): NewEvent {
  const { tag, assessment: assessed } = file.data ?? {};
  if (tag) return noticeOf(file, tagNotice(facts, tag, arrangement));
  if (!assessed) throw new Fault("not-possible", "es ist nichts festgesetzt");
  const { dog, ...assessment } = assessed;
  const { grantedObjection } = assessment;
  if (grantedObjection)
    return noticeOf(file, correctionNotice(facts, dog, { ...assessment, grantedObjection }, arrangement));
  if (assessment.yearly) return noticeOf(file, yearlyNotice(facts, assessment, arrangement));
  if (assessment.reliefEnded) return noticeOf(file, reliefEndNotice(facts, dog, assessment, arrangement));
  if (assessment.revoked !== undefined) return noticeOf(file, revocationNotice(facts, dog, assessment, arrangement));
  const write = notices[purposeOf(file)];
  if (!write) throw new Fault("not-possible", "hierfür gibt es keinen Bescheid");
  return noticeOf(file, write(facts, dog, assessment, arrangement));
}

/**
 * What is said of the dog's chip, for other households: that it came, left, or never was here.
 * @param cases the household's
 */
export function claimsOf(
  hashKey: HashKey,
  { metadata, ...file }: DecidableCase,
  cases: readonly DogCase[],
): NewEvent[] {
  const { assessment } = file.data ?? {};
  if (!assessment || assessment.yearly) return [];
  const { dog, revoked, grantedObjection } = assessment;
  const purpose = purposeOf(file);
  if (purpose === "registration")
    return claims(hashKey, dog, {
      stay: metadata,
      cause: metadata,
      revoked: revoked !== undefined || !!grantedObjection?.annulled,
    });
  const stay = purpose === "deregistration" ? fileOf(cases, stayOf(dog))?.metadata : undefined;
  return stay ? claims(hashKey, dog, { stay, cause: metadata, revoked: false }) : [];
}
