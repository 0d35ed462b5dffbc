import type { EventBodies } from "../../../types/generated/events.ts";
import { Fault, type NewEvent, newEvent } from "../../messaging/index.ts";
import { type CaseFile, type CompleteFile, decided, type Step } from "../case/case-file.ts";
import { PaymentRequested } from "../case/events.ts";
import { dayOf } from "../law/calendar.ts";
import type { LegalRemedies } from "../law/legal-remedies.ts";
import type { Following } from "../letters/following.ts";
import { euros, factsOf, noticeOf, type Part } from "../letters/letter.ts";
import { demandGain, type GrantedObjection } from "../objections/granted-objection.ts";
import { changeBasis, differenceTable, noticeOfRelief, reliefSentence } from "../objections/notice-of-relief.ts";
import type { Town } from "../towns/towns.ts";

/** A fee that is charged once for a case. */
export interface FeeTerms {
  /** German, shown to the payer */
  purpose: string;
  /** what it is by law */
  charge: EventBodies["payment.requested.v1"]["charge"];
}

/** Asks for a fee, or gives back of it. @param cents negative: a credit @param today when it is due, before payments moves it */
export function chargeFee(
  { purpose, charge }: FeeTerms,
  { metadata, application }: CompleteFile,
  cents: number,
  today: string,
): NewEvent {
  const claims = [{ cents, dueOn: today, label: purpose }];
  const paid = { claims, totalCents: cents, mandate: null, payTo: null };
  return newEvent(PaymentRequested, { payer: application.applicant, purpose, ...paid, charge }, metadata);
}

/** The fee of what a service grants: its notice goes out once, with the reference that payments has for it (ADR 8). */
export interface FeeRules<Data extends object> extends FeeTerms, Pick<FeeCorrection<Data>, "calculate" | "explain"> {
  /** Says on what it rests, as it stands in a notice */
  basis(data: Data): string;
  /** Says whether the notice that names it is out */
  isOut(data: Data): boolean;
  /**
   * Issues the notice; null: there is nothing to issue.
   * @param arranged payments' answer; null: there is no fee
   */
  issue(file: IssuableFile<Data>, arranged: Arranged | null): Following<Data> | null;
}

/** A file of which something can be issued. */
export type IssuableFile<Data extends object> = CaseFile<Data> & {
  data: Data;
  application: NonNullable<CaseFile["application"]>;
};

type Arranged = EventBodies["payment.arranged.v1"];

/** What a service says of a fee that may be lowered. */
export interface FeeCorrection<Data extends object = object> {
  terms: FeeTerms;
  towns: ReadonlyMap<string, Town>;
  office: string;
  /** Says on what the fee rests, as it stands in a notice */
  basis(file: CompleteFile<Data>): string;
  legalRemedies: LegalRemedies;
  /** Says whether the notice that names the fee is out; until then it waits for its reference (ADR 8) */
  isOut(file: CompleteFile<Data>): boolean;
  /** Gives the fee by the rules, in cents, once facts of the form are corrected; absent: a person names it */
  calculate?(file: CompleteFile<Data>): number | undefined;
  /** Says how it comes about */
  explain?(file: CompleteFile<Data>): Part[];
}

/**
 * Lowers the fee of a case that was objected to: a person has corrected what it is calculated from, or names it. What else
 * was decided stays as it is. The difference is a credit, which payments sets off or refunds.
 * @throws Fault not-possible where no fee was charged, none can be calculated, or it would not be lower; not-yet while
 * the first notice is on its way, which would still name the old fee
 */
export function lowerFee<Data extends object>(
  fee: FeeCorrection<Data>,
  file: CompleteFile<Data>,
  granted: GrantedObjection,
  now: Date,
): Step<Data> {
  const { decision } = file;
  const before = decision?.amountCents;
  if (!decision || !before) throw new Fault("not-possible", "es ist keine Gebühr erhoben, die herabzusetzen wäre");
  if (!fee.isOut(file))
    throw new Fault("not-yet", "ein Bescheid dieses Vorgangs ist noch unterwegs, bitte später noch einmal");
  const { facts, annul, amountCents } = granted;
  const after = annul ? 0 : facts ? fee.calculate?.(file) : amountCents;
  if (after === undefined)
    throw new Fault(
      "not-possible",
      "es lässt sich keine Gebühr berechnen, bitte den Betrag nennen: instead.amountCents",
    );
  demandGain(before - after);
  const sentence = reliefSentence(granted, holds(before, after, "jetzt"), fee.legalRemedies);
  const said = { outcome: decision.outcome, sentence, decidedBy: "person", amountCents: after - before } as const;
  const closed = decided(file, said, now);
  const notice = noticeOfRelief(factsOf(fee.towns, fee.office, file, now), granted, {
    ...{ subject: "über eine Gebühr", holds: holds(before, after, "nunmehr"), cost: "fee" },
    legalRemedies: fee.legalRemedies,
    blocks: [
      differenceTable(fee.terms.purpose, before, after),
      ...(facts ? (fee.explain?.(file) ?? []) : []),
      { heading: "Erstattung" },
      "Was noch nicht gezahlt ist, entfällt in Höhe des Unterschieds; zu viel gezahlte Beträge erstatten wir Ihnen. Ein verbleibender Betrag ist wie im ersten Bescheid angegeben zu zahlen.",
      { legalBasis: `${fee.basis(file)}; ${changeBasis(fee.legalRemedies)}.` },
    ],
  });
  const money = chargeFee(fee.terms, file, after - before, dayOf(now));
  const { outcome } = decision;
  const stands = { ...closed.file, decision: { outcome, decidedOn: dayOf(now), amountCents: after } };
  return { file: stands, events: [...closed.events, money, noticeOf(file, notice)] };
}

const holds = (before: number, after: number, now: string): string =>
  after
    ? `Die Gebühr beträgt ${now} ${euros(after)} statt ${euros(before)}.`
    : `Die Gebühr von ${euros(before)} wird nicht erhoben.`;
