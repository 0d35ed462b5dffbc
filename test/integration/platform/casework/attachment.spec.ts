import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import type { ServiceBroker } from "moleculer";
import { saveAttachment } from "../../../../cli/ops/cases/attachment.ts";
import type { Connection } from "../../../../cli/ops/connection.ts";
import { ApplicationAccepted, IdentityConfirmed, ReplyReceived } from "../../../../platform/casework/case/events.ts";
import { plainSealing } from "../../../../platform/messaging/adapters/sealing/plain.ts";
import { call } from "../../../../platform/messaging/contracts/action.ts";
import { emptyEnvelope } from "../../../../platform/messaging/contracts/envelope.ts";
import type { Delivery } from "../../../../platform/messaging/engine/delivery.ts";
import { sha256 } from "../../../../platform/messaging/ids.ts";
import { documents } from "../../../../services/documents/documents.ts";
import { fileActions } from "../../../../services/documents/files/file-actions.ts";
import { Files, pieceBytes } from "../../../../services/documents/files/files.ts";
import { acceptedBody } from "../../../support/events.ts";
import { leftToPerson } from "../../../support/left-to-person.ts";
import type { Runtime } from "../../../support/opened.ts";
import { servers } from "../../../support/servers.ts";
import { node, watched } from "../../../support/system.ts";

const [town, other] = ["055620014014", "055620020020"];
const caseNumber = "GLA-26-7K3M9-Q2XAB-41";
/** dog tax, which the Steueramt works on */
const serviceKey = "99102013104000";

const gamma = leftToPerson("gamma");

const plan = Buffer.alloc(2 * pieceBytes + 7, "plan");
const photo = Buffer.from("%PDF-1.7 photo");
const letter = Buffer.from("%PDF-1.7 letter");

const attached = (content: Buffer, name: string) => ({
  ...{ name, mediaType: "application/pdf", bytes: content.length },
  sha256: sha256(content),
});

describe("what was enclosed with a case", function () {
  this.timeout(60_000);
  let runtime: () => Runtime;
  let files: Files;
  let brokers: ServiceBroker[];
  let folder: string;
  let as: (office: string, municipality?: string) => Promise<string>;

  before(async () => {
    const made = await servers();
    const config = made.config("attachment");
    as = (office, municipality = town) => made.token(["caseworker"], [municipality], office);
    const domain = watched({ name: "gamma", worklist: true, define: () => gamma }, config);
    runtime = domain.runtime;
    const none = () => Promise.reject(new Error("no notices here"));
    const archive = watched(
      {
        name: "documents",
        define: ({ store }) => {
          files = new Files(store, plainSealing);
          return documents({ render: none, archive: none, share: none });
        },
        actions: (runtime, prove) => fileActions(() => files, runtime, prove) as never,
      },
      config,
    );
    // In processes of their own, as a town deploys them.
    brokers = [node(config, domain.service), node(config, archive.service)];
    await Promise.all(brokers.map((broker) => broker.start()));
    await Promise.all(brokers.map((broker) => broker.waitForServices(["gamma", "documents"])));
    for (const content of [plan, photo, letter]) await files.archive(town, "application/pdf", content);
    folder = mkdtempSync(join(tmpdir(), "antragsbus-"));
    await comes(ApplicationAccepted.name, {
      ...acceptedBody,
      attachments: [attached(plan, "../../etc/plan.pdf"), attached(photo, "foto.pdf")],
    });
    await comes(IdentityConfirmed.name, { trustLevel: "basis", registered: acceptedBody.applicant, residentSince: "" });
    const reply = { submissionId: "R-1", text: "", attachments: [attached(letter, "foto.pdf")] };
    await comes(ReplyReceived.name, {
      ...reply,
      attachments: [...reply.attachments, attached(Buffer.from("x"), "weg.pdf")],
    });
  });
  after(async () => {
    await Promise.all((brokers ?? []).map((broker) => broker.stop()));
    if (folder) rmSync(folder, { recursive: true });
  });

  async function comes(type: string, parsed: object): Promise<void> {
    const metadata = {
      municipality: town,
      portal: "portal",
      applicationId: "A-1",
      caseId: "case",
      caseNumber,
      serviceKey,
    };
    const envelope = { ...emptyEnvelope, ...metadata, type, id: type, time: new Date().toISOString() };
    const delivery: Delivery = { origin: "bus", envelope, content: { value: parsed }, attempts: 0 };
    const [outcome] = await runtime().engine.handle([delivery]);
    expect(outcome?.kind).to.equal("done");
  }

  /** As `ops` is connected: from another node, with the token of a person. */
  function connected(token: string): Connection {
    const [, from] = brokers;
    return {
      services: [
        { name: "documents", worklist: false },
        { name: "gamma", worklist: true },
      ],
      call: (name, service, params) => call(from as never, name, params, { service, meta: { token } }),
      close: async () => {},
    };
  }

  const save = async (token: string, which: string, to: string) =>
    (await saveAttachment(connected(token), caseNumber, { which, to })).data as { path: string; name: string };
  const refusal = (promise: Promise<unknown>): Promise<string> =>
    promise.then(
      () => "none",
      (error: { type?: string; message: string; data?: { detail?: string } }) =>
        `${error.type ?? error.message}: ${error.data?.detail ?? ""}`,
    );

  it("is told with its number and a harmless name in the case's file, a reply's after the application's", async () => {
    const file = await connected(await as("steueramt")).call("service.case-file", "gamma", { caseNumber });
    const shown = [...file.attachments, ...file.replies.flatMap(({ attachments }) => attachments)];
    expect(shown.map(({ number, name }) => `${number} ${name}`)).to.deep.equal([
      ...["1 plan.pdf", "2 foto.pdf", "3 foto.pdf", "4 weg.pdf"],
    ]);
  });

  it("is saved whole by the office that works on the case, under its number or its name, and nowhere but there", async () => {
    const token = await as("steueramt");
    const { path } = await save(token, "1", folder);
    expect(path).to.equal(join(folder, "plan.pdf"));
    expect(sha256(readFileSync(path))).to.equal(sha256(plan));
    await save(token, "plan.pdf", join(folder, "mein-plan.pdf"));
    await save(token, "3", join(folder, "brief.pdf"));
    expect(readFileSync(join(folder, "brief.pdf"))).to.deep.equal(letter);
    expect(readdirSync(folder).sort()).to.deep.equal(["brief.pdf", "mein-plan.pdf", "plan.pdf"]);
    expect(await refusal(save(token, "3", join(folder, "brief.pdf")))).to.include("is there already");
  });

  it("is not handed to another office of the town, to another town, or past the case by its hash", async () => {
    for (const token of [await as("sozialamt"), await as("steueramt", other)])
      expect(await refusal(save(token, "1", folder))).to.equal("not-permitted: ");
    const params = { municipality: town, sha256: sha256(photo), piece: 0 };
    const past = connected(await as("steueramt")).call("documents.read", "documents", params);
    expect(await refusal(past)).to.equal("not-permitted: ");
  });

  it("says what is not there, and which of two with one name has to be chosen", async () => {
    const token = await as("steueramt");
    expect(await refusal(save(token, "9", folder))).to.equal("not-found: eine solche Anlage gibt es nicht; es sind 4");
    expect(await refusal(save(token, "foto.pdf", folder))).to.equal(
      "not-possible: mehrere Anlagen heißen so, bitte die Nummer nennen: 2, 3",
    );
    expect(await refusal(save(token, "4", folder))).to.equal("not-found: dieses Stück der Anlage liegt hier nicht vor");
  });

  it("is noted each time before it leaves: who, which one, of which case", async () => {
    const { models } = runtime().resources;
    await models.looks.deleteMany({});
    await save(await as("steueramt"), "2", join(folder, "foto.pdf"));
    const looks = await models.looks.find({ target: caseNumber }).lean();
    expect(looks.map(({ action, municipality }) => [action, municipality])).to.deep.equal([["attachment 2", town]]);
  });

  it("that has changed on its way is not written", async () => {
    const connection = connected(await as("steueramt"));
    const forged: Connection = {
      ...connection,
      call: async (name, service, params) => {
        const answer = await connection.call(name, service, params);
        return name === "service.attachment" ? { ...answer, data: Buffer.alloc(14, "!").toString("base64") } : answer;
      },
    };
    const to = join(folder, "gefälscht.pdf");
    expect(await refusal(saveAttachment(forged, caseNumber, { which: "2", to }))).to.include(
      "not what its SHA-256 says",
    );
    expect(readdirSync(folder)).not.to.include("gefälscht.pdf");
  });
});
