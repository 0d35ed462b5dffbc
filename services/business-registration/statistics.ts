import { addMonths, dayOf, nextWorkingDay } from "../../platform/casework/calendar.ts";
import type { DomainSurface } from "../../platform/casework/domain-surface.ts";
import { computeId, draft, type Handled, is, type Message, type Timer, timer } from "../../platform/messaging/index.ts";
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

/** Beside cases, a service with months: which of the two a state is, is told by its fields. */
type State<Case> = Case | MonthCount;

const isCount = <C extends object>(state: State<C>): state is MonthCount => "counts" in state;

/** What the statistical office is told of a trade counts in the month of the telling. */
const counted = (message: Message): message is Message<{ form: FormName; recipient: string }> =>
  is(BusinessNoticeRequested, message) && message.body.recipient === statistics && message.body.form !== "UNKNOWN";

/**
 * Adds a count by month and town to a service that tells the statistical office of single trades: it takes its own
 * events, and reports on the first working day of the next month; what is counted later is reported as a correction.
 */
export function withStatistics<C extends object>(surface: DomainSurface<C>): DomainSurface<State<C>> {
  return {
    ...surface,
    takes: [...surface.takes, BusinessNoticeRequested],
    publishes: [...surface.publishes, BusinessStatisticsCounted],
    key: (message) => {
      if (!is(BusinessNoticeRequested, message)) return surface.key(message);
      const { municipality, time } = message.envelope;
      return { tenant: municipality, key: `month ${dayOf(time).slice(0, 7)}` };
    },
    handle: (state, message, context) => {
      if (is(BusinessNoticeRequested, message)) return count(state, message);
      return isCount(state) ? report(state, message) : surface.handle(state, message, context);
    },
    view: (state) =>
      isCount(state) ? { status: `month ${state.month}`, tasks: [], timers: timersOf(state) } : surface.view(state),
    file: (state, caseNumber) => (isCount(state) ? undefined : surface.file?.(state, caseNumber)),
    explain: (state, { after, ...asked }) =>
      isCount(state)
        ? []
        : (surface.explain?.(state, { ...asked, ...(after && !isCount(after) ? { after } : {}) }) ?? []),
  };
}

function count<C extends object>(state: State<C>, message: Message): Handled<State<C>> {
  const { municipality, serviceKey, time } = message.envelope;
  const month = dayOf(time).slice(0, 7);
  const empty = { municipality, serviceKey, month, counts: { GewA1: 0, GewA2: 0, GewA3: 0 }, reported: false };
  const before: MonthCount = isCount(state) ? state : empty;
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
  const about = { municipality, serviceKey, portal: "", applicationId: "", caseId: "", caseNumber: "", account: "" };
  return draft(BusinessStatisticsCounted, { month, registrations, changes, closings, correction }, about);
}

const MonthEnds = timer("month-ends");

/** The first working day after the month, at eight in the morning of Berlin's winter. */
function timersOf({ municipality, month, reported }: MonthCount): Timer[] {
  if (reported) return [];
  const day = nextWorkingDay(addMonths(`${month}-01`, 1));
  return [MonthEnds.at(computeId("statistics", municipality, month), new Date(`${day}T07:00:00Z`))];
}
