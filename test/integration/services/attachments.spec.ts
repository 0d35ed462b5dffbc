import { expect } from "chai";
import type { ServiceBroker } from "moleculer";
import { HandingOver } from "../../../connectors/portals/common/reading/handing-over.ts";
import { Turn } from "../../../connectors/portals/common/reading/turn.ts";
import { sozialplattformNrw as portal } from "../../../connectors/portals/sozialplattform-nrw/sozialplattform-nrw.ts";
import { ApplicationForwarded, ReplyReceived } from "../../../platform/casework/case/events.ts";
import { plainSealing } from "../../../platform/messaging/adapters/sealing/plain.ts";
import { type Caller, call, type Params } from "../../../platform/messaging/contracts/action.ts";
import { newEvent } from "../../../platform/messaging/engine/processor.ts";
import { sha256 } from "../../../platform/messaging/ids.ts";
import { documents } from "../../../services/documents/documents.ts";
import { fileActions } from "../../../services/documents/files/file-actions.ts";
import { Files, pieceBytes } from "../../../services/documents/files/files.ts";
import { acceptedBody } from "../../support/events.ts";
import type { Runtime } from "../../support/opened.ts";
import { servers } from "../../support/servers.ts";
import { source, Told } from "../../support/source.ts";
import { node, watched } from "../../support/system.ts";
import { until } from "../../support/until.ts";

const contracts = { reply: ReplyReceived, forwarded: ApplicationForwarded };
type Word = keyof typeof contracts;
const [first, second, third] = ["055620014014", "055620020020", "055620024024"];

/** Publishes what a test wants to have happened to a case. */
const words = source<{ word: Word; body: never }>(Object.values(contracts), ({ word, body }) => [
  newEvent(contracts[word], body),
]);

describe("attachments of replies and of forwarded applications", function () {
  this.timeout(60_000);
  let broker: ServiceBroker;
  let happens: () => Runtime;
  let runtime: () => Runtime;
  let files: Files;
  let count = 0;

  before(async () => {
    const config = (await servers()).config("attachments");
    const made = watched({ name: "source", define: () => words }, config);
    happens = made.runtime;
    const keeping = watched(
      {
        name: "documents",
        define: ({ store }) => {
          files = new Files(store, plainSealing);
          return documents({
            render: () => Promise.reject(new Error("no notices here")),
            archive: () => Promise.reject(new Error("no notices here")),
            share: (hash, from, municipality) => files.share(hash, from, municipality),
          });
        },
        actions: (runtime, prove) => fileActions(() => files, runtime, prove) as never,
      },
      config,
    );
    runtime = keeping.runtime;
    broker = node(config, made.service, keeping.service);
    await broker.start();
  });
  after(() => broker?.stop());

  /** Hands a record with one file over, as a connector does; intake takes everything. */
  async function push(more: Partial<Params<"intake.receive">["items"][number]>, content: Buffer): Promise<string> {
    const file = { name: "a.pdf", mediaType: "application/pdf", sha256: sha256(content), content };
    const caller: Caller = {
      call: async (action, params) => {
        if (action !== "intake.receive") return await broker.call(action, params);
        const { items } = params as Params<"intake.receive">;
        return { items: items.map(({ deliveryId }) => ({ deliveryId, outcome: "accepted" })) };
      },
    };
    const { log, steadyClock: clock } = runtime().resources;
    const nothing = async () => {};
    const turn = new Turn({
      ...{ heartbeat: nothing, heartbeatMs: 1_000, gone: () => false, waits: nothing, goesOn: nothing, clock, log },
    });
    const place = { deliveryId: "d", recordKey: "A-1", partition: 0, offset: "0", sha256: "0".repeat(64) };
    const item = { ...place, kind: "reply" as const, receivedAt: "2026-11-28T00:00:00.000Z", traceparent: "", ...more };
    expect(await new HandingOver({ portal, caller, log }).take([{ item, files: [file] }], turn)).to.equal(true);
    turn.end();
    return file.sha256;
  }

  async function happen(word: Word, municipality: string, body: object): Promise<void> {
    count += 1;
    const metadata = { municipality, portal: portal.name, applicationId: "A-1", caseId: "case", id: `word-${count}` };
    await happens().engine.handle([Told.create({ ...metadata, time: new Date().toISOString() }, { word, body })]);
  }

  const attached = (hash: string, bytes: number) => [
    { sha256: hash, name: "a.pdf", mediaType: "application/pdf", bytes },
  ];
  const reply = (hash: string, bytes: number) => ({
    submissionId: "R-1",
    text: "",
    attachments: attached(hash, bytes),
  });

  /** What a town reads of a file, or the code of its refusal. */
  async function read(municipality: string, hash: string): Promise<string> {
    try {
      const parts: Buffer[] = [];
      for (let bytes = 1, piece = 0; piece * pieceBytes < bytes; piece += 1) {
        const answer = await call(broker as never, "documents.read", { municipality, sha256: hash, piece });
        bytes = answer.bytes;
        parts.push(Buffer.from(answer.data, "base64"));
      }
      return sha256(Buffer.concat(parts));
    } catch (error) {
      return String((error as { type?: string }).type);
    }
  }

  it("a reply's are found under the town of its case, in all their pieces, and under no other", async () => {
    const content = Buffer.alloc(2 * pieceBytes + 7, "reply");
    const hash = await push({}, content);
    expect(await read(first, hash)).to.equal("not-found");
    await happen("reply", first, reply(hash, content.length));
    await until("the town has it", async () => (await read(first, hash)) === hash);
    expect(await read(second, hash)).to.equal("not-found");
  });

  it("those of a forwarded application go on with it, and later replies after it, as often as it goes on", async () => {
    const content = Buffer.from("%PDF-1.7 application");
    const hash = await push({ kind: "application", municipality: first }, content);
    expect(await read(first, hash)).to.equal(hash);
    const forwarded = { ...acceptedBody, attachments: attached(hash, content.length) };
    await happen("forwarded", second, { ...forwarded, forwardedBy: first });
    await until("the second town has it", async () => (await read(second, hash)) === hash);
    await happen("forwarded", third, { ...forwarded, forwardedBy: second });
    await until("the third town has it", async () => (await read(third, hash)) === hash);
    const later = await push({}, Buffer.from("%PDF-1.7 later"));
    await happen("reply", first, reply(later, 14));
    await happen("reply", second, reply(later, 14));
    await until("the second town has the reply's", async () => (await read(second, later)) === later);
    expect(await read(third, later)).to.equal("not-found");
  });

  it("once more is the same, also with a hash that an older event has in capitals", async () => {
    const hash = await push({}, Buffer.from("%PDF-1.7 twice"));
    await happen("reply", first, reply(hash.toUpperCase(), 14));
    await happen("reply", first, reply(hash, 14));
    await until("the town has it", async () => (await read(first, hash)) === hash);
    expect(await runtime().resources.models.dead.countDocuments({})).to.equal(0);
  });

  it("that are nowhere leave a dead letter: a person has to look", async () => {
    await happen("reply", first, reply("e".repeat(64), 1));
    const dead = await until("a dead letter", () => runtime().resources.models.dead.findOne({}).lean());
    expect(dead).to.include({ reason: "not-found", detail: "an attachment" });
  });
});
