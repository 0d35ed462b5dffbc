import { expect } from "chai";
import type { ServiceBroker } from "moleculer";
import { emptyEnvelope } from "../../../../platform/messaging/contracts/envelope.ts";
import { Fault, on, type Processor, record } from "../../../../platform/messaging/index.ts";
import type { Runtime } from "../../../support/opened.ts";
import { servers } from "../../../support/servers.ts";
import { node, watched } from "../../../support/system.ts";

const town = "055620014014";
const Word = record<{ note: number }>("word");
/** Fails for everything, and notes that with as many bytes as it is told. */
const failing: Processor<{ notes: string[] }> = {
  name: "failing",
  initial: () => ({ notes: [] }),
  key: ({ envelope }) => ({ tenant: envelope.municipality, key: envelope.account }),
  on: [
    on(Word, () => {
      throw new Fault("unavailable", "it always is");
    }),
  ],
  view: () => ({ status: "", tasks: [], timers: [] }),
  onParked: ({ notes }, message) => ({ notes: [...notes, "x".repeat((message.body as { note: number }).note)] }),
};

describe("a message that is kept, and the note of that on its state (design 3.1)", () => {
  let broker: ServiceBroker;
  let runtime: () => Runtime;
  before(async () => {
    const config = (await servers()).config("notes-of-kept");
    const found = watched(
      { name: "gamma", define: () => ({ name: "gamma", processors: [failing], publishes: [] }) },
      config,
    );
    runtime = found.runtime;
    broker = node(config, found.service);
    await broker.start();
  });
  after(() => broker?.stop());

  const handled = async (id: string, note: number) => {
    const { engine, resources } = runtime();
    const envelope = { ...emptyEnvelope, id, type: "record.word", municipality: town, account: id };
    const [outcome] = await engine.handle([{ origin: "record", envelope, content: { value: { note } }, attempts: 0 }]);
    const { retries, dead, states } = resources.models;
    const [kept, given, noted] = await Promise.all([
      retries.countDocuments({ _id: id }),
      dead.countDocuments({ _id: id, open: true }),
      states.countDocuments({ key: id }),
    ]);
    return { kind: outcome?.kind, kept, given, noted };
  };

  it("are written together", async () => {
    expect(await handled("small", 10)).to.deep.equal({ kind: "retry", kept: 1, given: 0, noted: 1 });
  });

  it("leaves the note out where it cannot be written: the message is what counts", async () => {
    const beyondDocument = 17 * 1024 ** 2;
    expect(await handled("large", beyondDocument)).to.deep.equal({ kind: "dead", kept: 0, given: 1, noted: 0 });
  });
});
