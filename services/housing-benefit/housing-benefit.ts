import { addDays, addMonths, dayOf } from "../../platform/calendar.ts";
import { NoticeRequested, PaymentRequested } from "../../platform/contracts/events.ts";
import { Fault } from "../../platform/faults.ts";
import { type CaseFile, type CompleteFile, decided, identityReasons } from "../../platform/service/case-file.ts";
import { caseSurface, type PersonalDecision } from "../../platform/service/case-service.ts";
import { germanEuros, type LetterFacts, type NoticeContent } from "../../platform/service/letter.ts";
import type { Offer } from "../../platform/service/offer.ts";
import { monthlyPayouts, monthsFrom } from "../../platform/service/payouts.ts";
import { type Draft, draft } from "../../platform/service/surface.ts";
import type { Town } from "../../platform/towns.ts";
import type { Application } from "./application.ts";
import { type Finding, look, type Reckoning, type RentLevel } from "./decision.ts";
import { grantNotice, refusalNotice } from "./notice.ts";
import type { Parameters } from "./parameters.ts";

export const offers: Offer[] = [
  {
    key: "99107023017000",
    title: "Wohngeld: Mietzuschuss",
    demandedTrustLevel: "substantiell",
    forms: ["housing-benefit.v1"],
    account: [],
  },
];

export interface HousingBenefitParts {
  towns: Map<string, Town>;
  /** by ARS */
  levels: Map<string, { rentLevels: RentLevel[] }>;
  law: Parameters;
}

/** A grant runs for twelve months from the first of the month of application (§ 25(1) and (2) WoGG). */
const grantMonths = 12;

type Step = { file: CaseFile; events: Draft[] };

/** Reckons and grants the housing benefit. One state is one case. */
export function housingBenefitService(parts: HousingBenefitParts) {
  return caseSurface({
    name: "housing-benefit",
    publishes: [PaymentRequested],
    judge: (file, now) => {
      const { reckoning, missing, reasons } = finding(parts, file);
      const open = [...identityReasons(file), ...reasons];
      if (missing.length && !file.replies.length) return { kind: "ask", items: missing };
      if (missing.length) open.push(...missing.map((one) => ({ ...one, code: `${one.code}-still` })));
      if (open.length || !reckoning) return { kind: "person", reasons: open };
      return { kind: "closed", ...grant(parts, file, reckoning, "rule", now) };
    },
    decide: (file, decision, now) => byPerson(parts, file, decision, now),
  });
}

function finding({ levels, law }: HousingBenefitParts, file: CompleteFile): Finding {
  const { about, application, replies } = file;
  const attachments = [...application.attachments, ...replies.flatMap((reply) => reply.attachments)].length;
  const basis = { from: firstOfMonth(file), levels: levels.get(about.municipality ?? "")?.rentLevels ?? [], law };
  return look(JSON.parse(application.data) as Application, { ...basis, attachments });
}

const firstOfMonth = ({ about }: CaseFile): string => `${dayOf(about.receivedAt ?? "").slice(0, 7)}-01`;

function byPerson(parts: HousingBenefitParts, file: CompleteFile, decision: PersonalDecision, now: Date): Step {
  const { reckoning } = finding(parts, file);
  if (decision.outcome === "refuse") return refuse(parts, file, decision.reason, reckoning, now);
  if (!reckoning || reckoning.monthlyCents === 0) throw new Fault("not-possible", "the calculation gives no benefit");
  return grant(parts, file, reckoning, "person", now);
}

function grant(
  parts: HousingBenefitParts,
  file: CompleteFile,
  reckoning: Reckoning,
  decidedBy: "rule" | "person",
  now: Date,
): Step {
  const { monthlyCents } = reckoning;
  const from = firstOfMonth(file);
  const until = addDays(addMonths(from, grantMonths), -1);
  const sentence = `Ihnen wird Wohngeld von ${germanEuros(monthlyCents)} im Monat für zwölf Monate bewilligt. Der Bescheid folgt.`;
  const closed = decided(file, { outcome: "granted", sentence, decidedBy, amountCents: monthlyCents }, now);
  const content = grantNotice(factsOf(parts, file, now), { from, until, monthlyCents, reckoning });
  const events = [...closed.events, payouts(file, from, monthlyCents, dayOf(now)), notice(file, content)];
  return { file: closed.file, events };
}

/** Paid monthly in advance (§ 26 WoGG). */
function payouts({ about, application }: CompleteFile, from: string, monthlyCents: number, today: string): Draft {
  const months = monthsFrom(from, grantMonths).map((month) => ({ month, cents: monthlyCents }));
  const { account: payTo } = JSON.parse(application.data) as Application;
  const body = { payer: application.applicant, ...monthlyPayouts("Wohngeld", months, today), mandate: null, payTo };
  return draft(PaymentRequested, body, about);
}

function refuse(
  parts: HousingBenefitParts,
  file: CompleteFile,
  reason: string,
  reckoning: Reckoning | null,
  now: Date,
): Step {
  const closed = decided(file, { outcome: "refused", sentence: reason, decidedBy: "person", amountCents: null }, now);
  const content = refusalNotice(factsOf(parts, file, now), reason, reckoning);
  return { file: closed.file, events: [...closed.events, notice(file, content)] };
}

const notice = ({ about }: CaseFile, content: NoticeContent): Draft =>
  draft(NoticeRequested, { content: JSON.stringify(content), kind: "notice" }, about);

function factsOf({ towns }: HousingBenefitParts, { about, application }: CompleteFile, now: Date): LetterFacts {
  const town = towns.get(about.municipality ?? "");
  if (!town) throw new Fault("not-possible", "unknown town");
  const { caseNumber = "" } = about;
  return { town, office: "Wohngeldstelle", recipient: application.applicant, caseNumber, day: dayOf(now) };
}
