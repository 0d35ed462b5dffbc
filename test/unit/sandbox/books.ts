import { createHash } from "node:crypto";
import type { Answer, Content } from "../../../sandbox/portal/answer.ts";
import { Ledger, type Totals, type Wrong } from "../../../sandbox/portal/ledger.ts";
import { type Outcome, outcomes, type RecordAnswer, type Sample } from "../../../sandbox/samples/sample.ts";

const day = "2026-11-22";

/** A sample of one application, by what must answer each of its records. */
export const sample = (answers: RecordAnswer[], outcome: Outcome, name = "a sample"): Sample => ({
  name,
  pushes: answers.map((answer) => ({ applicationId: "a1", value: { bytes: Buffer.from("x") }, answer })),
  applications: [{ applicationId: "a1", service: "dog-tax", ...outcome }],
});

export const receipt: RecordAnswer = { kind: "receipt" };
export const again: RecordAnswer = { kind: "again" };
export const assessed = outcomes.assessed(66_00);

type Message = Content & { number?: number; id?: string; caseNumber?: string };

const hashOf = (text: string) => createHash("sha256").update(text).digest("hex");

/** Contents of messages, the short way. */
export const told = {
  receipt: { kind: "receipt", day } as Content,
  refusal: (code: string, fields: string[] = []): Content => ({
    kind: "refusal",
    code,
    fields,
    sentence: "…",
    repair: "…",
  }),
  recordRefusal: (code: string, offset: number): Content => ({
    ...{ kind: "record-refusal", code, fields: [], sentence: "…", repair: "…" },
    ...{ partition: 0, offset: String(offset), sha256: `hash ${offset}` },
  }),
  inReview: { kind: "progress", state: "in-review" } as Content,
  delayed: { kind: "progress", state: "delayed" } as Content,
  decision: (cents: number | null, state: "assessed" | "withdrawn" | "granted" = "assessed"): Content => ({
    ...{ kind: "decision", state, cents, sentence: "So ist es." },
  }),
  payment: (...dues: number[]): Content => ({
    ...{ kind: "payment", method: "transfer", dues, totalCents: 66_00, reference: "RF18", epc: "BCD" },
  }),
  document: (text = "%PDF-1.7", sha256 = hashOf(text)): Content => ({
    ...{ kind: "document", sha256, piece: 1, pieces: 1, content: Buffer.from(text) },
  }),
  reply: (outcome: "taken" | "too-late"): Content => ({
    ...{ kind: "submission", submission: "reply", submissionId: "r1", outcome },
  }),
};

/** Pushes a sample's records at offsets 0, 1, 2 … and tells the messages: numbered in turn, unless they say otherwise. */
export function after(one: Sample, messages: Message[], pushed = one.pushes.length): After {
  const ledger = new Ledger();
  const records = ledger.expect(one);
  for (const [i, record] of records.slice(0, pushed).entries()) {
    ledger.pushing(record, 1_000);
    ledger.pushed(record, { partition: 0, offset: String(i), sha256: `hash ${i}`, day });
  }
  let last = 0;
  for (const { number, id, caseNumber, ...content } of messages) {
    const own = number ?? (content.kind === "record-refusal" ? 0 : last + 1);
    last = Math.max(last, own);
    const answer: Answer = {
      id: id ?? `m${own}${content.kind === "record-refusal" ? ` at ${content.offset}` : ""}`,
      number: own,
      applicationId: "a1",
      caseNumber: caseNumber ?? "GLA-1",
      content: content as Content,
    };
    // What a message says is what its bytes are.
    ledger.tell(answer, JSON.stringify(answer), 2_000);
  }
  return { ...ledger.totals, settled: ledger.settled, wrong: ledger.wrong().map(({ what }: Wrong) => what) };
}

export interface After extends Totals {
  settled: boolean;
  wrong: string[];
}
