import { expect } from "chai";
import type { PortalReport } from "../../../deploy/portals.ts";
import { allWell, problemLines, runningSummary, stateTable, totalsOf } from "../../../deploy/summary.ts";

describe("the summary of a start", () => {
  const report = (changes: Partial<PortalReport>): PortalReport => ({
    ...{ portal: "sozialplattform-nrw", pushed: 10, answered: 10, unanswered: 0, doubled: 0, repeated: 1 },
    ...{
      refused: 2,
      wrong: 0,
      seconds: 4.26,
      table: {},
      perSecond: {},
      startedAt: 0,
      lastDecisionAt: 0,
      msFromPush: {},
      applications: [],
      problems: [],
      ...changes,
    },
  });

  it("adds up the portals; of their seconds the longest counts", () => {
    expect(totalsOf([report({}), report({ pushed: 5, seconds: 3 })])).to.deep.equal({
      ...{ pushed: 15, answered: 20, unanswered: 0, doubled: 0, repeated: 2, refused: 4, seconds: 4.3 },
    });
  });

  it("is well unless an answer is missing, doubled or wrong", () => {
    expect(allWell([report({}), report({ refused: 7, repeated: 7 })])).to.equal(true);
    for (const name of ["unanswered", "doubled", "wrong"]) {
      expect(allWell([report({}), report({ [name]: 1 })]), name).to.equal(false);
    }
  });

  it("names what was wrong, twenty at most", () => {
    expect(problemLines([report({})])).to.deep.equal([]);
    const problem = { sample: "two-dogs", applicationId: "a-1", what: "expected assessed, got refused" };
    expect(problemLines([report({ problems: [problem] })])).to.deep.equal([
      "sozialplattform-nrw, sample two-dogs (a-1): expected assessed, got refused.",
    ]);
    const many = problemLines([report({ problems: Array(25).fill(problem) })]);
    expect([many.length, many.at(-1)]).to.deep.equal([21, "and 5 more."]);
  });

  it("shows services by states", () => {
    const reports = [
      report({ table: { "dog-tax": { granted: 12 } } }),
      report({ table: { "dog-tax": { granted: 1, refused: 2 }, "building-permit": { open: 3 } } }),
    ];
    expect(stateTable(reports)).to.equal(
      [
        "service          granted  open  refused",
        "building-permit        ·     3        ·",
        "dog-tax               13     ·        2",
      ].join("\n"),
    );
  });

  it("tells how to follow one application", () => {
    const applications = [
      { applicationId: "a", service: "dog-tax", state: "refused" },
      { applicationId: "b", caseNumber: "HUN-7", traceId: "ab12", service: "dog-tax", state: "granted" },
    ];
    const text = runningSummary({
      ...{ started: [], given: ["NATS_URL"], services: ["dog-tax"], startMs: 6_300, dataDir: "/data" },
      ...{ reports: [report({ applications })], zipkinUrl: "http://127.0.0.1:20001" },
    });
    expect(text).to.include("npm run -s ops -- case HUN-7");
    expect(text).to.include("http://127.0.0.1:20001/zipkin/traces/ab12");
    expect(text).to.include("from the environment: NATS_URL");
  });
});
