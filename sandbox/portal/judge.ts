import type { RecordAnswer } from "../samples/sample.ts";
import type { Entry, PushedRecord, Told } from "./entry.ts";

/** How an application stands, against what its sample says. */
export interface Verdict {
  pushed: number;
  answered: number;
  refused: number;
  /** identical messages beyond the first, and beyond one for each record that was pushed again on purpose */
  repeated: number;
  /** one number with two contents, or one effect under two numbers */
  doubled: number;
  /** all that must come has come, or what has come is final */
  settled: boolean;
  /** it is final, but not what it must be: what waits for its state waits in vain */
  stuck: boolean;
  wrong: string[];
}

export function judge(entry: Entry): Verdict {
  const { answers, again } = answersOf(entry);
  const pushed = entry.records.filter(({ at }) => at !== undefined);
  const answered = pushed.filter((one) => answers.has(one)).length;
  const refused = [...answers.values()].filter(({ answer }) => /refusal$/.test(answer.content.kind)).length;
  const repeated = entry.received.reduce((sum, one) => sum + Math.max(0, one.copies - 1 - (again.get(one) ?? 0)), 0);
  const stuck = entry.abandoned || (isFinal(entry) && !hasAll(entry));
  const wrong = [
    ...pushed.flatMap((one) => wrongAnswer(entry, one, answers.get(one))),
    ...wrongOutcome(entry),
    ...entry.noticed,
  ];
  const complete = pushed.length === entry.records.length && answered === pushed.length;
  return {
    ...{ pushed: pushed.length, answered, refused, repeated, doubled: doubledIn(entry, pushed), stuck, wrong },
    settled: stuck ? answered === pushed.length : complete && hasAll(entry),
  };
}

/** What answered each record, and how many copies of each message are answers to records that were pushed again. */
function answersOf(entry: Entry): { answers: Map<PushedRecord, Told>; again: Map<Told, number> } {
  const answers = new Map<PushedRecord, Told>();
  const again = new Map<Told, number>();
  // Receipts and refusals do not name their record: they answer the application's records in their order.
  const openings = firstOfEachNumber([...entry.all("receipt"), ...entry.all("refusal")]);
  let first: PushedRecord | undefined;
  for (const record of entry.records) {
    if (record.at === undefined) continue;
    if (record.push.answer.kind === "again") {
      const received = first && answers.get(first);
      if (!received) continue;
      const copy = (again.get(received) ?? 0) + 1;
      if (received.copies <= copy) continue;
      again.set(received, copy);
      answers.set(record, received);
      continue;
    }
    first = record;
    const received = refusalOf(entry, record) ?? submissionOf(entry, record.push.answer) ?? undefined;
    const answer = received ?? (record.push.answer.kind === "submission" ? undefined : openings.shift());
    if (answer) answers.set(record, answer);
  }
  return { answers, again };
}

function refusalOf(entry: Entry, { place }: PushedRecord): Told | undefined {
  return entry.all("record-refusal").find(({ answer: { content } }) => {
    return place && content.partition === place.partition && content.offset === place.offset;
  });
}

function submissionOf(entry: Entry, answer: RecordAnswer): Told | undefined {
  if (answer.kind !== "submission") return undefined;
  return entry.all("submission").find((one) => one.answer.content.submissionId === answer.submissionId);
}

/** By number; a second content under one number is a clash, not a second effect. */
function firstOfEachNumber<T extends Told>(received: T[]): T[] {
  const numbers = new Map<number, T>();
  for (const one of received) if (!numbers.has(one.answer.number)) numbers.set(one.answer.number, one);
  return [...numbers.values()].sort((a, b) => a.answer.number - b.answer.number);
}

function doubledIn(entry: Entry, pushed: readonly PushedRecord[]): number {
  const surplus = (list: Told[], most: number) => Math.max(0, firstOfEachNumber(list).length - most);
  const surplusBy = <T extends Told>(list: T[], name: (one: T) => string) => {
    const groups = Map.groupBy(list, name).values();
    return [...groups].reduce((sum, group) => sum + surplus(group, 1), 0);
  };
  const applications = pushed.filter(({ push }) => push.answer.kind === "receipt" || push.answer.kind === "refusal");
  const receipts = surplus(entry.all("receipt"), 1);
  const openings = surplus([...entry.all("receipt"), ...entry.all("refusal")], Math.max(1, applications.length));
  const places = Map.groupBy(entry.all("record-refusal"), ({ answer: { content } }) => {
    return `${content.partition} ${content.offset}`;
  });
  return (
    entry.clashes +
    Math.max(receipts, openings) +
    surplus(entry.all("decision"), 1) +
    surplus(entry.all("payment"), 1) +
    surplusBy(entry.all("progress"), ({ answer: { content } }) => content.state) +
    surplusBy(entry.all("document"), ({ answer: { content } }) => `${content.sha256} ${content.piece}`) +
    surplusBy(entry.all("submission"), ({ answer: { content } }) => content.submissionId) +
    [...places.values()].reduce((sum, group) => sum + new Set(group.map(({ answer }) => answer.id)).size - 1, 0)
  );
}

/** Whether a person has to act before anything else can come, or it was decided in another way than it had to be. */
function isFinal({ state, expected, reached }: Entry): boolean {
  if (reached.has("delayed")) return true;
  if (state === expected.state || state === expected.through) return false; // Something is still on its way.
  if (state === "in-review") return expected.state !== "withdrawn"; // Its withdrawal may still be on its way.
  return !["none", "received", "refused"].includes(state); // After a refusal a repaired record may follow.
}

function hasAll(entry: Entry): boolean {
  const { expected, state, documents } = entry;
  const paid = !expected.payment || entry.all("payment").length > 0;
  return state === expected.state && paid && documents.size >= expected.documents;
}

function wrongAnswer({ records }: Entry, record: PushedRecord, received: Told | undefined): string[] {
  const { push, place } = record;
  if (!received || push.answer.kind === "again") return []; // Unanswered is counted by itself.
  const which = records.length > 1 ? `record ${records.indexOf(record) + 1}: ` : "";
  const { content } = received.answer;
  const problems: string[] = [];
  if (described(content) !== described(push.answer))
    problems.push(`${which}expected ${described(push.answer)}, got ${described(content)}`);
  if ("fields" in push.answer && "fields" in content)
    for (const field of push.answer.fields ?? [])
      if (!content.fields.includes(field)) problems.push(`${which}the refusal does not name ${field}`);
  if ("repair" in content && !(content.sentence && content.repair))
    problems.push(`${which}the refusal does not say what to do`);
  if (content.kind === "record-refusal" && content.sha256 !== place?.sha256)
    problems.push(`${which}the refusal names another hash than the record has`);
  const [first] = records;
  if (content.kind === "receipt" && first?.place && content.day !== first.place.day)
    problems.push(`${which}expected the date of receipt ${first.place.day}, got ${content.day}`);
  return problems;
}

function described(answer: RecordAnswer | Told["answer"]["content"]): string {
  if (answer.kind === "submission") return `${answer.submission} ${answer.outcome}`;
  return "code" in answer ? `${answer.kind} ${answer.code}` : answer.kind;
}

function wrongOutcome(entry: Entry): string[] {
  const { expected, state, documents } = entry;
  const wrong: string[] = [];
  const compare = (what: string, wanted: unknown, got: unknown) => {
    if (wanted !== got) wrong.push(`expected ${what} ${wanted ?? "none"}, got ${got ?? "none"}`);
  };
  compare("state", expected.state, state);
  const decision = entry.all("decision").at(0)?.answer.content;
  const payment = entry.all("payment").at(0)?.answer.content;
  if (decision && state === expected.state) {
    if (expected.cents !== undefined) compare("cents", expected.cents, decision.cents);
    if (expected.says && !decision.sentence.includes(expected.says)) wrong.push(`does not say "${expected.says}"`);
    compare("payment", expected.payment, payment?.method);
    compare("documents", expected.documents, documents.size);
  }
  if (payment) {
    compare(
      "claims that add up to",
      payment.totalCents,
      payment.dues.reduce((sum, cents) => sum + cents, 0),
    );
    compare("payments of cents", expected.paidCents ?? decision?.cents ?? 0, payment.totalCents);
    if (!payment.reference) wrong.push("a payment without a reference");
    compare("a code to pay by transfer:", payment.method === "transfer", payment.epc !== "");
  }
  return wrong;
}
