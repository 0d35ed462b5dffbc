import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, cpSync, mkdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { givenServers } from "../../../deploy/backing/given.ts";
import { serverVariables } from "../../../deploy/backing/index.ts";
import { nodeFlags, root } from "../../../deploy/system.ts";
import { bareEnvironment, launcherEnvironment } from "../../support/bare-environment.ts";
import { town } from "../../support/run-system.ts";
import { until } from "../../support/until.ts";
import { temporaryFolders } from "../../unit/deploy/folder.ts";

const key = "99999001001000";

/** A copy of the project with a service more: its folder in services/, and what a town says of it. */
function projectWithMore(folder: string): string {
  const project = join(folder, "project");
  const left = ["node_modules", ".git", ".antragsbus", "coverage"].map((name) => join(root, name));
  cpSync(root, project, { recursive: true, filter: (path) => !left.includes(path) });
  symlinkSync(join(root, "node_modules"), join(project, "node_modules"));
  cpSync(join(root, "test/bulky-waste"), join(project, "services/bulky-waste"), { recursive: true });
  const ofTown = join(project, "towns/gladbeck");
  renameSync(join(project, "services/bulky-waste/towns/gladbeck.json"), join(ofTown, "bulky-waste.json"));
  const offices = JSON.parse(readFileSync(join(ofTown, "offices.json"), "utf8"));
  offices.offices.push({ name: "abfallberatung", title: "Abfallberatung", serviceKeys: [key], services: [] });
  writeFileSync(join(ofTown, "offices.json"), JSON.stringify(offices));
  return project;
}

interface Task {
  caseNumber: string;
  service: string;
  version: number;
}

describe("a service that is added by its folder and a town's file", function () {
  this.timeout(300_000);
  const folder = temporaryFolders();
  let running: ChildProcess | undefined;
  afterEach(async () => {
    if (!running || running.exitCode !== null || running.signalCode !== null) return;
    const ended = once(running, "exit");
    running.kill("SIGINT");
    await ended;
  });

  it("has its forms read, decides by rule, and leaves to a person what they decide then", async () => {
    const dir = folder();
    const [project, data] = [projectWithMore(dir), join(dir, "data")];
    const { backing, folder: secrets } = await town();
    mkdirSync(data);
    copyFileSync(join(secrets, "secrets.json"), join(data, "secrets.json")); // What lies in the store goes by them.
    const env = { ...launcherEnvironment, ...givenServers(serverVariables, backing.env).env };
    const program = (script: string, ...args: string[]) => [...nodeFlags, join(project, script), ...args];
    const args = program("cli/start.ts", "--data", data, "--samples", "90");
    const child = spawn(process.execPath, args, { cwd: project, env, stdio: ["ignore", "pipe", "pipe"] });
    running = child;
    let said = "";
    const hear = (text: Buffer) => {
      said += text.toString();
    };
    child.stdout?.on("data", hear);
    child.stderr?.on("data", hear);
    await until("its samples are answered", () => said.includes("Ctrl-C") || child.exitCode !== null, 240_000);
    expect(said)
      .to.include("serviceportal-emscher-lippe pushed 45; 45 answered, 0 not.")
      .and.to.include("  bulky-waste ");

    const ops = (...more: string[]) => {
      const asked = program("cli/ops.ts", ...more, "--data", data);
      const { stdout, stderr } = spawnSync(process.execPath, asked, { encoding: "utf8", env: bareEnvironment });
      expect(stderr).to.equal("");
      return stdout;
    };
    const { tasks } = JSON.parse(ops("worklist", "--all", "--json")) as { tasks: Task[] };
    const [task, ...others] = tasks.filter(({ service }) => service === "bulky-waste");
    expect(others).to.deep.equal([]);
    const { caseNumber = "", version = 0 } = task ?? {};
    ops("decide", caseNumber, "grant", "Der Hof ist frei.", "--version", String(version));
    await until("its letter is out", () => ops("case", caseNumber).includes("document.issued.v1"));
  });
});
