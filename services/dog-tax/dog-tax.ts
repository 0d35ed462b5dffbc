import { dayOf } from "../../platform/calendar.ts";
import {
  CaseDecided,
  CaseDelayed,
  CaseReferred,
  NoticeRequested,
  PaymentArranged,
  PaymentRequested,
  SubmissionAnswered,
} from "../../platform/contracts/events.ts";
import { Fault } from "../../platform/faults.ts";
import {
  type CaseFile,
  caseEvents,
  decided,
  emptyFile,
  identityReasons,
  isComplete,
  refer,
  submission,
  takeIn,
  tasksOf,
} from "../../platform/service/case-file.ts";
import type { Offer } from "../../platform/service/offer.ts";
import { type Draft, draft, type Message, of, type Surface } from "../../platform/service/surface.ts";
import type { Town } from "../../platform/towns.ts";
import type { EventBodies } from "../../types/generated/events.ts";
import { assessmentNotice, euros, type NoticeContent, refusalNotice, settlementNotice } from "./notice.ts";
import {
  type Assessment,
  type Basis,
  type Deregistration,
  deregister,
  type Household,
  type Registration,
  register,
} from "./rules.ts";
import type { Dog } from "./schedule.ts";
import type { Tariff } from "./tariff.ts";

// Whoever lives under one name and address is one household: the keyed hash of these is the account.
const household = [
  "/applicant/familyName",
  "/applicant/address/street",
  "/applicant/address/houseNumber",
  "/applicant/address/postcode",
];

export const offers: Offer[] = [
  {
    key: "99102013104000",
    title: "Hundesteuer: Anmeldung",
    demandedTrustLevel: "basis",
    forms: ["dog-tax-registration.v1"],
    account: household,
  },
  {
    key: "99102013070000",
    title: "Hundesteuer: Abmeldung",
    demandedTrustLevel: "basis",
    forms: ["dog-tax-deregistration.v1"],
    account: household,
  },
];

/** A case of a household, and what was assessed in it until its notice is written. */
interface DogCase extends CaseFile {
  assessment: (Assessment & { dog: Dog; ended: boolean }) | null;
}

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
}

interface Decision {
  caseNumber: string;
  outcome: "grant" | "refuse";
  reason: string;
  yearlyCents?: number;
}

/** Registers and deregisters dogs and assesses the tax. */
export function dogTax(parts: DogTaxParts): Surface<DogTaxState> {
  return {
    name: "dog-tax",
    takes: [...caseEvents, PaymentArranged],
    publishes: [CaseDecided, CaseReferred, CaseDelayed, SubmissionAnswered, PaymentRequested, NoticeRequested],
    initial: () => ({ dogs: [], assessed: {}, cases: {} }),
    key: ({ envelope }) => ({ tenant: envelope.municipality, key: envelope.account }),
    handle: (before, message, { now }) => new Handling(parts, before, now).handle(message),
    view: ({ cases, dogs }) => ({
      status: `${dogs.filter(({ to }) => to === null).length} dogs`,
      tasks: Object.values(cases).flatMap(tasksOf),
      timers: [],
    }),
  };
}

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
    const known = this.before.cases[message.envelope.caseId] ?? { ...emptyFile(), assessment: null };
    const file: DogCase = { ...takeIn(known, message), assessment: known.assessment };
    if (of(PaymentArranged, message)) return this.notify(file, message.body);
    const submitted = submission(file, message, this.now);
    if (submitted) return this.keep({ ...submitted.file, assessment: file.assessment }, submitted.events);
    if (!isComplete(file)) return this.keep(file, []);
    const reasons = identityReasons(file);
    return reasons.length ? this.refer(file, reasons) : this.decide(file, "rule", null);
  }

  private keep(file: DogCase, events: Draft[], household: Household = this.before): Step {
    const cases = { ...this.before.cases, [file.about.caseId ?? ""]: file };
    return { state: { ...this.before, ...household, cases }, events };
  }

  private refer(file: DogCase, reasons: Parameters<typeof refer>[1]): Step {
    const referred = refer(file, reasons, this.now);
    return this.keep({ ...referred.file, assessment: null }, referred.events);
  }

  private byPerson({ caseNumber, outcome, reason, yearlyCents }: Decision): Step {
    const file = Object.values(this.before.cases).find(({ about }) => about.caseNumber === caseNumber);
    if (file?.status !== "waiting-for-person") throw new Fault("not-waiting");
    if (outcome === "grant") return this.decide(file, "person", yearlyCents ?? null);
    const closed = decided(
      file,
      { outcome: "refused", sentence: reason, decidedBy: "person", amountCents: null },
      this.now,
    );
    const notice = this.notice(file, refusalNotice(this.facts(file), reason));
    return this.keep({ ...closed.file, assessment: null }, [...closed.events, notice]);
  }

  private decide(file: DogCase, decidedBy: "rule" | "person", rate: number | null): Step {
    const { application } = file;
    if (!application) throw new Fault("not-possible", "no application yet");
    const ended = application.form.startsWith("dog-tax-deregistration");
    const form: unknown = JSON.parse(application.data);
    const verdict = ended
      ? deregister(this.before, form as Deregistration, this.basis(file))
      : register(this.before, form as Registration, this.basis(file), rate);
    if (verdict.kind === "person") {
      // A person has to say what the tariff does not: the case keeps waiting.
      if (decidedBy === "person") throw new Fault("not-possible", verdict.reasons.map(({ code }) => code).join(", "));
      return this.refer(file, verdict.reasons);
    }
    const { assessment, dog, household } = verdict;
    const { totalCents } = assessment;
    const closed = decided(
      file,
      {
        outcome: ended ? "deregistered" : "assessed",
        sentence: sentence(dog, assessment, ended),
        decidedBy,
        amountCents: totalCents,
      },
      this.now,
    );
    const done: DogCase = { ...closed.file, assessment: { ...assessment, dog, ended } };
    const events = [...closed.events, ...this.follow(done, assessment)];
    return this.keep(done, events, household);
  }

  /** Money is asked for first, since its reference stands in the notice; where there is none, the notice goes at once. */
  private follow(file: DogCase, { parts, totalCents }: Assessment): Draft[] {
    if (!parts.length) return [this.noticeOf(file, null)];
    const { application, about } = file;
    const { mandate } = JSON.parse(application?.data ?? "{}") as Registration;
    const payer = application?.applicant;
    if (!payer) throw new Fault("not-possible", "no applicant");
    const body = { payer, purpose: "Hundesteuer", claims: parts, totalCents, mandate: mandate ?? null };
    return [draft(PaymentRequested, body, about)];
  }

  private notify(file: DogCase, arrangement: EventBodies["payment.arranged.v1"]): Step {
    if (!file.assessment) return this.keep(file, []);
    return this.keep({ ...file, assessment: null }, [this.noticeOf(file, arrangement)]);
  }

  private noticeOf(file: DogCase, arrangement: EventBodies["payment.arranged.v1"] | null): Draft {
    if (!file.assessment) throw new Fault("not-possible", "nothing was assessed");
    const { dog, ended, ...assessment } = file.assessment;
    const write = ended ? settlementNotice : assessmentNotice;
    return this.notice(file, write(this.facts(file), dog, assessment, arrangement));
  }

  private notice({ about }: DogCase, content: NoticeContent): Draft {
    return draft(NoticeRequested, { content: JSON.stringify(content), kind: "notice" }, about);
  }

  private facts({ about, application }: DogCase) {
    const town = this.parts.towns.get(about.municipality ?? "");
    if (!town || !application) throw new Fault("not-possible", "no town or no application");
    const [tariff] = this.tariffs(about.municipality ?? "");
    const day = dayOf(this.now);
    return {
      town,
      holder: application.applicant,
      caseNumber: about.caseNumber ?? "",
      day,
      statute: tariff?.statute ?? "",
    };
  }

  private basis({ about }: DogCase): Basis {
    const { municipality = "", receivedAt = "", caseId = "" } = about;
    return { tariffs: this.tariffs(municipality), receivedOn: dayOf(receivedAt), today: dayOf(this.now), caseId };
  }

  private tariffs(municipality: string): Tariff[] {
    return this.parts.tariffs.get(municipality)?.tariffs ?? [];
  }
}

function sentence(dog: Dog, { totalCents, late }: Assessment, ended: boolean): string {
  const amount =
    totalCents < 0 ? `Es werden ${euros(-totalCents)} gutgeschrieben.` : `Es sind ${euros(totalCents)} zu zahlen.`;
  if (ended) return `Ihr Hund ist abgemeldet. ${totalCents === 0 ? "Es ist nichts auszugleichen." : amount}`;
  const noted = late ? " Die Anmeldung ging nach Ablauf der Frist ein." : "";
  return `Ihr Hund ist zur Hundesteuer angemeldet (ab ${dog.from.split("-").reverse().join("/")}). ${amount}${noted} Der Bescheid folgt.`;
}
