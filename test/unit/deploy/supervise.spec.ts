import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { startOf } from "../../../deploy/lock.cjs";
import { Supervised } from "../../../deploy/processes/supervise.ts";
import { until } from "../../../deploy/processes/wait.ts";
import { temporaryFolders } from "./folder.ts";

describe("a supervised process", () => {
  const said: string[] = [];
  let running: Supervised | undefined;
  afterEach(async () => {
    await running?.stop(1_000);
    said.length = 0;
  });
  const folder = temporaryFolders(); // After the hook that ends what runs in it.

  function supervise(script: string): Supervised {
    const dataDir = folder();
    running = new Supervised({
      name: "sample",
      file: process.execPath,
      args: ["-e", script],
      env: {},
      cwd: dataDir,
      dataDir,
      say: (line) => said.push(line),
      readiness: () => (line) => line.event === "ready",
    });
    return running;
  }

  const ready = `console.log(JSON.stringify({ event: "ready" }));`;
  const stay = "setInterval(() => {}, 1e6);";
  const waiting = { deadlineMs: 10_000, what: "the test" };

  it("is ready when it says so", async () => {
    const one = supervise(`setTimeout(() => { ${ready} }, 50); ${stay}`);
    await one.start();
    expect(one.pid).to.be.a("number");
  });

  it("has all it says in its log, as JSON lines", async () => {
    const one = supervise(`console.error("careful"); console.log("plain"); ${ready} ${stay}`);
    await one.start();
    await until(() => readFileSync(one.log.path, "utf8").split("\n").length === 4, waiting);
    const lines = readFileSync(join(one.task.dataDir, "logs/sample.log"), "utf8").trim().split("\n");
    const parsed = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(parsed.map((line) => line.event ?? `${line.stream}: ${line.text}`)).to.have.members([
      "ready",
      "stdout: plain",
      "stderr: careful",
    ]);
  });

  it("comes back when it is killed, and says why, once", async () => {
    const one = supervise(`${ready} ${stay}`);
    await one.start();
    for (let round = 1; round <= 2; round++) {
      const before = one.pid;
      one.kill("SIGKILL");
      await until(() => one.pid !== undefined && one.pid !== before, waiting);
      await one.ready;
    }
    expect(said).to.deep.equal(["sample ended by SIGKILL. Starting it again."]);
  });

  it("is given up, with its last words, when it never gets ready", async () => {
    const one = supervise(`console.error("HASH_KEY is missing"); process.exit(3);`);
    const problem = await one.start().catch((reason: Error) => reason.message);
    expect(problem).to.match(/^sample ended with exit code 3: HASH_KEY is missing \(.*sample\.log\)$/);
    expect(said).to.have.lengthOf(1);
  });

  it("has words for last words, also where it logs JSON", async () => {
    const line = JSON.stringify({ level: "error", error: { name: "TypeError" }, msg: "no town has this key" });
    const one = supervise(`console.log(${JSON.stringify(line)}); process.exit(3);`);
    const problem = await one.start().catch((reason: Error) => reason.message);
    expect(problem).to.match(/^sample ended with exit code 3: no town has this key \(TypeError\) \(/);
  });

  it("is stopped by force when it does not listen, and starts again when asked", async () => {
    const one = supervise(`process.on("SIGTERM", () => {}); ${ready} ${stay}`);
    await one.start();
    const pid = one.pid ?? 0;
    await one.stop(100);
    expect(startOf(pid)).to.equal(undefined);
    await one.start();
    expect(one.pid).to.be.a("number").and.not.equal(pid);
  });
});
