import type { Entry } from "./entry.ts";
import type { Ledger } from "./ledger.ts";

/** As many applications and problems as a line can name without becoming unreadable. */
const namedMax = 1_000;

/** The last line that a portal says. Ids, states, numbers and times; nothing personal. */
export function reportOf(portal: string, ledger: Ledger, startedAt: number): Record<string, unknown> {
  const entries = [...ledger.entries.values()];
  const heard = entries.flatMap((entry) => entry.received.map(({ at }) => at));
  const pieces = entries.flatMap((entry) => entry.all("document"));
  const documents = pieces.filter(({ answer: { content } }) => content.piece === content.pieces);
  const receipts = entries.flatMap((entry) => entry.all("receipt").slice(0, 1));
  const decisions = entries.flatMap((entry) => entry.all("decision").slice(0, 1));
  return {
    ...{ event: "done", portal, ...ledger.totals, wrong: ledger.wrong().length },
    seconds: round((latest(heard, startedAt) - startedAt) / 1_000),
    table: tableOf(entries),
    startedAt,
    perSecond: {
      receipts: perSecond(receipts, startedAt),
      decisions: perSecond(decisions, startedAt),
      documents: perSecond(documents, startedAt),
    },
    lastDecisionAt: latest(
      decisions.map(({ at }) => at),
      startedAt,
    ),
    msFromPush: {
      toReceipt: percentiles(entries.flatMap((entry) => msFromPush(entry, "receipt"))),
      toDecision: percentiles(entries.flatMap((entry) => msFromPush(entry, "decision"))),
    },
    problems: [...ledger.wrong(), ...ledger.unanswered()].slice(0, namedMax),
    applications: entries.slice(0, namedMax).map(({ expected, state, caseNumber, traceId }) => {
      const { applicationId, service } = expected;
      return { applicationId, ...(caseNumber && { caseNumber }), traceId, service, state };
    }),
  };
}

/** service → state → number of applications */
function tableOf(entries: readonly Entry[]): Record<string, Record<string, number>> {
  const table: Record<string, Record<string, number>> = {};
  for (const { expected, state } of entries) {
    const row = table[expected.service] ?? {};
    const label = state === "none" ? "record refused" : state;
    table[expected.service] = { ...row, [label]: (row[label] ?? 0) + 1 };
  }
  return table;
}

/** Only of applications of one record: the others wait on purpose. */
function msFromPush({ records, received }: Entry, kind: "receipt" | "decision"): number[] {
  const [record, ...others] = records;
  if (record?.at === undefined || others.length) return [];
  const [first] = received.filter(({ answer }) => answer.content.kind === kind);
  return first ? [first.at - record.at] : [];
}

const latest = (at: readonly number[], since: number): number => at.reduce((a, b) => Math.max(a, b), since);

/** How many came each second, from the first push to the last of them. */
function perSecond(received: readonly { at: number }[], since: number): number {
  const ms =
    latest(
      received.map(({ at }) => at),
      since,
    ) - since;
  return received.length ? round((received.length * 1_000) / Math.max(1, ms)) : 0;
}

function percentiles(ms: number[]): { p50: number; p95: number } | undefined {
  if (!ms.length) return undefined;
  const sorted = ms.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  return { p50: at(0.5), p95: at(0.95) };
}

const round = (number: number) => Math.round(number * 10) / 10;
