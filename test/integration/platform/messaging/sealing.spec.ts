import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { expect } from "chai";
import type { ServiceBroker } from "moleculer";
import { type Connection, createConnection } from "mongoose";
import { nodeFlags } from "../../../../deploy/system.ts";
import { ownerOfState } from "../../../../platform/messaging/engine/delivery.ts";
import { openOne } from "../../../../platform/messaging/ports/sealing.ts";
import { alpha, type Heard, saying, town } from "../../../support/alpha-beta.ts";
import { KeyedSealing } from "../../../support/keyed-sealing.ts";
import type { Runtime } from "../../../support/opened.ts";
import { servers } from "../../../support/servers.ts";
import { node, watched } from "../../../support/system.ts";
import { until } from "../../../support/until.ts";

const program = join(import.meta.dirname, "../../../support/sealed-beta.ts");

describe("bodies with a stored key for each owner, producer and consumer in processes of their own (design 3.6)", function () {
  this.timeout(60_000);
  let sealing: KeyedSealing;
  let broker: ServiceBroker;
  let runtime: () => Runtime;
  let consumer: ChildProcess;
  let consumed: Connection;

  before(async () => {
    const made = await servers();
    const config = made.config("sealing");
    const keysUrl = (made.backing.env.MONGODB_URL ?? "").replace(/\/(\?|$)/, "/sealing-keys$1");
    sealing = new KeyedSealing(keysUrl);
    const producer = watched({ name: "alpha", sealing: () => sealing, define: () => alpha }, config);
    runtime = producer.runtime;
    broker = node(config, producer.service);
    await broker.start();
    consumer = spawn(process.execPath, [...nodeFlags, program, keysUrl], {
      env: { ...process.env, ...made.environment("sealing") },
      stdio: ["ignore", "pipe", "inherit"],
    });
    await once(consumer.stdout as NonNullable<typeof consumer.stdout>, "data");
    const { name } = runtime().resources.connection;
    consumed = createConnection(
      (made.backing.env.MONGODB_URL ?? "").replace(/\/(\?|$)/, `/${name.replace(/alpha$/, "beta")}$1`),
    );
    await consumed.asPromise();
  });
  after(async () => {
    if (consumer?.exitCode === null) {
      consumer.kill("SIGTERM");
      await once(consumer, "exit");
    }
    await consumed?.close();
    await broker?.stop();
    await sealing?.close();
  });

  const says = async (word: string) => {
    const message = saying(word);
    await runtime().engine.handle([message]);
    return message.envelope.caseId;
  };
  const stored = (caseId: string) =>
    consumed
      .collection<{ _id: string; body: { buffer: Uint8Array } }>("states")
      .findOne({ _id: `${town}/case/${caseId}` });
  const heard = async (caseId: string) => {
    const state = await until("it is heard", () => stored(caseId));
    const owner = ownerOfState({ tenant: town, key: caseId });
    return JSON.parse(
      (await openOne(sealing, { owner, bytes: Buffer.from(state.body.buffer) })).toString("utf8"),
    ) as Heard;
  };

  it("are opened under the name under which they were sealed: of the case, in whatever service and process", async () => {
    const caseIds = await Promise.all(["one", "two", "three"].map(says));
    const words = await Promise.all(caseIds.map(heard));
    expect(words.map((one) => one.words)).to.deep.equal([["one"], ["two"], ["three"]]);
    expect([...sealing.owners].sort()).to.deep.equal(caseIds.map((caseId) => `${town}/${caseId}`).sort());
    const own = await runtime().resources.states.read<{ said: number }>("case", [
      { tenant: town, key: caseIds[0] ?? "" },
    ]);
    expect(own[0]?.value).to.deep.equal({ said: 1 });
  });

  it("lie nowhere in the clear", async () => {
    const caseId = await says("unmistakable-word");
    await heard(caseId);
    const { db } = consumed;
    const all = [
      ...((await db?.collections()) ?? []),
      ...((await runtime().resources.connection.db?.collections()) ?? []),
    ];
    for (const collection of all) {
      const found = await collection.find().toArray();
      for (const document of found) {
        const text = Buffer.from(
          JSON.stringify(document, (_, value) =>
            value?._bsontype === "Binary" ? Buffer.from(value.buffer).toString("latin1") : value,
          ),
        );
        expect(text.includes("unmistakable-word"), `${collection.collectionName} ${document._id}`).to.equal(false);
      }
    }
  });

  it("can be opened by nobody once the owner's key is gone; whatever is about others goes on", async () => {
    const gone = await says("first");
    await heard(gone);
    await sealing.forget(`${town}/${gone}`);
    const again = saying("second", gone);
    // Their producer cannot read what it knew: the message dies, and what is behind it does not wait.
    const beside = saying("beside");
    const outcomes = await runtime().engine.handle([again, beside]);
    expect(outcomes.map(({ kind }) => kind)).to.deep.equal(["dead", "done"]);
    expect((await heard(beside.envelope.caseId)).words).to.deep.equal(["beside"]);
    const [failed] = await runtime()
      .resources.states.read("case", [{ tenant: town, key: gone }])
      .then(
        () => [undefined],
        (error) => [error],
      );
    expect(failed).to.have.property("name", "SealedError");
  });
});
