import { readFileSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { join } from "node:path";
import { expect } from "chai";
import { listensOn } from "../../../deploy/backing/servers/listening.ts";
import { isFree, openPorts } from "../../../deploy/backing/servers/ports.ts";
import { temporaryFolders } from "./folder.ts";

describe("ports of a data folder", () => {
  const folder = temporaryFolders();
  let taker: Server | undefined;
  afterEach(() => taker?.close());

  function take(port: number): Promise<void> {
    taker = createServer();
    return new Promise((resolve) => taker?.listen(port, "127.0.0.1", () => resolve()));
  }

  it("stay the same from start to start", async () => {
    const dataDir = folder();
    const first = await openPorts(dataDir, ["nats", "kafka"]);
    const second = await openPorts(dataDir, ["kafka", "nats"]);
    expect([second.portOf("nats"), second.portOf("kafka")]).to.deep.equal([
      first.portOf("nats"),
      first.portOf("kafka"),
    ]);
  });

  it("differ from each other and lie below every system's range for outgoing connections", async () => {
    const names = Array.from({ length: 50 }, (_, index) => `port-${index}`);
    const ports = await openPorts(folder(), names);
    const chosen = names.map((name) => ports.portOf(name));
    expect(new Set(chosen).size).to.equal(50);
    expect(Math.min(...chosen)).to.be.at.least(20_000);
    expect(Math.max(...chosen)).to.be.below(30_000);
  });

  it("are chosen anew when somebody else has taken one, and only that one", async () => {
    const dataDir = folder();
    const first = await openPorts(dataDir, ["nats", "kafka"]);
    await take(first.portOf("nats"));
    const second = await openPorts(dataDir, ["nats", "kafka"]);
    expect(second.portOf("nats")).not.to.equal(first.portOf("nats"));
    expect(second.portOf("kafka")).to.equal(first.portOf("kafka"));
  });

  it("are written down again after a renewal", async () => {
    const dataDir = folder();
    const ports = await openPorts(dataDir, ["nats"]);
    await ports.renew(["nats"]);
    expect(JSON.parse(readFileSync(join(dataDir, "ports.json"), "utf8"))).to.deep.equal({ nats: ports.portOf("nats") });
  });

  it("survive a damaged file", async () => {
    const dataDir = folder();
    writeFileSync(join(dataDir, "ports.json"), '{"nats": 2');
    const ports = await openPorts(dataDir, ["nats"]);
    expect(await isFree(ports.portOf("nats"))).to.equal(true);
  });

  it("tell who listens on them", async function () {
    if (process.platform !== "linux") this.skip();
    const ports = await openPorts(folder(), ["nats", "kafka"]);
    await take(ports.portOf("nats"));
    expect(listensOn(process.pid, ports.portOf("nats"))).to.equal(true);
    expect(listensOn(process.pid, ports.portOf("kafka"))).to.equal(false);
    expect(listensOn(process.ppid, ports.portOf("nats"))).to.equal(false);
  });
});
