import { addMonths, type CaseProcessor, dayOf, nextWorkingDay } from "../../platform/casework/index.ts";
import {
  computeId,
  type Handled,
  is,
  type Message,
  newEvent,
  on,
  type Timer,
  timer,
} from "../../platform/messaging/index.ts";
import type { FormName } from "./application.ts";
import { BusinessNoticeRequested, BusinessStatisticsCounted } from "./events.ts";

/** A town's count of one month. */
export interface MonthCount {
  municipality: string;
  serviceKey: string;
  /** YYYY-MM */
  month: string;
  counts: Record<FormName, number>;
  reported: boolean;
}

const statistics = "statistik";
const MonthEnds = timer("month-ends");

/** What the statistical office is told of a trade counts in the month of the telling. */
const counted = (message: Message): message is Message<{ form: FormName; recipient: string }> =>
  is(BusinessNoticeRequested, message) && message.body.recipient === statistics && message.body.form !== "UNKNOWN";

/**
 * Counts by month and town what the statistical office is told of single trades, and reports on the first working day of
 * the next month; what is counted later is reported as a correction.
 */
export const months: CaseProcessor<MonthCount> = {
  name: "month",
  initial: () => ({
    ...{ municipality: "", serviceKey: "", month: "", reported: false },
    counts: { GewA1: 0, GewA2: 0, GewA3: 0 },
  }),
  key: ({ envelope: { municipality, time } }) => ({ tenant: municipality, key: dayOf(time).slice(0, 7) }),
  on: [on(BusinessNoticeRequested, count), on(MonthEnds, report)],
  view: (state) => ({ status: `month ${state.month}`, tasks: [], timers: timersOf(state) }),
};

function count(state: MonthCount, message: Message): Handled<MonthCount> {
  const { municipality, serviceKey, time } = message.envelope;
  const before = state.month ? state : { ...state, municipality, serviceKey, month: dayOf(time).slice(0, 7) };
  if (!counted(message)) return { state: before, events: [] };
  const { form } = message.body;
  const after = { ...before, counts: { ...before.counts, [form]: before.counts[form] + 1 } };
  return { state: after, events: after.reported ? [reportOf(after, true)] : [] };
}

function report(state: MonthCount, message: Message): Handled<MonthCount> {
  if (!timersOf(state).some(({ id }) => id === message.id)) return { state, events: [] };
  return { state: { ...state, reported: true }, events: [reportOf(state, false)] };
}

function reportOf({ municipality, serviceKey, month, counts }: MonthCount, correction: boolean) {
  const { GewA1: registrations, GewA2: changes, GewA3: closings } = counts;
  const metadata = { municipality, serviceKey, portal: "", applicationId: "", caseId: "", caseNumber: "", account: "" };
  return newEvent(BusinessStatisticsCounted, { month, registrations, changes, closings, correction }, metadata);
}

/** The first working day after the month, at eight in the morning of Berlin's winter. */
function timersOf({ municipality, month, reported }: MonthCount): Timer[] {
  if (reported) return [];
  const day = nextWorkingDay(addMonths(`${month}-01`, 1));
  return [MonthEnds.at(computeId("statistics", municipality, month), new Date(`${day}T07:00:00Z`))];
}
