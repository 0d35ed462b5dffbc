import { expect } from "chai";
import { benefit, dog, type Pushing, pushing, type Write } from "../support/pushing.ts";
import { type RunningSystem, runSystem } from "../support/run-system.ts";
import { until } from "../support/until.ts";

/** What the domain service says of an application once it has dealt with it. */
const answers = ["case.decided.v1", "case.referred.v1", "case.information-requested.v1", "application.refused.v1"];
const count = 5_000;
const run = Date.now().toString(36);
/** Residents whom no other spec has, each with a household of their own. */
const [one, other] = [3_001, 3_004];

describe("one applicant with five thousand applications", function () {
  this.timeout(600_000);
  let system: RunningSystem;

  before(async () => {
    system = await runSystem();
  });
  after(() => system?.stop());

  interface Way {
    portal: Pushing;
    service: string;
    write: Write;
  }

  /** Pushes 5,000, then one of another person. @returns ms from that one's push to its receipt, and from there to its answer */
  async function behind({ portal, service, write }: Way, name: string, personOf: (i: number) => number) {
    const ids = Array.from({ length: count }, (_, i) => `${name}-${run}-${i}`);
    const last = `last-${name}-${run}`;
    await portal.push(ids.map((id, i) => ({ id, value: write(id, personOf(i)) })));
    const pushed = await portal.push([{ id: last, value: write(last, other) }]);
    const received = await portal.recorded("intake", last, ["application.accepted.v1"]);
    const answered = await portal.recorded(service, last, answers);
    const done = () => portal.count(service, `${name}-${run}-`, answers);
    await until("all of them answered", async () => (await done()) === count, 400_000);
    return { toReceipt: received - pushed, toAnswer: answered - received };
  }
  const together = ({ toReceipt, toAnswer }: { toReceipt: number; toAnswer: number }) => toReceipt + toAnswer;

  for (const [portalName, service, write] of [
    ["serviceportal-emscher-lippe", "dog-tax", dog],
    ["sozialplattform-nrw", "housing-benefit", benefit],
  ] as const)
    it(`holds up nobody else in ${service}, no more than 5,000 persons do, and has an answer to each`, async () => {
      const portal = await pushing(system, portalName);
      const way = { portal, service, write };
      try {
        const many = await behind(way, `one-${service}`, () => one);
        const others = await behind(way, `many-${service}`, (i) => 100 + ((3 * i) % 2_800));
        console.log(JSON.stringify({ service, behindOnePerson: many, behindManyPersons: others }));
        expect(many.toAnswer).to.be.lessThan(together(others) / 2);
        expect(together(many)).to.be.lessThan(1.5 * together(others));
      } finally {
        await portal.close();
      }
    });
});
