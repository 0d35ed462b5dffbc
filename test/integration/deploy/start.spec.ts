import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect } from "chai";
import { startOf } from "../../../deploy/lock.cjs";
import { readRunFile } from "../../../deploy/run-file.ts";
import { UserError } from "../../../deploy/say.ts";
import { nodeFlags, root } from "../../../deploy/system.ts";
import { until } from "../../../deploy/wait.ts";
import { temporaryFolders } from "../../unit/deploy/folder.ts";

describe("npm start", function () {
  this.timeout(300_000); // The very first run fetches 420 MB.
  const running: ChildProcess[] = [];
  afterEach(async () => {
    for (const one of running.splice(0)) {
      if (one.exitCode !== null || one.signalCode !== null) continue;
      one.kill("SIGINT");
      await once(one, "exit");
    }
  });
  const folder = temporaryFolders(); // After the hook that stops what runs in it.

  function start(dataDir: string, ...args: string[]) {
    const script = join(root, "deploy/start.ts");
    const child = spawn(process.execPath, [...nodeFlags, script, "--data", dataDir, "--samples", "0", ...args], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    running.push(child);
    return { child, stdout: text(child.stdout), stderr: text(child.stderr), ended: once(child, "exit") };
  }

  const remembered = (dataDir: string) =>
    JSON.parse(readFileSync(join(dataDir, "pids.json"), "utf8")) as { name: string; pid: number; started: string }[];

  const isUp = (dataDir: string) =>
    until(
      () => existsSync(join(dataDir, "pids.json")) && remembered(dataDir).some((one) => one.name === "all-in-one"),
      {
        deadlineMs: 240_000,
        what: "starting",
      },
    );

  const stillThere = (all: { pid: number; started: string }[]) => all.filter((one) => startOf(one.pid) === one.started);

  it("keeps its data folder to itself, tells other commands how to reach it, and stops on Ctrl-C within 10 s", async () => {
    const dataDir = folder();
    const first = start(dataDir);
    await isUp(dataDir);
    expect(statSync(join(dataDir, "run.json")).mode & 0o777).to.equal(0o600);
    expect(readRunFile(dataDir).env).to.include.keys("NATS_URL", "HASH_KEY", "ACTOR_JWKS", "ANTRAGSBUS_TOKEN");

    const second = start(dataDir);
    expect((await second.ended)[0]).to.equal(1);
    expect(await second.stderr).to.equal(
      `Antragsbus is already running on ${dataDir} (process ${first.child.pid}): stop that one, or name another folder with --data.\n`,
    );

    const all = remembered(dataDir);
    const since = Date.now();
    first.child.kill("SIGINT");
    first.child.kill("SIGINT"); // As npm and the terminal both do for one Ctrl-C.
    await first.ended;
    expect(Date.now() - since).to.be.below(10_000);
    expect(stillThere(all)).to.deep.equal([]);
    expect(() => readRunFile(dataDir)).to.throw(UserError, "not running");
  });

  it("ends what a killed launcher has left and starts on the same data; with --exit it ends with one JSON line", async () => {
    const dataDir = folder();
    const first = start(dataDir);
    await isUp(dataDir);
    const left = remembered(dataDir);
    first.child.kill("SIGKILL");
    await first.ended;
    expect(stillThere(left)).not.to.deep.equal([]);
    const second = start(dataDir, "--exit");
    await until(() => stillThere(left).length === 0, { deadlineMs: 60_000, what: "ending the leftovers" });
    await isUp(dataDir);
    const all = remembered(dataDir);
    expect((await second.ended)[0]).to.equal(0);
    expect(await second.stderr).to.match(/^An earlier start was cut off; ending what it left running: /);
    expect(JSON.parse((await second.stdout).trim().split("\n").at(-1) ?? "")).to.deep.equal({
      ...{ pushed: 0, answered: 0, unanswered: 0, doubled: 0, repeated: 0, refused: 0, seconds: 0 },
    });
    expect(stillThere([...left, ...all])).to.deep.equal([]);
  });
});
