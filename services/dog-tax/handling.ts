import {
  accountTakes,
  beyondAccount,
  type CaseRules,
  carriedOut,
  dayOf,
  decided,
  emptyFile,
  fileMeantBy,
  fileOf,
  type GrantedObjection,
  isCaseCommand,
  isCaseTimer,
  lowerFee,
  noticeOf,
  onCase,
  openPoints,
  PaymentArranged,
  refer,
  refused,
  type Step,
  stepOnCase,
  type Verdict,
  withFile,
} from "../../platform/casework/index.ts";
import { Fault, is, type Message, type NewEvent } from "../../platform/messaging/index.ts";
import type { DecisionFacts } from "../../types/generated/decisions.ts";
import type { EventBodies } from "../../types/generated/events.ts";
import { assessmentStands, contestedBy, reopened, settled } from "./assessment/contests.ts";
import { correct, tagFee } from "./assessment/correction.ts";
import {
  byRuleAlone,
  type Decision,
  decision,
  type Finding,
  findingOf,
  namesFigures,
  stillOpen,
  usedFor,
} from "./assessment/finding.ts";
import { endingBy, ReliefEnds, runOut } from "./assessment/relief-end.ts";
import { assessYear, type Basis, type Household, type Verdict as RulesVerdict, revoke } from "./assessment/rules.ts";
import type { Replaced } from "./assessment/tags.ts";
import type { Tariff } from "./assessment/tariff.ts";
import { AssessYear, type YearlyAnswer, type YearlyBody } from "./assessment/yearly.ts";
import {
  type DecidableCase,
  type DogCase,
  type DogData,
  demandNoNoticeOnItsWay,
  isDecidable,
  judge,
  missingOf,
  purposeOf,
  withData,
} from "./cases.ts";
import { ChipContested } from "./events.ts";
import { legalRemedies } from "./legal-remedies.ts";
import { refusalNotice } from "./letters/notice.ts";
import type { NoticeFacts } from "./letters/notice-parts.ts";
import { sentence, tagSentence } from "./letters/sentences.ts";
import { forms } from "./offers.ts";
import { claimsOf, noticeFor, outcomeOf, paymentOf } from "./outcome.ts";
import type { DogTaxParts, DogTaxState } from "./state.ts";

interface Handled {
  state: DogTaxState;
  events: NewEvent[];
  answer?: YearlyAnswer;
}

type DogStep = Step<DogData>;
type Assessed = Extract<RulesVerdict, { kind: "assessed" }>;

/** One message on one household: the case that it is about goes its way, and what is decided changes the household. */
export class HouseholdHandler {
  private readonly parts: DogTaxParts;
  private readonly before: DogTaxState;
  private readonly now: Date;
  /** as it is after what was decided */
  private household: Household;
  private answer: YearlyAnswer = "unchanged";

  constructor(parts: DogTaxParts, before: DogTaxState, now: Date) {
    this.parts = parts;
    this.before = before;
    this.household = before;
    this.now = now;
  }

  private get rules(): CaseRules<DogData, DecisionFacts["dog-tax"]> {
    return {
      ...{ name: "dog-tax", forms, towns: this.parts.towns, legalRemedies, decision },
      uses: usedFor,
      saysInstead: namesFigures,
      judge: (file) => this.byRule(file),
      decide: (file, said) => this.byPerson(file, said),
      grantObjection: (file, granted, _now, said) => this.correct(file, granted, said),
      on: [
        onCase(PaymentArranged, (file: DogCase, { body }) => this.notify(file, body)),
        onCase(ChipContested, (file: DogCase, { body }) => ({ file: contestedBy(file, body), events: [] })),
        onCase(ReliefEnds, (file: DogCase, { id, envelope }) => this.reliefEnds(file, id, envelope.municipality)),
        onCase(AssessYear, (file: DogCase, { body }) => this.yearly(file, body)),
      ],
    };
  }

  handle(message: Message): Handled {
    const known = this.caseOf(message);
    const withoutCase = known ? undefined : this.onNoCase(message);
    if (withoutCase) return withoutCase;
    const at = { now: this.now, accountTakes: accountTakes(this.before.cases, message) };
    return this.after(stepOnCase(this.rules, known ?? emptyFile<DogData>(), message, at), is(AssessYear, message));
  }

  /** The case that a message is about: by its number, its timer, its dog, or its id. */
  private caseOf(message: Message): DogCase | undefined {
    const { cases, dogs } = this.before;
    // A year's tax for all dogs at once is told in the case of the first dog that is here.
    if (is(AssessYear, message)) return fileOf(cases, dogs.find(({ to }) => to === null)?.id);
    if (is(ReliefEnds, message)) return fileOf(cases, endingBy(this.before, message.id)?.caseId);
    return fileMeantBy(cases, message) ?? fileOf(cases, message.envelope.caseId);
  }

  /** What becomes of a message about no case that is here; undefined: it begins one. */
  private onNoCase(message: Message): Handled | undefined {
    const nothing: Handled = { state: this.before, events: [] };
    if (isCaseCommand(message)) throw new Fault("not-waiting");
    if (is(AssessYear, message)) return { ...nothing, answer: "unchanged" };
    if (isCaseTimer(message) || is(ReliefEnds, message) || is(ChipContested, message)) return nothing;
    const refused = beyondAccount(this.before.cases, message);
    return refused && { ...nothing, events: refused };
  }

  private after({ file, events }: DogStep, answers: boolean): Handled {
    const cases = withFile(this.before.cases, reopened(file, this.now));
    return {
      ...{ state: { ...this.before, ...this.household, cases }, events },
      ...(answers && { answer: this.answer }),
    };
  }

  /** Everything that a person has to look at is said at once: who it is, and what the rules leave open. */
  private byRule(file: DecidableCase): Verdict<DogData> {
    const verdict = this.judge(file, byRuleAlone);
    const open = openPoints(file, missingOf(file), verdict.kind === "person" ? verdict.reasons : []);
    if (open?.kind === "ask") return open;
    if (open?.kind === "person") return this.refer(file, open.reasons);
    if (verdict.kind === "person") return this.refer(file, verdict.reasons);
    const step = verdict.kind === "tag" ? this.replaceTag(file, "rule", verdict) : this.assess(file, "rule", verdict);
    return { kind: "closed", ...step };
  }

  private refer(file: DecidableCase, reasons: Parameters<typeof refer>[1]): Verdict<DogData> {
    return { kind: "referred", ...refer(withData(file, { assessment: null }), reasons, this.now) };
  }

  private byPerson(file: DecidableCase, said: Decision): DogStep {
    if (file.data?.contest?.open) return this.ofContested(file, said);
    if (said.outcome === "refuse") return this.refuse(file, said.reason);
    const known = file.reasons.map(({ code }) => code);
    const verdict = this.judge(file, findingOf(said, known));
    if (verdict.kind === "tag") return this.replaceTag(file, "person", verdict);
    if (verdict.kind !== "person") return this.assess(file, "person", verdict);
    const open = verdict.reasons.map(({ code }) => code);
    // What the person knew of, or has just found, and cannot be overruled: a rate is missing, or the dog's day has not come.
    const expected = [...known, ...(said.listed ? ["listed-breed"] : []), ...(said.until ? ["relief-over"] : [])];
    if (open.every((code) => expected.includes(code)))
      throw new Fault("not-possible", stillOpen(purposeOf(file), verdict.reasons));
    // The household has changed since: the person is shown what is new.
    return carriedOut(file, this.byRule(file), this.now);
  }

  /** An objection to what was assessed is right: it is assessed anew. */
  private correct(file: DecidableCase, granted: GrantedObjection, said: Decision): DogStep {
    demandNoNoticeOnItsWay(file);
    if (purposeOf(file) === "tag") return lowerFee(tagFee(this.parts.towns), file, granted, this.now);
    const verdict = correct(this.before, file, granted, this.basis(file, findingOf(said, [])));
    return this.assess(verdict.assessment.grantedObjection?.annulled ? settled(file) : file, "person", verdict);
  }

  /** The dog is in another household as well: the assessment stands, or it is taken back. */
  private ofContested(file: DecidableCase, { outcome, reason }: Decision): DogStep {
    if (outcome === "grant") return { file: assessmentStands(file), events: [] };
    demandNoNoticeOnItsWay(file);
    const verdict = revoke(this.before, this.basis(file, byRuleAlone));
    if (verdict.kind !== "assessed")
      throw new Fault("not-possible", "ohne diesen Hund lässt sich die Steuer nicht berechnen");
    const assessment = { ...verdict.assessment, revoked: reason };
    return this.assess(settled(file), "person", { ...verdict, assessment });
  }

  private judge(file: DecidableCase, finding: Finding): RulesVerdict | Replaced {
    return judge(this.before, file, this.basis(file, finding));
  }

  private basis({ metadata, identity }: DogCase, finding: Finding): Basis {
    const { municipality = "", receivedAt = "", caseId = "" } = metadata;
    const residentSince = identity?.kind === "confirmed" ? identity.residentSince : null;
    const days = { receivedOn: dayOf(receivedAt), today: dayOf(this.now), residentSince };
    return { tariffs: this.tariffs(municipality), ...days, caseId, ...finding };
  }

  private refuse(file: DecidableCase, reason: string): DogStep {
    const closed = refused(withData(file, { assessment: null }), reason, this.now);
    const notice = noticeOf(file, refusalNotice(this.facts(file), purposeOf(file), reason));
    return { file: closed.file, events: [...closed.events, notice] };
  }

  private assess(file: DecidableCase, decidedBy: "rule" | "person", { assessment, dog, household }: Assessed): DogStep {
    this.household = household;
    const decision = {
      outcome: outcomeOf(purposeOf(file), assessment),
      sentence: sentence(purposeOf(file), dog, assessment),
      decidedBy,
      amountCents: assessment.totalCents,
    } as const;
    const closed = decided(file, decision, this.now);
    const assessed = withData(file, { assessment: { ...assessment, dog } });
    const follows =
      paymentOf(assessed, dayOf(this.now), this.before.cases) ?? noticeFor(this.facts(assessed), assessed, null);
    const events = [...closed.events, follows, ...claimsOf(this.parts.hashKey, assessed, this.before.cases)];
    // A case that waits for a person, e.g. for an objection, goes on waiting while a year or a relief's end is told in it.
    const { status, reasons, since, objection, decision: objectedTo } = file;
    const goesOn = decidedBy === "rule" && status === "waiting-for-person";
    const known = objection ? { ...closed.file, decision: objectedTo } : closed.file;
    const after = goesOn ? { ...known, status, reasons, since } : closed.file;
    // Only the notice that waits for its payment reference still needs it.
    const waiting = assessment.parts.length ? { ...assessment, dog } : null;
    return { file: withData(after, { assessment: waiting }), events };
  }

  private replaceTag(file: DecidableCase, decidedBy: "rule" | "person", verdict: Replaced): DogStep {
    const { tag, dog, household } = verdict;
    this.household = household;
    const amountCents = tag.feeCents;
    const decision = { outcome: "granted", sentence: tagSentence(dog, tag), decidedBy, amountCents } as const;
    const closed = decided(file, decision, this.now);
    const replaced = withData(file, { tag: { tag, dog } });
    const payment = paymentOf(replaced, dayOf(this.now), this.before.cases);
    const events = [...closed.events, payment ?? noticeFor(this.facts(file), replaced, null)];
    return { file: payment ? withData(closed.file, { tag: { tag, dog } }) : closed.file, events };
  }

  /** A relief has run out: told in the case that granted it. */
  private reliefEnds(file: DogCase, timerId: string, municipality: string): DogStep {
    const end = runOut(this.before, timerId, this.tariffs(municipality));
    if (!end || !isDecidable(file)) return { file, events: [] };
    demandNoNoticeOnItsWay(file);
    return this.assess(file, "rule", end.verdict);
  }

  /** A year's tax for all dogs at once. */
  private yearly(file: DogCase, { year }: YearlyBody): DogStep {
    const nothing: DogStep = { file, events: [] };
    const dog = this.before.dogs.find(({ to }) => to === null);
    if (!dog || !isDecidable(file)) return nothing;
    demandNoNoticeOnItsWay(file);
    const { municipality = "", caseNumber = "" } = file.metadata;
    const found = assessYear(this.before, year, this.tariffs(municipality));
    if (!found) return nothing;
    this.answer = typeof found === "string" ? { toPerson: caseNumber } : "assessed";
    if (typeof found === "string") return nothing;
    const assessment = { ...found.assessment, yearly: year };
    return this.assess(file, "rule", { ...found, kind: "assessed", dog, assessment });
  }

  private notify(file: DogCase, arrangement: EventBodies["payment.arranged.v1"]): DogStep {
    if (!(file.data?.assessment || file.data?.tag) || !isDecidable(file)) return { file, events: [] };
    const cleared = withData(file, { assessment: null, tag: null });
    return { file: cleared, events: [noticeFor(this.facts(file), file, arrangement)] };
  }

  private facts({ metadata, application }: DecidableCase): NoticeFacts {
    const { municipality = "", caseNumber = "" } = metadata;
    const town = this.parts.towns.get(municipality);
    if (!town) throw new Fault("not-possible", "diese Stadt ist nicht bekannt");
    const tariffs = this.tariffs(municipality);
    return { town, holder: application.applicant, caseNumber, day: dayOf(this.now), tariffs };
  }

  private tariffs(municipality: string): Tariff[] {
    return this.parts.tariffs.get(municipality)?.tariffs ?? [];
  }
}
