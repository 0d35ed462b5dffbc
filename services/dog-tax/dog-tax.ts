import { germanDay } from "../../platform/casework/calendar.ts";
import { caseEvents, tasksOf } from "../../platform/casework/case-file.ts";
import type { DomainSurface } from "../../platform/casework/domain-surface.ts";
import { decimalEuros } from "../../platform/casework/dry-run.ts";
import {
  ApplicationRefused,
  CaseDecided,
  CaseDelayed,
  CaseReferred,
  InformationRequested,
  NoticeRequested,
  PaymentArranged,
  PaymentRequested,
  SubmissionAnswered,
} from "../../platform/casework/events.ts";
import { questionTimers } from "../../platform/casework/questions.ts";

import { ChipClaimed, ChipContested } from "./events.ts";
import { type DogTaxParts, type DogTaxState, Handling } from "./handling.ts";
import { reliefTimers } from "./relief-end.ts";

export { offers } from "./offers.ts";
export type { DogTaxParts, DogTaxState };

/** Registers and deregisters dogs and assesses the tax. One state is one household. */
export function dogTax(parts: DogTaxParts): DomainSurface<DogTaxState> {
  return {
    name: "dog-tax",
    takes: [...caseEvents, PaymentArranged, ChipContested],
    publishes: [
      ...[CaseDecided, CaseReferred, CaseDelayed, SubmissionAnswered, InformationRequested],
      ...[PaymentRequested, NoticeRequested, ChipClaimed, ApplicationRefused],
    ],
    initial: () => ({ dogs: [], assessed: {}, cases: [] }),
    key: ({ envelope }) => ({ tenant: envelope.municipality, key: envelope.account }),
    handle: (before, message, { now }) => new Handling(parts, before, now).handle(message),
    file: ({ cases }, number) => cases.find(({ about }) => about.caseNumber === number),
    explain: (_state, { caseNumber, after }) =>
      (after?.cases.find(({ about }) => about.caseNumber === caseNumber)?.assessment?.parts ?? []).map(
        ({ label, dueOn, cents }) => ({
          ...{ name: `${label}, fällig am ${germanDay(dueOn)}`, value: decimalEuros(cents) },
          paragraph: "KAG NRW § 3, Hundesteuersatzung",
        }),
      ),
    view: ({ cases, ...household }) => ({
      status: `${household.dogs.filter(({ to }) => to === null).length} dogs`,
      tasks: cases.flatMap(tasksOf),
      timers: [...cases.flatMap(questionTimers), ...reliefTimers(household)],
    }),
  };
}
