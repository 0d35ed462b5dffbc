import type { Told } from "./entry.ts";
import type { Ledger } from "./ledger.ts";

/** As many applications and problems as a line can name without becoming unreadable. */
const namedMax = 1_000;

/** The last line that a portal says. Ids, states, numbers and times; nothing personal. */
export function reportOf(portal: string, ledger: Ledger, startedAt: number): Record<string, unknown> {
  const problems = [...ledger.wrong(), ...ledger.unanswered()];
  const entries = [...ledger.entries.values()];
  const table: Record<string, Record<string, number>> = {};
  for (const { expected, state } of entries) {
    const row = (table[expected.service] ??= {});
    const label = state === "none" ? "record refused" : state;
    row[label] = (row[label] ?? 0) + 1;
  }
  const times = timesOf(ledger);
  return {
    ...{ event: "done", portal, ...ledger.totals, wrong: ledger.wrong().length },
    seconds: round((Math.max(startedAt, ...times.last) - startedAt) / 1_000),
    table,
    perSecond: {
      receipts: perSecond(times.receipts, startedAt),
      decisions: perSecond(times.decisions, startedAt),
      documents: perSecond(times.documents, startedAt),
    },
    msFromPush: { toReceipt: percentiles(times.toReceipt), toDecision: percentiles(times.toDecision) },
    problems: problems.slice(0, namedMax),
    applications: entries.slice(0, namedMax).map(({ expected, state, caseNumber, traceId }) => {
      const { applicationId, service } = expected;
      return { applicationId, ...(caseNumber && { caseNumber }), traceId, service, state };
    }),
  };
}

function timesOf(ledger: Ledger) {
  const times = { receipts: [], decisions: [], documents: [], toReceipt: [], toDecision: [], last: [] } as Record<
    "receipts" | "decisions" | "documents" | "toReceipt" | "toDecision" | "last",
    number[]
  >;
  let last = 0;
  for (const entry of ledger.entries.values()) {
    const pushedAt = entry.records[0]?.at;
    const [receipt, decision] = [entry.all("receipt")[0], entry.all("decision")[0]];
    const note = (list: number[], told: Told | undefined, since?: number) => {
      if (told) list.push(since === undefined ? told.at : told.at - since);
    };
    note(times.receipts, receipt);
    note(times.decisions, decision);
    for (const told of entry.all("document"))
      if (told.answer.content.piece === told.answer.content.pieces) note(times.documents, told);
    // Only where the first record is the application and nothing had to be waited for.
    if (pushedAt !== undefined && entry.records.length === 1) {
      note(times.toReceipt, receipt, pushedAt);
      note(times.toDecision, decision, pushedAt);
    }
    for (const { at } of entry.told) last = Math.max(last, at);
  }
  times.last = [last];
  return times;
}

/** How many came each second, from the first push to the last of them. */
function perSecond(at: readonly number[], startedAt: number): number {
  const last = at.reduce((a, b) => Math.max(a, b), startedAt);
  return at.length ? round((at.length * 1_000) / Math.max(1, last - startedAt)) : 0;
}

function percentiles(ms: number[]): { p50: number; p95: number } | undefined {
  if (!ms.length) return undefined;
  const sorted = ms.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  return { p50: at(0.5), p95: at(0.95) };
}

const round = (number: number) => Math.round(number * 10) / 10;
