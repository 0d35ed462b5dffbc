import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import mongoose from "mongoose";
import { connect } from "nats";
import { type Backing, type ServerName, startBacking } from "../../../deploy/backing/index.ts";
import { cacheFolder } from "../../../deploy/backing/install/programs.ts";
import { nats } from "../../../deploy/backing/servers/nats.ts";
import { openPorts } from "../../../deploy/backing/servers/ports.ts";
import { RunningServer } from "../../../deploy/backing/servers/running.ts";
import { startOf } from "../../../deploy/lock.cjs";
import { until } from "../../../deploy/processes/wait.ts";
import { UserError } from "../../../deploy/say.ts";
import { temporaryFolders } from "../../unit/deploy/folder.ts";

describe("the backing servers", function () {
  this.timeout(300_000); // The very first run fetches 370 MB.
  const running: Backing[] = [];
  const said: string[] = [];
  afterEach(async () => {
    await Promise.all(running.splice(0).map((one) => one.stop()));
    said.length = 0;
  });
  const folder = temporaryFolders(); // After the hook that stops what runs in it.

  async function start(dataDir: string, need: ServerName[], more: Record<string, string> = {}): Promise<Backing> {
    const environment = { ...process.env, ...more };
    const backing = await startBacking({ dataDir, need, environment, say: (line) => said.push(line) });
    running.push(backing);
    return backing;
  }

  const portOf = (backing: Backing, name: string) =>
    Number(new URL(backing.env[name === "nats" ? "NATS_URL" : "NATS_MONITORING_URL"] ?? "").port);

  async function databaseNames(backing: Backing): Promise<string[]> {
    const client = new mongoose.mongo.MongoClient(backing.env.MONGODB_URL ?? "", { serverSelectionTimeoutMS: 20_000 });
    try {
      await client.db("kept").collection("things").insertOne({ at: new Date() });
      return (await client.db().admin().listDatabases()).databases.map((one) => one.name);
    } finally {
      await client.close();
    }
  }

  async function streams(backing: Backing, add?: string): Promise<string[]> {
    const connection = await connect({ servers: backing.env.NATS_URL ?? "" });
    const manager = await connection.jetstreamManager();
    if (add) await manager.streams.add({ name: add, subjects: [add] });
    const names = await manager.streams.names().next();
    await connection.close();
    return names;
  }

  it("start all five, stop, and leave no process", async () => {
    const backing = await start(folder(), ["nats", "mongodb", "kafka", "apicurio", "zipkin"]);
    expect(backing.env).to.include.keys(
      ...["MONGODB_URL", "NATS_URL", "KAFKA_BROKERS", "SCHEMA_REGISTRY_URL", "ZIPKIN_URL"],
    );
    await backing.ready("zipkin");
    expect(backing.started.map((one) => one.name)).to.deep.equal(["nats", "mongodb", "kafka", "apicurio", "zipkin"]);
    const config = await fetch(`${backing.env.SCHEMA_REGISTRY_URL}/config`);
    expect(await config.json()).to.deep.equal({ compatibilityLevel: "FULL_TRANSITIVE" });
    const pids = backing.started.map((one) => one.pid);
    await backing.stop();
    expect(pids.map(startOf)).to.deep.equal(pids.map(() => undefined));
  });

  it("are not started where an address is given", async () => {
    const given = { NATS_URL: "nats://10.0.0.1:4222", KAFKA_BROKERS: "10.0.0.2:9092" };
    const backing = await start(folder(), ["nats", "kafka"], given);
    expect(backing.env).to.deep.equal(given);
    expect(backing.given).to.deep.equal(["NATS_URL", "KAFKA_BROKERS"]);
    expect(backing.started).to.deep.equal([]);
  });

  it("run for two data folders at the same time", async () => {
    const both = await Promise.all([folder(), folder()].map((dataDir) => start(dataDir, ["nats", "mongodb"])));
    const [first, second] = both as [Backing, Backing];
    expect(await streams(first, "ours")).to.deep.equal(["ours"]);
    expect(await streams(second)).to.deep.equal([]);
    expect(new Set(both.flatMap((one) => Object.values(one.env)))).to.have.lengthOf(6);
  });

  it("refuse a second start on the same data folder, naming the process that has it", async () => {
    const dataDir = folder();
    await start(dataDir, ["nats"]);
    const problem: unknown = await start(dataDir, ["nats"]).catch((reason: unknown) => reason);
    expect(problem).to.be.instanceOf(UserError);
    expect(String(problem)).to.include(`already running on ${dataDir} (process ${process.pid})`);
  });

  it("come back by themselves on the same port when they are killed, with what they had", async () => {
    const backing = await start(folder(), ["nats"]);
    await streams(backing, "kept");
    const address = backing.env.NATS_URL;
    const pid = backing.started[0]?.pid;
    await backing.kill("nats", "SIGKILL");
    await backing.ready("nats");
    expect(await streams(backing)).to.deep.equal(["kept"]);
    expect(backing.started[0]?.pid).not.to.equal(pid);
    expect(backing.started[0]?.address).to.equal(address);
    expect(said.join("\n")).to.match(/NATS \(process \d+\) ended by SIGKILL; its last line: /);
  });

  it("stay down when they die four times within a minute, and it is said", async () => {
    const dataDir = folder();
    const backing = await start(dataDir, ["nats"]);
    for (let death = 1; death <= 4; death++) {
      const pid = backing.started[0]?.pid ?? 0;
      process.kill(pid, "SIGKILL"); // Not through backing.kill, which nobody counts.
      await until(() => startOf(pid) === undefined, { deadlineMs: 5_000, what: "dying" });
      await until(() => said.filter((line) => line.startsWith("NATS (process")).length === death, {
        deadlineMs: 5_000,
        what: "noticing",
      });
      if (death < 4) await backing.ready("nats");
    }
    expect(said.at(-1)).to.match(/^NATS has died 4 times within a minute and stays down; see .*nats\.log$/);
  });

  it("start with an empty JetStream on the same port after a wipe", async () => {
    const backing = await start(folder(), ["nats"]);
    await streams(backing, "gone");
    await backing.wipe("nats");
    expect(await streams(backing)).to.deep.equal([]);
  });

  it("keep their data when the port has to change", async () => {
    const dataDir = folder();
    const first = await start(dataDir, ["mongodb"]);
    await databaseNames(first);
    await first.stop();
    rmSync(join(dataDir, "ports.json"));
    const second = await start(dataDir, ["mongodb"]);
    expect(second.env.MONGODB_URL).not.to.equal(first.env.MONGODB_URL);
    expect(await databaseNames(second)).to.include("kept");
  });

  it("choose again when somebody takes a port between choosing and listening", async () => {
    const dataDir = folder();
    const other = await start(folder(), ["nats"]);
    const free = await openPorts(dataDir, nats.ports);
    let taken = true;
    // The other's ports, as if both had looked at the same moment and found them free.
    const ports = {
      portOf: (name: string) => (taken ? portOf(other, name) : free.portOf(name)),
      renew: async () => {
        taken = false;
      },
    };
    const cache = cacheFolder(process.env);
    const place = { cache, dataDir, ports, java: undefined, environment: process.env };
    const late = new RunningServer(nats, place, (line) => said.push(line));
    await late.start();
    expect(taken).to.equal(false);
    expect(late.started.address).to.equal(nats.address(free));
    await late.stop();
  });

  it("leave only data and logs in the folder", async () => {
    const dataDir = folder();
    const backing = await start(dataDir, ["nats"]);
    await backing.stop();
    expect(existsSync(join(dataDir, "lock"))).to.equal(false);
    expect(readFileSync(join(dataDir, "pids.json"), "utf8")).to.equal("[]");
    expect(readFileSync(join(dataDir, "logs/nats.log"), "utf8")).to.include("Server is ready");
  });
});
