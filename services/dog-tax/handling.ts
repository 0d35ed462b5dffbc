import {
  accountTakes,
  ask,
  beyondAccount,
  type CaseFile,
  type CompleteFile,
  correctsDecision,
  Decide,
  dayOf,
  decided,
  deciding,
  earlyObjectionHeard,
  emptyFile,
  fileOf,
  isComplete,
  isOverdue,
  lowerFee,
  noticed,
  noticeOf,
  notRemedied,
  objectedTo,
  openPoints,
  overdue,
  PaymentArranged,
  QuestionDue,
  refer,
  refused,
  remedied,
  remedyOf,
  submission,
  takeIn,
  withFacts,
  withFile,
} from "../../platform/casework/index.ts";
import { type Draft, Fault, is, type Message } from "../../platform/messaging/index.ts";
import type { EventBodies } from "../../types/generated/events.ts";
import { assessmentStands, contestedBy, reopened, settled } from "./assessment/contests.ts";
import { correct, tagFee } from "./assessment/correction.ts";
import {
  byRuleAlone,
  type Decision,
  demandUsedBy,
  type Finding,
  findingOf,
  namesFigures,
  stillOpen,
} from "./assessment/finding.ts";
import { ReliefEnds, runOut } from "./assessment/relief-end.ts";
import { assessYear, type Basis, type Household, revoke, type Verdict } from "./assessment/rules.ts";
import type { Tariff } from "./assessment/tariff.ts";
import { AssessYear, type YearlyAnswer, type YearlyBody } from "./assessment/yearly.ts";
import { type DogCase, demandNoNoticeOnItsWay, isDecidable, judge, missingOf, purposeOf, withOwn } from "./cases.ts";
import { ChipContested } from "./events.ts";
import { legalRemedies } from "./legal-remedies.ts";
import { refusalNotice } from "./letters/notice.ts";
import type { NoticeFacts } from "./letters/notice-parts.ts";
import { sentence, tagSentence } from "./letters/sentences.ts";
import { claimsOf, noticeFor, outcomeOf, paymentOf } from "./outcome.ts";
import type { DogTaxParts, DogTaxState } from "./state.ts";

interface Step {
  state: DogTaxState;
  events: Draft[];
  answer?: YearlyAnswer;
}

type Assessed = Extract<Verdict, { kind: "assessed" }>;
type Replaced = Extract<Verdict, { kind: "tag" }>;

/** One message on one household. */
export class HouseholdHandler {
  private readonly parts: DogTaxParts;
  private readonly before: DogTaxState;
  private readonly now: Date;

  constructor(parts: DogTaxParts, before: DogTaxState, now: Date) {
    this.parts = parts;
    this.before = before;
    this.now = now;
  }

  handle(message: Message): Step {
    if (is(Decide, message)) return this.byPerson(message.body);
    if (is(AssessYear, message)) return this.yearly(message.body);
    if (is(ReliefEnds, message)) return this.reliefEnds(message);
    if (is(QuestionDue, message)) return this.overdue(message);
    if (is(ChipContested, message)) return this.contested(message);
    const before = fileOf(this.before.cases, message.envelope.caseId);
    const refused = before ? undefined : beyondAccount(this.before.cases, message);
    if (refused) return { state: this.before, events: refused };
    const known = before ?? { ...emptyFile(), assessment: null };
    const file = withOwn(takeIn(known, message), known);
    if (is(PaymentArranged, message)) return this.notify(file, message.body);
    const takes = accountTakes(this.before.cases, message);
    const objected = objectedTo(file, message, this.appeals, { now: this.now, accountTakes: takes });
    if (objected) return this.next(file, objected);
    const submitted = submission(file, message, this.now, takes);
    const after = submitted ? withOwn(submitted.file, file) : file;
    const told = submitted?.events ?? [];
    const { state, events } = isComplete(after) ? this.byRule(after) : this.keep(after, []);
    return { state, events: [...told, ...events] };
  }

  private get appeals() {
    return { towns: this.parts.towns, legalRemedies };
  }

  private next(file: DogCase, step: { file: CaseFile; events: Draft[] }): Step {
    return this.keep(withOwn(step.file, file), step.events);
  }

  private keep(file: DogCase, events: Draft[], household: Household = this.before): Step {
    const sent = noticed({ file: reopened(file, this.now), events }, this.now);
    const heard = earlyObjectionHeard(sent, this.appeals, this.now);
    const cases = withFile(this.before.cases, withOwn(heard.file, file));
    return { state: { ...this.before, ...household, cases }, events: heard.events };
  }

  private refer(file: DogCase, reasons: Parameters<typeof refer>[1]): Step {
    const referred = refer(file, reasons, this.now);
    return this.next({ ...file, assessment: null }, referred);
  }

  /** Everything that a person has to look at is said at once: who it is, and what the rules leave open. */
  private byRule(file: DogCase & CompleteFile): Step {
    const verdict = this.judge(file, byRuleAlone);
    const open = openPoints(file, missingOf(file), verdict.kind === "person" ? verdict.reasons : []);
    if (open?.kind === "ask") return this.next(file, ask(file, open.items, this.now));
    if (open?.kind === "person") return this.refer(file, open.reasons);
    if (verdict.kind === "person") return this.refer(file, verdict.reasons);
    return verdict.kind === "tag" ? this.replaceTag(file, "rule", verdict) : this.assess(file, "rule", verdict);
  }

  private byPerson(decision: Decision): Step {
    const { caseNumber, outcome, reason, listed, until } = decision;
    const before = this.before.cases.find(({ about }) => about.caseNumber === caseNumber);
    if (before?.status !== "waiting-for-person" || !isDecidable(before)) throw new Fault("not-waiting");
    demandUsedBy(purposeOf(before), decision, correctsDecision(before));
    if (correctsDecision(before) && outcome === "grant") return this.correct(before, decision);
    if (before.objection && outcome === "refuse") return this.next(before, notRemedied(before, decision, this.appeals));
    const told = remedied(before, decision, this.appeals);
    const file = withFacts(before, decision.instead?.facts);
    if (file.contest?.open && !file.objection) return this.ofContested(file, decision);
    if (outcome === "refuse") return this.refuse(file, reason);
    const known = file.reasons.map(({ code }) => code);
    const verdict = this.judge(file, findingOf(decision, known));
    if (verdict.kind !== "person") {
      const anew = deciding(file, decision, legalRemedies);
      const { state, events } =
        verdict.kind === "tag" ? this.replaceTag(anew, "person", verdict) : this.assess(anew, "person", verdict);
      return { state, events: [...events, ...told] };
    }
    const open = verdict.reasons.map(({ code }) => code);
    // What the person knew of, or has just found, and cannot be overruled: a rate is missing, or the dog's day has not come.
    const expected = [...known, ...(listed ? ["listed-breed"] : []), ...(until ? ["relief-over"] : [])];
    if (open.every((code) => expected.includes(code)))
      throw new Fault("not-possible", stillOpen(purposeOf(file), verdict.reasons));
    return this.byRule(file); // The household has changed since: the person is shown what is new.
  }

  /** An objection to what was assessed is right: it is assessed anew. */
  private correct(before: DogCase & CompleteFile, decision: Decision): Step {
    demandNoNoticeOnItsWay(before);
    const remedy = remedyOf(before, decision, namesFigures(decision));
    const told = remedied(before, decision, this.appeals);
    const file = { ...withFacts(before, remedy.facts), objection: null, forLetter: null };
    if (purposeOf(file) === "tag") {
      const lower = lowerFee(tagFee(this.parts.towns), file, remedy, this.now);
      return this.next(file, { file: lower.file, events: [...lower.events, ...told] });
    }
    const basis = this.basis(file, findingOf(decision, []));
    const verdict = correct(this.before, file, remedy, basis);
    const { state, events } = this.assess(
      verdict.assessment.remedied?.annulled ? settled(file) : file,
      "person",
      verdict,
    );
    return { state, events: [...events, ...told] };
  }

  private contested({ envelope, body }: Message<EventBodies["chip.contested.v1"]>): Step {
    const file = fileOf(this.before.cases, envelope.caseId);
    return file ? this.keep(contestedBy(file, body), []) : { state: this.before, events: [] };
  }

  /** The dog is in another household as well: the assessment stands, or it is taken back. */
  private ofContested(file: DogCase & CompleteFile, { outcome, reason }: Decision): Step {
    if (outcome === "grant") return this.keep(assessmentStands(file), []);
    demandNoNoticeOnItsWay(file);
    const verdict = revoke(this.before, this.basis(file, byRuleAlone));
    if (verdict.kind !== "assessed")
      throw new Fault("not-possible", "ohne diesen Hund lässt sich die Steuer nicht berechnen");
    const assessment = { ...verdict.assessment, revoked: reason };
    return this.assess(settled(file), "person", { ...verdict, assessment });
  }

  /** Nobody answered a question in time. */
  private overdue(message: Message): Step {
    const file = this.before.cases.find((one) => isOverdue(one, message));
    return file ? this.next(file, overdue(file, this.now)) : { state: this.before, events: [] };
  }

  private judge(file: DogCase & CompleteFile, finding: Finding): Verdict {
    return judge(this.before, file, this.basis(file, finding));
  }

  private basis({ about, identity }: DogCase, finding: Finding): Basis {
    const { municipality = "", receivedAt = "", caseId = "" } = about;
    const residentSince = identity?.kind === "confirmed" ? identity.residentSince : null;
    const days = { receivedOn: dayOf(receivedAt), today: dayOf(this.now), residentSince };
    return { tariffs: this.tariffs(municipality), ...days, caseId, ...finding };
  }

  private refuse(file: DogCase & CompleteFile, reason: string): Step {
    const closed = refused(file, reason, this.now);
    const notice = noticeOf(file, refusalNotice(this.facts(file), purposeOf(file), reason));
    const events = [...closed.events, notice];
    return this.next({ ...file, assessment: null }, { file: closed.file, events });
  }

  private assess(
    file: DogCase & CompleteFile,
    decidedBy: "rule" | "person",
    { assessment, dog, household }: Assessed,
  ): Step {
    const decision = {
      outcome: outcomeOf(purposeOf(file), assessment),
      sentence: sentence(purposeOf(file), dog, assessment),
      decidedBy,
      amountCents: assessment.totalCents,
    } as const;
    const closed = decided(file, decision, this.now);
    const assessed = { ...file, assessment: { ...assessment, dog } };
    // Only the notice that waits for its payment reference still needs it.
    const waiting = assessment.parts.length ? assessed.assessment : null;
    const follows =
      paymentOf(assessed, dayOf(this.now), this.before.cases) ?? noticeFor(this.facts(assessed), assessed, null);
    const events = [...closed.events, follows, ...claimsOf(this.parts.hashKey, assessed, this.before.cases)];
    // A case that waits for a person, e.g. for an objection, goes on waiting while a year or a relief's end is told in it.
    const { status, reasons, since, objection, decision: objectedTo } = file;
    const goesOn = decidedBy === "rule" && status === "waiting-for-person";
    const known = objection ? { ...closed.file, decision: objectedTo } : closed.file;
    const after = goesOn ? { ...known, status, reasons, since } : closed.file;
    return this.keep({ ...withOwn(after, file), assessment: waiting }, events, household);
  }

  private replaceTag(file: DogCase & CompleteFile, decidedBy: "rule" | "person", verdict: Replaced): Step {
    const { tag, dog, household } = verdict;
    const amountCents = tag.feeCents;
    const decision = { outcome: "granted", sentence: tagSentence(dog, tag), decidedBy, amountCents } as const;
    const closed = decided(file, decision, this.now);
    const replaced = { ...file, tag: { tag, dog } };
    const payment = paymentOf(replaced, dayOf(this.now), this.before.cases);
    const events = [...closed.events, payment ?? noticeFor(this.facts(file), replaced, null)];
    return this.keep({ ...withOwn(closed.file, payment ? replaced : file) }, events, household);
  }

  /** A relief has run out: told in the case that granted it. */
  private reliefEnds({ id, envelope }: Message): Step {
    const end = runOut(this.before, id, this.tariffs(envelope.municipality));
    const file = fileOf(this.before.cases, end?.caseId);
    if (!end || !file || !isDecidable(file)) return { state: this.before, events: [] };
    demandNoNoticeOnItsWay(file);
    return this.assess(file, "rule", end.verdict);
  }

  /** A year's tax for all dogs at once, told in the case of the first dog that is here. */
  private yearly({ year }: YearlyBody): Step {
    const nothing: Step = { state: this.before, events: [], answer: "unchanged" };
    const dog = this.before.dogs.find(({ to }) => to === null);
    const file = fileOf(this.before.cases, dog?.id);
    if (!dog || !file || !isDecidable(file)) return nothing;
    demandNoNoticeOnItsWay(file);
    const { municipality = "", caseNumber = "" } = file.about;
    const found = assessYear(this.before, year, this.tariffs(municipality));
    if (!found) return nothing;
    if (typeof found === "string") return { ...nothing, answer: { toPerson: caseNumber } };
    const assessment = { ...found.assessment, yearly: year };
    return { ...this.assess(file, "rule", { ...found, kind: "assessed", dog, assessment }), answer: "assessed" };
  }

  private notify(file: DogCase, arrangement: EventBodies["payment.arranged.v1"]): Step {
    if (!(file.assessment || file.tag) || !isDecidable(file)) return this.keep(file, []);
    const { tag: _, ...told } = { ...file, assessment: null };
    return this.keep(told, [noticeFor(this.facts(file), file, arrangement)]);
  }

  private facts({ about, application }: DogCase & CompleteFile): NoticeFacts {
    const { municipality = "", caseNumber = "" } = about;
    const town = this.parts.towns.get(municipality);
    if (!town) throw new Fault("not-possible", "diese Stadt ist nicht bekannt");
    const tariffs = this.tariffs(municipality);
    return { town, holder: application.applicant, caseNumber, day: dayOf(this.now), tariffs };
  }

  private tariffs(municipality: string): Tariff[] {
    return this.parts.tariffs.get(municipality)?.tariffs ?? [];
  }
}
