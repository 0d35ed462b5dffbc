import { globSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { expect } from "chai";
import { clerks } from "../../../deploy/clerks.ts";
import type { PortalReport } from "../../../deploy/portals.ts";
import { allWell, problemLines, runningSummary, stateTable, totalsOf } from "../../../deploy/summary.ts";
import { clerkOf } from "../../../deploy/who-works.ts";
import { permits } from "../../../platform/casework/office/actor.ts";
import { plan } from "../../../sandbox/portal/plan.ts";
import { kit, portals } from "../sandbox/portals.ts";

/** The services that decide: what each town says about it is listed by service. */
const deciding = globSync("services/*/coverage.ts")
  .map((file) => basename(dirname(file)))
  .filter((service) => service !== "payments");

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

  const running = (parts: Partial<Parameters<typeof runningSummary>[0]>) =>
    runningSummary({
      ...{ started: [], given: [], services: [], startMs: 6_300, dataDir: "/data", reports: [], zipkinUrl: undefined },
      ...parts,
    });

  it("tells how to follow one application, one that has gone all the way where there is one", () => {
    const applications = [
      { applicationId: "a", service: "dog-tax", state: "refused" },
      { applicationId: "b", caseNumber: "HUN-6", traceId: "ab11", service: "dog-tax", state: "in-review" },
      { applicationId: "c", caseNumber: "HUN-7", traceId: "ab12", service: "dog-tax", state: "granted" },
    ];
    const zipkinUrl = "http://127.0.0.1:20001";
    const text = running({
      given: ["NATS_URL"],
      services: ["dog-tax"],
      reports: [report({ applications })],
      zipkinUrl,
    });
    expect(text).to.include("npm run -s ops -- case HUN-7\n");
    expect(text).to.include("http://127.0.0.1:20001/zipkin/traces/ab12");
    expect(text).to.include("from the environment: NATS_URL");
    expect(running({})).to.equal(
      "Antragsbus runs, 6.3 s after the start.\n\n  logs: /data/logs\n\nCtrl-C stops everything.",
    );
  });

  it("lists the servers, and the trace viewer also while it starts", () => {
    const started = [
      { name: "mongodb" as const, version: "8.0.11", address: "127.0.0.1:1", pid: 1, ms: 1 },
      { name: "nats" as const, version: "2.11", address: "127.0.0.1:2", pid: 2, ms: 1 },
    ];
    const text = running({ started, zipkinUrl: "http://127.0.0.1:3" });
    expect(text).to.include("  mongodb  8.0.11      127.0.0.1:1\n  nats     2.11        127.0.0.1:2\n");
    expect(text).to.include("  zipkin   (starting)  http://127.0.0.1:3\n");
    expect(running({ started, zipkinUrl: "http://127.0.0.1:3", given: ["ZIPKIN_URL"] })).not.to.include("zipkin");
  });

  it("shows a case of each service with who may see it, one that waits for a person where there is one", () => {
    const of = (service: string, state: string, caseNumber: string) => ({
      ...{ applicationId: caseNumber, service, state, caseNumber, traceId: "ab" },
    });
    const dogs = [of("dog-tax", "assessed", "HUN-1"), of("dog-tax", "in-review", "HUN-2")];
    const others = [of("trades-parking", "granted", "HUN-3"), of("ferries", "open", "HUN-4")];
    const refused = { applicationId: "b", service: "street-use", state: "refused" };
    const text = running({
      reports: [report({ applications: [...dogs, refused] }), report({ applications: others })],
    });
    expect(text).to.include(
      [
        "A case of each service, as who works on it sees it:",
        "  npm run -s ops -- file HUN-2 --as steuer   # dog-tax, in-review",
        "  npm run -s ops -- file HUN-4 --as anna     # ferries, open",
        "  npm run -s ops -- file HUN-3 --as ordnung  # trades-parking, granted",
        "",
        "One application's whole way: npm run -s ops -- case HUN-1",
      ].join("\n"),
    );
  });

  it("shows all eight services after a start as everybody begins with", () => {
    const reports = portals.map((portal, index) => {
      const expected = [...plan(portal, kit({ index, prefix: portal.prefix }), 20)].flatMap(
        ({ applications }) => applications,
      );
      const table: PortalReport["table"] = {};
      for (const { service, state } of expected) table[service] = { ...table[service], [state]: 1 };
      const applications = expected
        .filter(({ state }) => state !== "none")
        .map(({ service, state, applicationId }) => ({ applicationId, service, state, caseNumber: applicationId }));
      return report({ table, applications });
    });
    const lines = running({ reports }).split("\n");
    for (const service of deciding) {
      expect(
        lines.filter((line) => line.startsWith(`  ${service} `)),
        service,
      ).to.have.length(1);
      const paste = new RegExp(`^  npm run -s ops -- file \\S+ --as ${clerkOf(service)} +# ${service}, [a-z-]+$`);
      expect(
        lines.filter((line) => paste.test(line)),
        service,
      ).to.have.length(1);
    }
    expect(deciding).to.have.length(8);
  });
});

describe("who of the sandbox works on a service's cases", () => {
  it("is somebody whose office that is in every town that offers it", () => {
    let offered = 0;
    for (const service of deciding)
      for (const file of globSync(`towns/*/${service}.json`)) {
        const town = dirname(file);
        const { offered: keys } = JSON.parse(readFileSync(file, "utf8")) as { offered: { key: string }[] };
        const { municipality } = JSON.parse(readFileSync(join(town, "town.json"), "utf8")) as { municipality: string };
        for (const { key: serviceKey } of keys) {
          const place = { municipality, service, serviceKey };
          expect(
            permits({ id: "x", grants: clerks[clerkOf(service)] ?? [] }, "caseworker", place),
            `${file} ${serviceKey}`,
          ).to.equal(true);
          offered += 1;
        }
      }
    expect(offered).to.be.greaterThan(50);
  });

  it("is one of an office alone, and the one who may everything where nobody's office that is", () => {
    const all = deciding.map((service) => clerkOf(service));
    expect(all).not.to.include("anna");
    expect(new Set(all).size).to.equal(7); // The Ordnungsamt has two.
    expect(clerkOf("ferries")).to.equal("anna");
    const others = Object.entries(clerks).filter(([name]) => name !== "anna" && name !== "bau");
    const place = { municipality: "055620014014", service: "building-permit", serviceKey: "99012008001001" };
    for (const [id, grants] of others) expect(permits({ id, grants }, "caseworker", place), id).to.equal(false);
  });
});
