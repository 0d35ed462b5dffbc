import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect } from "chai";
import { startOf } from "../../../deploy/lock.cjs";
import { readRunFile } from "../../../deploy/processes/run-file.ts";
import { until } from "../../../deploy/processes/wait.ts";
import { UserError } from "../../../deploy/say.ts";
import { nodeFlags, root } from "../../../deploy/system.ts";
import { town } from "../../support/run-system.ts";
import { temporaryFolders } from "../../unit/deploy/folder.ts";

describe("npm start", function () {
  this.timeout(300_000); // The very first run fetches 370 MB.
  const running: ChildProcess[] = [];
  afterEach(async () => {
    for (const one of running.splice(0)) {
      if (one.exitCode !== null || one.signalCode !== null) continue;
      one.kill("SIGINT");
      await once(one, "exit");
    }
  });
  const folder = temporaryFolders(); // After the hook that stops what runs in it.

  function start(dataDir: string, args: string[] = [], env: Record<string, string | undefined> = process.env) {
    const script = join(root, "cli/start.ts");
    const child = spawn(process.execPath, [...nodeFlags, script, "--data", dataDir, "--samples", "0", ...args], {
      ...{ env, stdio: ["ignore", "pipe", "pipe"] },
    });
    running.push(child);
    return { child, stdout: text(child.stdout), stderr: text(child.stderr), ended: once(child, "exit") };
  }

  const remembered = (dataDir: string) =>
    JSON.parse(readFileSync(join(dataDir, "pids.json"), "utf8")) as { name: string; pid: number; started: string }[];

  const stillThere = (all: { pid: number; started: string }[]) => all.filter((one) => startOf(one.pid) === one.started);

  const isUp = (dataDir: string) =>
    until(
      () =>
        existsSync(join(dataDir, "pids.json")) &&
        stillThere(remembered(dataDir).filter(({ name }) => name === "all-in-one")).length > 0,
      { deadlineMs: 240_000, what: "starting" },
    );

  it("keeps its data folder to itself, ends what a killed launcher has left, and stops on Ctrl-C within 10 s", async () => {
    const dataDir = folder();
    const first = start(dataDir);
    await isUp(dataDir);
    expect(statSync(join(dataDir, "run.json")).mode & 0o777).to.equal(0o600);
    const { env } = readRunFile(dataDir);
    expect(env).to.include.keys("NATS_URL", "HASH_KEY", "ACTOR_JWKS", "ACTOR_ISSUER", "ACTOR_AUDIENCE");
    expect(env).not.to.have.property("ANTRAGSBUS_TOKEN"); // A token that lies about can be used by whoever finds it.

    const second = start(dataDir);
    expect((await second.ended)[0]).to.equal(1);
    expect(await second.stderr).to.equal(
      `Antragsbus is already running on ${dataDir} (process ${first.child.pid}): stop that one, or name another folder with --data.\n`,
    );

    const left = remembered(dataDir);
    first.child.kill("SIGKILL");
    await first.ended;
    expect(stillThere(left)).not.to.deep.equal([]);
    const third = start(dataDir);
    await until(() => stillThere(left).length === 0, { deadlineMs: 60_000, what: "ending the leftovers" });
    await isUp(dataDir);

    const all = remembered(dataDir);
    third.child.kill("SIGINT");
    third.child.kill("SIGINT"); // As npm and the terminal both do for one Ctrl-C.
    await third.ended;
    expect(await third.stderr).to.match(/^An earlier start was cut off; ending what it left running: /);
    expect(stillThere(all)).to.deep.equal([]);
    expect(() => readRunFile(dataDir)).to.throw(UserError, "not running");
  });

  it("ends with one JSON line when it is told to exit, and the town's own servers go on", async () => {
    const dataDir = folder();
    const { backing, env } = await town();
    const { ended, stdout } = start(dataDir, ["--exit"], env);
    await isUp(dataDir);
    const all = remembered(dataDir);
    expect((await ended)[0]).to.equal(0);
    expect(JSON.parse((await stdout).trim().split("\n").at(-1) ?? "")).to.deep.equal({
      ...{ pushed: 0, answered: 0, unanswered: 0, doubled: 0, repeated: 0, refused: 0, seconds: 0 },
    });
    expect(stillThere(all)).to.deep.equal([]);
    expect(backing.started.map(({ pid }) => startOf(pid))).not.to.include(undefined);
  });
});
