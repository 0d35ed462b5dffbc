import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { startOf } from "../../../deploy/lock.cjs";
import { endLeftovers, remember } from "../../../deploy/processes/leftovers.ts";
import { temporaryFolders } from "./folder.ts";

describe("what a killed launcher leaves running", () => {
  const folder = temporaryFolders();
  const said: string[] = [];
  let child: ChildProcess;
  beforeEach(() => {
    said.length = 0;
    child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1e6)"]);
  });
  afterEach(() => child.kill("SIGKILL"));
  const say = (line: string) => said.push(line);

  it("is ended by the next start, which says so", async () => {
    const dataDir = folder();
    remember(dataDir, "NATS", child.pid ?? 0);
    const ended = once(child, "exit");
    await endLeftovers(dataDir, say);
    await ended;
    expect(said).to.deep.equal(["An earlier start was cut off; ending what it left running: NATS."]);
    expect(readFileSync(join(dataDir, "pids.json"), "utf8")).to.equal("[]");
  });

  it("is ended also when it is stopped by a signal", async () => {
    const dataDir = folder();
    remember(dataDir, "NATS", child.pid ?? 0);
    child.kill("SIGSTOP");
    await endLeftovers(dataDir, say);
    expect(startOf(child.pid ?? 0)).to.equal(undefined);
  });

  it("is not asked, but killed, where it has nothing to save", async () => {
    const dataDir = folder();
    remember(dataDir, "Zipkin", child.pid ?? 0, "SIGKILL");
    const ended = once(child, "exit");
    await endLeftovers(dataDir, say);
    expect(await ended).to.deep.equal([null, "SIGKILL"]);
  });

  it("is not mistaken for another process that has its pid now", async () => {
    const dataDir = folder();
    const stranger = { name: "NATS", pid: child.pid, started: `${startOf(child.pid ?? 0)}0` };
    writeFileSync(join(dataDir, "pids.json"), JSON.stringify([stranger]));
    await endLeftovers(dataDir, say);
    expect(startOf(child.pid ?? 0)).not.to.equal(undefined);
    expect(said).to.deep.equal([]);
  });
});
