import { expect } from "chai";
import type { Answer, Content } from "../../../sandbox/portal/answer.ts";
import type { Outgoing } from "../../../sandbox/portal/kafka.ts";
import { Ledger } from "../../../sandbox/portal/ledger.ts";
import { Pusher } from "../../../sandbox/portal/pusher.ts";
import { outcomes, type Push, type Sample } from "../../../sandbox/samples/sample.ts";
import { assessed, receipt } from "./books.ts";

const push = (applicationId: string, bytes: string | number, more: Partial<Push> = {}): Push => ({
  ...{ applicationId, value: { bytes: typeof bytes === "number" ? Buffer.alloc(bytes) : Buffer.from(bytes) } },
  ...{ answer: receipt, ...more },
});

const sample = (pushes: Push[]): Sample => ({
  name: "a sample",
  pushes,
  applications: [...new Set(pushes.map(({ applicationId }) => applicationId))].map((applicationId) => ({
    ...{ applicationId, service: "dog-tax", ...assessed },
  })),
});

/** A portal whose Kafka only notes what it was given. */
function portal(samples: Sample[]) {
  const sent: Outgoing[][] = [];
  let offset = 0;
  const ledger = new Ledger();
  const pusher = new Pusher({
    samples: samples.values(),
    ledger,
    wire: { encode: (value) => ("bytes" in value ? value.bytes : null) },
    outlet: {
      push: async (records) => {
        sent.push([...records]);
        return records.map(({ sha256 }) => ({ partition: 0, offset: String(offset++), sha256, day: "2026-11-22" }));
      },
    },
  });
  async function tell(applicationId: string, number: number, content: Content): Promise<void> {
    const answer: Answer = { id: `${applicationId} ${number}`, number, applicationId, caseNumber: "GLA-1", content };
    const heard = ledger.tell(answer, JSON.stringify(answer), 2_000);
    if (heard) pusher.received(heard.entry);
    await pusher.push();
  }
  const texts = () => sent.flat().map(({ value }) => value?.toString());
  return { pusher, ledger, sent, tell, texts };
}

const wait = { after: { applicationId: "a", state: "assessed" } } as const;
const got = { kind: "receipt", day: "2026-11-22" } as const;
const decided = { kind: "decision", state: "assessed", cents: 66_00, sentence: "…" } as const;

describe("a portal that pushes", () => {
  it("sends many small records at once, and large ones by themselves", async () => {
    const { pusher, sent } = portal([
      ...Array.from({ length: 600 }, (_, i) => sample([push(`s${i}`, 100)])),
      sample([push("large", 8_000_000)]),
      sample([push("last", 100)]),
    ]);
    await pusher.push();
    expect(sent.map((batch) => batch.length)).to.deep.equal([500, 100, 1, 1]);
    expect(pusher.done).to.equal(true);
  });

  it("gives every application one trace, and every record a span of it", async () => {
    const { pusher, sent } = portal([sample([push("a", "1"), push("a", "2"), push("b", "3")])]);
    await pusher.push();
    const traces = sent.flat().map(({ traceparent }) => traceparent);
    for (const one of traces) expect(one).to.match(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
    const ids = traces.map((one) => one.split("-")[1]);
    expect(ids[0]).to.equal(ids[1]);
    expect(ids[0]).not.to.equal(ids[2]);
    expect(new Set(traces.map((one) => one.split("-")[2])).size).to.equal(3);
  });

  it("takes the application's id for the key, unless the sample has another or none", async () => {
    const { pusher, sent } = portal([
      sample([push("a", "1"), push("a", "2", { key: "other" }), push("a", "3", { key: null })]),
    ]);
    await pusher.push();
    expect(sent.flat().map(({ key }) => key)).to.deep.equal(["a", "other", null]);
  });

  it("holds back what waits for a state, and nothing else", async () => {
    const { pusher, tell, texts } = portal([sample([push("a", "1"), push("b", "2", wait)]), sample([push("c", "3")])]);
    await pusher.push();
    expect(texts()).to.deep.equal(["1", "3"]);
    expect(pusher.done).to.equal(false);
    await tell("a", 1, got);
    expect(texts()).to.deep.equal(["1", "3"]);
    await tell("a", 2, decided);
    expect(texts()).to.deep.equal(["1", "3", "2"]);
    expect(pusher.done).to.equal(true);
  });

  it("keeps the order of a sample's records behind one that waits", async () => {
    const { pusher, tell, texts } = portal([
      sample([push("a", "1"), push("a", "2", wait), push("a", "3"), push("b", "4", wait)]),
    ]);
    await pusher.push();
    await tell("a", 1, got);
    await tell("a", 2, decided);
    expect(texts()).to.deep.equal(["1", "2", "3", "4"]);
  });

  it("gives up what waits for a state that cannot come any more, and says so", async () => {
    const { pusher, ledger, tell, texts } = portal([sample([push("a", "1"), push("b", "2", wait)])]);
    await pusher.push();
    await tell("a", 1, got);
    await tell("a", 2, { kind: "progress", state: "in-review" });
    expect(texts()).to.deep.equal(["1"]);
    expect([pusher.done, ledger.settled]).to.deep.equal([true, true]);
    expect(
      ledger
        .wrong()
        .map(({ what }) => what)
        .join(),
    ).to.include("could not be pushed");
  });

  it("does not keep what it has pushed", async () => {
    const { pusher, ledger } = portal([sample([push("a", "1")])]);
    await pusher.push();
    expect(ledger.entries.get("a")?.records[0]?.value).to.equal(undefined);
  });

  it("takes an answer that is quicker than Kafka's word where the record lies", async () => {
    const answer: Answer = {
      ...{ id: "m", number: 0, applicationId: "key-1", caseNumber: "" },
      content: {
        kind: "record-refusal",
        code: "unreadable",
        fields: [],
        sentence: "…",
        repair: "…",
        partition: 0,
        offset: "0",
        sha256: "",
      },
    };
    const one = { ...sample([push("a", "1", { answer: { kind: "record-refusal", code: "unreadable" } })]) };
    const [first] = one.applications;
    const { pusher, ledger } = portal([{ ...one, applications: first ? [{ ...first, ...outcomes.none }] : [] }]);
    expect(ledger.tell(answer, "hash", 1)).to.equal(undefined);
    await pusher.push();
    expect(ledger.totals).to.include({ answered: 1, refused: 1 });
  });
});
