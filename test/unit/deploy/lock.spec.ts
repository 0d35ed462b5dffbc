import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { lockDataFolder } from "../../../deploy/backing/install/lock.ts";
import { readLock, startOf, tryLock } from "../../../deploy/lock.cjs";
import { UserError } from "../../../deploy/say.ts";
import { temporaryFolders } from "./folder.ts";

describe("the lock of a data folder", () => {
  const folder = temporaryFolders();

  function lockOf(pid: number, started: string | undefined): string {
    const dataDir = folder();
    writeFileSync(join(dataDir, "lock"), JSON.stringify({ pid, started }));
    return dataDir;
  }

  async function endedPid(): Promise<number> {
    const child = spawn(process.execPath, ["-e", ""]);
    await once(child, "exit");
    return child.pid ?? 0;
  }

  it("refuses a second start in one sentence that names the process", () => {
    const dataDir = folder();
    const release = lockDataFolder(dataDir);
    expect(() => lockDataFolder(dataDir)).to.throw(UserError, `already running on ${dataDir} (process ${process.pid})`);
    release();
    lockDataFolder(dataDir)();
  });

  it("is taken over from a process that was killed", async () => {
    const dataDir = lockOf(await endedPid(), "1");
    lockDataFolder(dataDir);
    expect(readLock(join(dataDir, "lock"))).to.deep.equal({ pid: process.pid, started: startOf(process.pid) });
  });

  it("is taken over when the system has given its pid to somebody else", () => {
    const dataDir = lockOf(process.ppid, `${startOf(process.ppid)}0`);
    lockDataFolder(dataDir)();
  });

  it("holds against a live process with that pid and start time", () => {
    const dataDir = lockOf(process.ppid, startOf(process.ppid));
    expect(() => lockDataFolder(dataDir)).to.throw(UserError, `process ${process.ppid}`);
  });

  it("is taken over when it is unreadable", () => {
    const dataDir = folder();
    writeFileSync(join(dataDir, "lock"), "");
    lockDataFolder(dataDir)();
  });

  it("leaves no file behind", () => {
    const dataDir = folder();
    lockDataFolder(dataDir)();
    expect(readdirSync(dataDir)).to.deep.equal([]);
  });

  it("goes to exactly one of several that find the same stale lock", async () => {
    const path = join(lockOf(await endedPid(), "1"), "lock");
    const module = JSON.stringify(join(import.meta.dirname, "../../../deploy/lock.cjs"));
    // Each says whether it got the lock and then lives on, so that a lock is not stale again.
    const script = `console.log(require(${module}).tryLock(${JSON.stringify(path)}) === undefined); setInterval(() => {}, 1e6)`;
    const rivals = Array.from({ length: 6 }, () => spawn(process.execPath, ["-e", script]));
    const answers = await Promise.all(rivals.map(async (one) => String((await once(one.stdout, "data"))[0]).trim()));
    for (const one of rivals) one.kill("SIGKILL");
    expect(answers.filter((answer) => answer === "true")).to.have.lengthOf(1);
  });

  it("knows a process that ended but was not yet collected as ended", async function () {
    if (process.platform !== "linux") this.skip();
    // The shell's child ends at once; sleep, which takes the shell's place, never collects it.
    const parent = spawn("sh", ["-c", "sleep 0 & echo $!; exec sleep 60"]);
    const zombie = Number(String((await once(parent.stdout, "data"))[0]));
    const deadline = Date.now() + 5_000;
    while (startOf(zombie) !== undefined && Date.now() < deadline) await new Promise((next) => setImmediate(next));
    expect(existsSync(`/proc/${zombie}`)).to.equal(true);
    expect(startOf(zombie)).to.equal(undefined);
    parent.kill("SIGKILL");
  });

  it("is not given twice to one process", () => {
    const path = join(folder(), "lock");
    expect(tryLock(path)).to.equal(undefined);
    expect(tryLock(path)?.pid).to.equal(process.pid);
  });
});
