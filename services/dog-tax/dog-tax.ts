import {
  ApplicationRefused,
  type CaseProcessor,
  caseMessages,
  caseOutcomes,
  caseTimers,
  type DomainDefinition,
  decimalEuros,
  germanDay,
  PaymentArranged,
  PaymentRequested,
  TaskChanged,
  tasksOf,
} from "../../platform/casework/index.ts";
import { onEach } from "../../platform/messaging/index.ts";
import { chips } from "./assessment/chips.ts";
import { decision } from "./assessment/finding.ts";
import { ReliefEnds, reliefTimers } from "./assessment/relief-end.ts";
import { AssessYear, household } from "./assessment/yearly.ts";
import { ChipClaimed, ChipContested } from "./events.ts";
import { HouseholdHandler } from "./handling.ts";
import { forms } from "./offers.ts";
import type { DogTaxParts, DogTaxState } from "./state.ts";

export { offers } from "./offers.ts";
export type { DogTaxParts, DogTaxState };

/** Registers and deregisters dogs and assesses the tax. */
export const dogTax = (parts: DogTaxParts): DomainDefinition => ({
  name: "dog-tax",
  forms,
  decision,
  taskChanged: TaskChanged,
  processors: [chips, households(parts)],
  publishes: [...caseOutcomes, ...[PaymentRequested, ChipClaimed, ChipContested, ApplicationRefused]],
});

/** One state is one household. */
const households = (parts: DogTaxParts): CaseProcessor<DogTaxState> => ({
  name: household,
  initial: () => ({ dogs: [], assessed: {}, cases: [] }),
  key: ({ envelope }) => ({ tenant: envelope.municipality, key: envelope.account }),
  on: onEach([...caseMessages, PaymentArranged, ChipContested, AssessYear, ReliefEnds], (before, message, { now }) =>
    new HouseholdHandler(parts, before, now).handle(message),
  ),
  file: ({ cases }, number) => cases.find(({ metadata }) => metadata.caseNumber === number),
  explain: (_state, { caseNumber, after }) =>
    (after?.cases.find(({ metadata }) => metadata.caseNumber === caseNumber)?.data?.assessment?.parts ?? []).map(
      ({ label, dueOn, cents }) => ({
        ...{ name: `${label}, fällig am ${germanDay(dueOn)}`, value: decimalEuros(cents) },
        paragraph: "KAG NRW § 3, Hundesteuersatzung",
      }),
    ),
  view: ({ cases, ...rest }) => ({
    status: `${rest.dogs.filter(({ to }) => to === null).length} dogs`,
    tasks: cases.flatMap(tasksOf),
    timers: [...cases.flatMap(caseTimers), ...reliefTimers(rest)],
  }),
});
