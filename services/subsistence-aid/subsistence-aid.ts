import { addDays, addMonths, dayOf } from "../../platform/calendar.ts";
import { NeedBecameKnown, NoticeRequested, PaymentRequested } from "../../platform/contracts/events.ts";
import { Fault } from "../../platform/faults.ts";
import { type CaseFile, type CompleteFile, decided, identityReasons } from "../../platform/service/case-file.ts";
import { caseSurface, type PersonalDecision } from "../../platform/service/case-service.ts";
import { germanEuros, type LetterFacts, type NoticeContent } from "../../platform/service/letter.ts";
import type { Offer } from "../../platform/service/offer.ts";
import { monthlyPayouts, monthsFrom } from "../../platform/service/payouts.ts";
import { type Draft, draft } from "../../platform/service/surface.ts";
import type { Town } from "../../platform/towns.ts";
import { type Application, type Finding, type Housing, look } from "./decision.ts";
import { grantNotice, refusalNotice } from "./notice.ts";
import type { SubsistenceAid } from "./rules.ts";

export const offers: Offer[] = [
  {
    key: "99107012017000",
    title: "Hilfe zum Lebensunterhalt",
    demandedTrustLevel: "basis",
    forms: ["subsistence-aid.v1", "subsistence-need.v1"],
    account: [],
  },
];

export interface SubsistenceAidParts {
  towns: Map<string, Town>;
  /** by ARS */
  housing: Map<string, { housing: Housing[] }>;
}

/** Paid out for so many months, then a person looks at it again: needs and income change. */
const monthsAhead = 6;

type Step = { file: CaseFile; events: Draft[] };

/** Reckons Hilfe zum Lebensunterhalt, from the day on which need became known. One state is one case. */
export function subsistenceAidService(parts: SubsistenceAidParts) {
  return caseSurface({
    name: "subsistence-aid",
    publishes: [NeedBecameKnown, PaymentRequested],
    opened: (file) => [
      draft(NeedBecameKnown, { knownOn: knownOn(file), by: isHint(file) ? "hint" : "application" }, file.about),
    ],
    judge: (file, now) => {
      if (isHint(file)) return { kind: "person", reasons: [hint] };
      const { aid, missing, reasons } = finding(parts, file);
      const open = [...identityReasons(file), ...reasons];
      if (missing.length && !file.replies.length) return { kind: "ask", items: missing };
      if (missing.length) open.push(...missing.map((one) => ({ ...one, code: `${one.code}-still` })));
      if (open.length || !aid) return { kind: "person", reasons: open };
      return { kind: "closed", ...grant(parts, file, aid, "rule", now) };
    },
    decide: (file, decision, now) => byPerson(parts, file, decision, now),
  });
}

const isHint = ({ application }: CaseFile): boolean => application?.form.startsWith("subsistence-need") ?? false;
const knownOn = ({ about }: CaseFile): string => dayOf(about.receivedAt ?? "");

const hint = {
  code: "need-became-known",
  sentence: "Eine Notlage wurde bekannt. Die Hilfe setzt mit diesem Tag ein; die Person ist aufzusuchen.",
  paragraph: "SGB XII § 18",
};

function finding({ housing }: SubsistenceAidParts, file: CompleteFile): Finding {
  const { about, application, replies } = file;
  const attachments = [...application.attachments, ...replies.flatMap((reply) => reply.attachments)].length;
  const limits = housing.get(about.municipality ?? "")?.housing ?? [];
  return look(JSON.parse(application.data) as Application, knownOn(file), limits, attachments);
}

function byPerson(
  parts: SubsistenceAidParts,
  file: CompleteFile,
  { outcome, reason }: PersonalDecision,
  now: Date,
): Step {
  const aid = isHint(file) ? null : finding(parts, file).aid;
  if (outcome === "grant") {
    // Who was found in need by a hint applies, or is granted aid under a case of their own.
    if (!aid?.payoutCents) throw new Fault("not-possible", "the calculation gives no aid");
    return grant(parts, file, aid, "person", now);
  }
  const decision = { outcome: "refused", sentence: reason, decidedBy: "person", amountCents: null } as const;
  const closed = decided(file, decision, now);
  if (isHint(file)) return closed; // Who gave the hint gets no notice about somebody else.
  const content = refusalNotice(factsOf(parts, file, now), reason, aid);
  return { file: closed.file, events: [...closed.events, notice(file, content)] };
}

function grant(
  parts: SubsistenceAidParts,
  file: CompleteFile,
  aid: SubsistenceAid,
  decidedBy: "rule" | "person",
  now: Date,
): Step {
  const from = knownOn(file);
  const sentence = `Ihnen wird Hilfe zum Lebensunterhalt von ${germanEuros(aid.payoutCents)} im Monat bewilligt. Der Bescheid folgt.`;
  const closed = decided(file, { outcome: "granted", sentence, decidedBy, amountCents: aid.payoutCents }, now);
  const content = grantNotice(factsOf(parts, file, now), from, aid);
  const events = [...closed.events, payouts(file, from, aid.payoutCents, dayOf(now)), notice(file, content)];
  return { file: closed.file, events };
}

/** Paid monthly in advance; the first month pro rata from the day of knowledge, to the cent, half cents up. */
function payouts({ about, application }: CompleteFile, from: string, monthlyCents: number, today: string): Draft {
  const months = monthsFrom(from, monthsAhead).map((month, i) => ({
    month,
    cents: i === 0 ? partOfMonth(from, monthlyCents) : monthlyCents,
  }));
  const payments = monthlyPayouts("Hilfe zum Lebensunterhalt", months, today);
  const { account: payTo } = JSON.parse(application.data) as Application;
  return draft(PaymentRequested, { payer: application.applicant, ...payments, mandate: null, payTo }, about);
}

function partOfMonth(from: string, monthlyCents: number): number {
  const days = Number(addDays(addMonths(`${from.slice(0, 7)}-01`, 1), -1).slice(8));
  return Math.floor((2 * monthlyCents * (days - Number(from.slice(8)) + 1) + days) / (2 * days));
}

const notice = ({ about }: CaseFile, content: NoticeContent): Draft =>
  draft(NoticeRequested, { content: JSON.stringify(content), kind: "notice" }, about);

function factsOf({ towns }: SubsistenceAidParts, { about, application }: CompleteFile, now: Date): LetterFacts {
  const town = towns.get(about.municipality ?? "");
  if (!town) throw new Fault("not-possible", "unknown town");
  const { caseNumber = "" } = about;
  return { town, office: "Sozialamt", recipient: application.applicant, caseNumber, day: dayOf(now) };
}
