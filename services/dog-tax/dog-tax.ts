import { dayOf } from "../../platform/calendar.ts";
import {
  CaseDecided,
  CaseDelayed,
  CaseReferred,
  InformationRequested,
  NoticeRequested,
  PaymentArranged,
  PaymentRequested,
  SubmissionAnswered,
} from "../../platform/contracts/events.ts";
import { Fault } from "../../platform/faults.ts";
import {
  type CaseFile,
  type CompleteFile,
  caseEvents,
  decided,
  emptyFile,
  isComplete,
  refer,
  refused,
  submission,
  takeIn,
  tasksOf,
} from "../../platform/service/case-file.ts";
import { noticeOf } from "../../platform/service/letter.ts";
import { notRemedied, objectedTo, remedied } from "../../platform/service/objections.ts";
import { openPoints } from "../../platform/service/proofs.ts";
import { ask, isOverdue, overdue, questionTimers } from "../../platform/service/questions.ts";
import { type Draft, draft, type Message, of, type Surface } from "../../platform/service/surface.ts";
import type { Town } from "../../platform/towns.ts";
import type { EventBodies } from "../../types/generated/events.ts";
import { type DogCase, isDecidable, judge, missingOf, purposeOf } from "./cases.ts";
import { assessmentNotice, refusalNotice, reliefNotice, settlementNotice, yearlyNotice } from "./notice.ts";
import type { NoticeFacts } from "./notice-parts.ts";
import { byPersonOnly } from "./relief.ts";
import { assessYear, type Basis, type Household, type Registration, type Verdict } from "./rules.ts";
import { sentence } from "./sentences.ts";
import type { Tariff } from "./tariff.ts";
import { type YearlyAnswer, type YearlyBody, yearlyType } from "./yearly.ts";

export { offers } from "./offers.ts";

/** One state is one household: its dogs, what was assessed, its cases by id. */
export interface DogTaxState extends Household {
  cases: Record<string, DogCase>;
}

export interface DogTaxParts {
  towns: Map<string, Town>;
  /** by ARS */
  tariffs: Map<string, { tariffs: Tariff[] }>;
}

interface Step {
  state: DogTaxState;
  events: Draft[];
  answer?: YearlyAnswer;
}

interface Decision {
  caseNumber: string;
  outcome: "grant" | "refuse";
  reason: string;
  yearlyCents?: number;
  listed?: boolean;
}

/** What a person adds to the rules. */
type Finding = Pick<Basis, "accepted" | "yearlyCents" | "listed">;
const byRuleAlone: Finding = { accepted: [], yearlyCents: null, listed: null };

/** Registers and deregisters dogs and assesses the tax. */
export function dogTax(parts: DogTaxParts): Surface<DogTaxState> {
  return {
    name: "dog-tax",
    takes: [...caseEvents, PaymentArranged],
    publishes: [
      CaseDecided,
      CaseReferred,
      CaseDelayed,
      SubmissionAnswered,
      InformationRequested,
      PaymentRequested,
      NoticeRequested,
    ],
    initial: () => ({ dogs: [], assessed: {}, cases: {} }),
    key: ({ envelope }) => ({ tenant: envelope.municipality, key: envelope.account }),
    handle: (before, message, { now }) => new Handling(parts, before, now).handle(message),
    file: ({ cases }, number) => Object.values(cases).find(({ about }) => about.caseNumber === number),
    view: ({ cases, dogs }) => ({
      status: `${dogs.filter(({ to }) => to === null).length} dogs`,
      tasks: Object.values(cases).flatMap(tasksOf),
      timers: Object.values(cases).flatMap(questionTimers),
    }),
  };
}

const outcomes = { registration: "assessed", deregistration: "deregistered", relief: "granted" } as const;

const notices = { registration: assessmentNotice, deregistration: settlementNotice, relief: reliefNotice } as const;

/** One message on one household. */
class Handling {
  private readonly parts: DogTaxParts;
  private readonly before: DogTaxState;
  private readonly now: Date;

  constructor(parts: DogTaxParts, before: DogTaxState, now: Date) {
    this.parts = parts;
    this.before = before;
    this.now = now;
  }

  handle(message: Message): Step {
    if (message.type === "command.decide") return this.byPerson(message.body as Decision);
    if (message.type === yearlyType) return this.yearly(message.body as YearlyBody);
    if (message.type.startsWith("timer.")) return this.overdue(message);
    const known = this.before.cases[message.envelope.caseId] ?? { ...emptyFile(), assessment: null };
    const file: DogCase = { ...takeIn(known, message), assessment: known.assessment };
    if (of(PaymentArranged, message)) return this.notify(file, message.body);
    const objected = objectedTo(file, message, this.now);
    if (objected) return this.next(file, objected);
    const submitted = submission(file, message, this.now);
    const after: DogCase = submitted ? { ...submitted.file, assessment: file.assessment } : file;
    const told = submitted?.events ?? [];
    const { state, events } = isComplete(after) ? this.byRule(after) : this.keep(after, []);
    return { state, events: [...told, ...events] };
  }

  private next(file: DogCase, step: { file: CaseFile; events: Draft[] }): Step {
    return this.keep({ ...step.file, assessment: file.assessment }, step.events);
  }

  private keep(file: DogCase, events: Draft[], household: Household = this.before): Step {
    const cases = { ...this.before.cases, [file.about.caseId ?? ""]: file };
    return { state: { ...this.before, ...household, cases }, events };
  }

  private refer(file: DogCase, reasons: Parameters<typeof refer>[1]): Step {
    const referred = refer(file, reasons, this.now);
    return this.keep({ ...referred.file, assessment: null }, referred.events);
  }

  /** Everything that a person has to look at is said at once: who it is, and what the rules leave open. */
  private byRule(file: DogCase & CompleteFile): Step {
    const verdict = this.judge(file, byRuleAlone);
    const open = openPoints(file, missingOf(file), verdict.kind === "person" ? verdict.reasons : []);
    if (open?.kind === "ask") return this.next(file, ask(file, open.items, this.now));
    if (open?.kind === "person") return this.refer(file, open.reasons);
    if (verdict.kind === "person") return this.refer(file, verdict.reasons);
    return this.assess(file, "rule", verdict);
  }

  private byPerson({ caseNumber, outcome, reason, yearlyCents, listed }: Decision): Step {
    const file = Object.values(this.before.cases).find(({ about }) => about.caseNumber === caseNumber);
    if (file?.status !== "waiting-for-person" || !isDecidable(file)) throw new Fault("not-waiting");
    if (file.objection && outcome === "refuse") {
      const stands = notRemedied(file, reason);
      return this.keep({ ...stands.file, assessment: null }, stands.events);
    }
    const told = remedied(file, reason);
    if (outcome === "refuse") return this.refuse(file, reason);
    const known = file.reasons.map(({ code }) => code);
    const verdict = this.judge(file, {
      accepted: [...known, byPersonOnly],
      yearlyCents: yearlyCents ?? null,
      listed: listed ?? null,
    });
    if (verdict.kind === "assessed") {
      const { state, events } = this.assess({ ...file, objection: null }, "person", verdict);
      return { state, events: [...events, ...told] };
    }
    const open = verdict.reasons.map(({ code }) => code);
    // What the person knew of, or has just found, and cannot be overruled: a rate is missing, or the dog's day has not come.
    const expected = listed ? [...known, "listed-breed"] : known;
    if (open.every((code) => expected.includes(code))) throw new Fault("not-possible", open.join(", "));
    return this.byRule(file); // The household has changed since: the person is shown what is new.
  }

  /** Nobody answered a question in time. */
  private overdue(message: Message): Step {
    const file = Object.values(this.before.cases).find((one) => isOverdue(one, message));
    return file ? this.next(file, overdue(file, this.now)) : { state: this.before, events: [] };
  }

  private judge(file: DogCase & CompleteFile, finding: Finding): Verdict {
    const { municipality = "", receivedAt = "", caseId = "" } = file.about;
    const days = { receivedOn: dayOf(receivedAt), today: dayOf(this.now) };
    const basis = { tariffs: this.tariffs(municipality), ...days, caseId, ...finding };
    return judge(this.before, file, basis);
  }

  private refuse(file: DogCase & CompleteFile, reason: string): Step {
    const closed = refused(file, reason, this.now);
    const notice = noticeOf(file, refusalNotice(this.facts(file), purposeOf(file), reason));
    return this.keep({ ...closed.file, assessment: null }, [...closed.events, notice]);
  }

  private assess(
    file: DogCase & CompleteFile,
    decidedBy: "rule" | "person",
    { assessment, dog, household }: Extract<Verdict, { kind: "assessed" }>,
  ): Step {
    const purpose = purposeOf(file);
    const amountCents = assessment.totalCents;
    const decision = {
      outcome: outcomes[purpose],
      sentence: sentence(purpose, dog, assessment),
      decidedBy,
      amountCents,
    } as const;
    const closed = decided(file, decision, this.now);
    const assessed = { ...file, assessment: { ...assessment, dog } };
    // Only the notice that waits for its payment reference still needs it.
    const waiting = assessment.parts.length ? assessed.assessment : null;
    const events = [...closed.events, this.follow(assessed)];
    return this.keep({ ...closed.file, assessment: waiting }, events, household);
  }

  /** A year's tax for all dogs at once, told in the case of the first dog that is here. */
  private yearly({ year }: YearlyBody): Step {
    const nothing: Step = { state: this.before, events: [], answer: "unchanged" };
    const dog = this.before.dogs.find(({ to }) => to === null);
    const file = this.before.cases[dog?.id ?? ""];
    if (!dog || !file || !isDecidable(file)) return nothing;
    // Its notice waits for the reference and would be lost: a little later.
    if (file.assessment) throw new Fault("unavailable", "a notice is on its way");
    const { municipality = "", caseNumber = "" } = file.about;
    const found = assessYear(this.before, year, this.tariffs(municipality));
    if (!found) return nothing;
    if (typeof found === "string") return { ...nothing, answer: { toPerson: caseNumber } };
    const assessment = { ...found.assessment, yearly: year };
    return { ...this.assess(file, "rule", { ...found, kind: "assessed", dog, assessment }), answer: "assessed" };
  }

  /** Money is asked for first, since its reference stands in the notice; where there is none, the notice goes at once. */
  private follow(file: DogCase & CompleteFile): Draft {
    const { parts = [], totalCents = 0 } = file.assessment ?? {};
    if (!parts.length) return this.noticeOf(file, null);
    const { applicant: payer, data } = file.application;
    const { mandate = null } = JSON.parse(data) as Registration;
    const body = {
      payer,
      purpose: "Hundesteuer",
      claims: parts,
      totalCents,
      mandate,
      payTo: null,
      charge: "tax" as const,
    };
    return draft(PaymentRequested, body, file.about);
  }

  private notify(file: DogCase, arrangement: EventBodies["payment.arranged.v1"]): Step {
    if (!file.assessment || !isDecidable(file)) return this.keep(file, []);
    return this.keep({ ...file, assessment: null }, [this.noticeOf(file, arrangement)]);
  }

  private noticeOf(file: DogCase & CompleteFile, arrangement: EventBodies["payment.arranged.v1"] | null): Draft {
    if (!file.assessment) throw new Fault("not-possible", "nothing was assessed");
    const { dog, ...assessment } = file.assessment;
    const facts = this.facts(file);
    if (assessment.yearly) return noticeOf(file, yearlyNotice(facts, assessment, arrangement));
    return noticeOf(file, notices[purposeOf(file)](facts, dog, assessment, arrangement));
  }

  private facts({ about, application }: DogCase & CompleteFile): NoticeFacts {
    const { municipality = "", caseNumber = "" } = about;
    const town = this.parts.towns.get(municipality);
    if (!town) throw new Fault("not-possible", "unknown town");
    const tariffs = this.tariffs(municipality);
    return { town, holder: application.applicant, caseNumber, day: dayOf(this.now), tariffs };
  }

  private tariffs(municipality: string): Tariff[] {
    return this.parts.tariffs.get(municipality)?.tariffs ?? [];
  }
}
