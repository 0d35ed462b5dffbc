import { readFileSync } from "node:fs";
import { expect } from "chai";
import type { ServerName } from "../../deploy/backing/index.ts";
import type { Supervised } from "../../deploy/processes/supervise.ts";
import { formsAreKnown } from "../support/forms-known.ts";
import { expectAllWell, type RunningPortal, startPortal } from "../support/portal.ts";
import { type RunningSystem, runSystem } from "../support/run-system.ts";
import { until } from "../support/until.ts";

describe("while 500 records come in", function () {
  this.timeout(400_000);
  let system: RunningSystem;
  let all: Supervised;
  let portals: RunningPortal[] = [];

  const push = (records: number) =>
    ["serviceportal-emscher-lippe", "sozialplattform-nrw"].map((portal, i) =>
      startPortal(system.env, portal, records, `${i + 1}/2` as const),
    );
  const open = () => portals.reduce((sum, { totals }) => sum + totals.pushed - totals.answered, 0);
  const enough = (before: string) => until(`50 unanswered before ${before}`, () => open() >= 50, 120_000);

  /** Kills the process and waits for the supervisor's next one. @returns how much was in its log before that */
  async function killProcess(): Promise<number> {
    const { pid } = all;
    all.kill("SIGKILL");
    await until("the supervisor made a new process", () => all.pid !== undefined && all.pid !== pid, 60_000);
    return readFileSync(all.log.path, "utf8").length;
  }

  before(async () => {
    system = await runSystem();
    const found = system.processes.get("all-in-one");
    if (!found) throw new Error("there is no all-in-one process");
    all = found;
    await formsAreKnown(system.env);
    portals = push(500);
  });
  after(() => system?.stop());

  it("each server may be killed under the services that use it, and the trace viewer with it", async () => {
    const { pid } = all;
    for (const together of [["mongodb", "apicurio"], ["nats", "kafka"], ["zipkin"]] as ServerName[][]) {
      await enough(`${together} die`);
      await Promise.all(together.map((server) => system.backing.kill(server, "SIGKILL")));
      if (!together.includes("zipkin")) await Promise.all(together.map((server) => system.backing.ready(server)));
    }
    expect(all.pid).to.equal(pid);
  });

  it("the process may be killed again and again, and JetStream may lose its store", async () => {
    for (let kill = 1; kill <= 4; kill += 1) {
      await enough(`kill ${kill}`);
      await killProcess();
      if (kill === 3) await system.backing.wipe("nats");
      await all.ready;
    }
  });

  it("the process may be there before its servers: it waits for each, and says for which", async () => {
    await enough("the servers are away");
    const servers: ServerName[] = ["nats", "mongodb", "apicurio", "kafka"];
    await Promise.all(servers.map((server) => system.backing.halt(server)));
    const from = await killProcess();
    const says = (title: string) => {
      const isSaid = () => readFileSync(all.log.path, "utf8").slice(from).includes(`"msg":"waiting for ${title}`);
      return until(`a sentence about ${title}`, isSaid, 60_000);
    };
    await says("NATS");
    await system.backing.restart("nats");
    await says("MongoDB");
    await system.backing.restart("mongodb");
    await Promise.all([says("Kafka"), says("the schema registry")]);
    await Promise.all([system.backing.restart("kafka"), system.backing.restart("apicurio")]);
    await all.ready;
  });

  it("and every record is answered, once", async () => {
    for (const { done } of portals) expectAllWell(await done, 250);
  });

  it("nobody misses the registry for schemas that are known", async () => {
    all.kill("SIGSTOP"); // So that nothing is read before the registry is gone.
    portals = push(20);
    await until("the portals push", () => portals.every(({ totals }) => totals.pushed > 0));
    await system.backing.halt("apicurio");
    all.kill("SIGCONT");
    for (const { done } of portals) {
      const { pushed, answered, problems } = await done;
      expect(problems).to.deep.equal([]);
      expect(answered).to.equal(pushed);
    }
  });
});
