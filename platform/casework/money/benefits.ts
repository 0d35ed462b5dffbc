import type { EventBodies } from "../../../types/generated/events.ts";
import { Fault } from "../../messaging/index.ts";
import { type CompleteFile, decided, formOf, type Step } from "../case/case-file.ts";
import { dayOf, germanDay } from "../law/calendar.ts";
import type { LegalRemedies } from "../law/legal-remedies.ts";
import { type Block, euros, factsOf, noticeOf, type Part } from "../letters/letter.ts";
import { demandGain, type GrantedObjection } from "../objections/granted-objection.ts";
import { noticeOfRelief, reliefSentence } from "../objections/notice-of-relief.ts";
import type { Town } from "../towns/towns.ts";
import { type OfMonth, payMonthly } from "./payouts.ts";

type PayTo = EventBodies["payment.requested.v1"]["payTo"];

/** A benefit that is paid monthly, raised since an objection to it is right. */
export interface Raise {
  towns: ReadonlyMap<string, Town>;
  office: string;
  /** German, e.g. "Wohngeld" */
  benefit: string;
  /** on what it rests, as it stands in the notice */
  basis: string;
  legalRemedies: LegalRemedies;
  /** from which day on, YYYY-MM-DD */
  from: string;
  payTo: PayTo;
  beforeCents: number;
  afterCents: number;
  /** what is paid more in each month */
  months: readonly OfMonth[];
  /** how it comes about, where it was calculated: in short, and step by step on pages of its own */
  figures?: readonly Part[];
  annex?: readonly Part[];
}

/**
 * Says what a benefit comes to a month, in cents, as a person says it or by the rules with the facts that they corrected.
 * @param figures what was granted so far, what the rules calculate (undefined: nothing), and above what it makes no sense
 * @throws Fault not-possible where it is not more, or too much
 */
export function raisedTo(
  { facts, annul, amountCents }: GrantedObjection,
  figures: { beforeCents: number; calculatedCents: number | undefined; mostCents: number },
): number {
  const after = annul ? 0 : facts ? figures.calculatedCents : amountCents;
  if (after === undefined)
    throw new Fault("not-possible", "es lässt sich nichts berechnen, bitte den Betrag nennen: instead.amountCents");
  demandGain(after - figures.beforeCents);
  if (after > figures.mostCents)
    throw new Fault("not-possible", `höchstens ${euros(figures.mostCents)} im Monat sind möglich: instead.amountCents`);
  return after;
}

/**
 * Gives the account that money goes on to, the one it went to: another one is reported and looked at, not slipped in with an
 * objection.
 * @throws Fault not-possible where corrected facts name another one
 */
export function accountOf({ before }: GrantedObjection, file: CompleteFile): PayTo {
  const [known, named] = [before, file].map((one) => formOf<{ account: PayTo }>(one).account);
  if (JSON.stringify(known) !== JSON.stringify(named))
    throw new Fault("not-possible", "mit einem Widerspruch wird kein anderes Konto angegeben: instead.facts.account");
  return known ?? null;
}

/** Grants a benefit anew with a higher sum: the notice has the difference, which is paid for past months at once. */
export function raiseBenefit<Data extends object>(
  raise: Raise,
  file: CompleteFile<Data>,
  granted: GrantedObjection,
  now: Date,
): Step<Data> {
  const { towns, office, benefit, basis, legalRemedies, from, payTo, beforeCents, afterCents, months } = raise;
  const { figures = [], annex = [] } = raise;
  if (!months.length) throw new Fault("not-possible", "es gibt keinen Monat mehr, in dem es mehr wäre");
  const holds = `Ab dem ${germanDay(from)} sind ${euros(afterCents)} im Monat bewilligt statt ${euros(beforeCents)}.`;
  const said = { outcome: "granted", decidedBy: "person", amountCents: afterCents } as const;
  const closed = decided(file, { ...said, sentence: reliefSentence(granted, holds, legalRemedies) }, now);
  const payment = payMonthly(file, { purpose: `${benefit}, Abhilfe`, months, payTo }, dayOf(now));
  const notice = noticeOfRelief(factsOf(towns, office, file, now), granted, {
    ...{ subject: `über ${benefit}`, holds, cost: "benefit", legalRemedies },
    blocks: [monthsTable(months), ...figures, { legalBasis: basis }],
    annex,
  });
  return {
    file: closed.file,
    events: [...closed.events, payment, noticeOf(file, notice)],
  };
}

/** Says what differs from what was granted before, month by month. */
export const monthsTable = (months: readonly OfMonth[]): Block => ({
  ...{ kind: "table", caption: "Unterschied zum bisherigen Bescheid" },
  columns: [
    { title: "Monat", align: "left" },
    { title: "Betrag", align: "right" },
  ],
  rows: months.map(({ month, cents }) => [`${month.slice(5, 7)}/${month.slice(0, 4)}`, euros(cents)]),
  total: ["Zusammen", euros(months.reduce((sum, { cents }) => sum + cents, 0))],
});
