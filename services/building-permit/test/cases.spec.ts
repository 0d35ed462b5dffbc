import { expect } from "chai";
import { folderSetting, xbauCheck } from "../../../cli/xbau/xbau-schemas.ts";
import type { CaseFile } from "../../../platform/casework/case/case-file.ts";
import {
  ApplicationAccepted,
  CaseDecided,
  CaseReferred,
  IdentityConfirmed,
  InformationRequested,
  NoticeRequested,
  ObjectionAnswered,
  PaymentArranged,
  PaymentRequested,
  ReplyReceived,
  SubmissionAnswered,
} from "../../../platform/casework/case/events.ts";
import type { NoticeContent } from "../../../platform/casework/letters/letter.ts";
import { readTownFiles, readTowns } from "../../../platform/casework/towns/towns.ts";
import { compileSchema, readSchema } from "../../../platform/messaging/contracts/validate.ts";
import { someFiles } from "../../../test/support/enclosed.ts";
import { acceptedBody } from "../../../test/support/events.ts";
import { given, type Scene } from "../../../test/support/given.ts";
import { heard, objects } from "../../../test/support/objecting.ts";
import { buildingPermit } from "../building-permit.ts";
import { XbauMessageRecorded } from "../events.ts";
import type { Application, Tariff } from "../rules.ts";
import schema from "../tariff.schema.json" with { type: "json" };
import { applicationXml, bomb } from "./messages.ts";

const tariffs = readTownFiles<{ tariffs: Tariff[] }>("building-permit", schema);
const definition = heard(buildingPermit({ towns: readTowns(), tariffs }));
const caseNumber = "GLA-26-7K3M9-Q2XAB-41";
const all: Application["enclosed"] = [
  ...(["site-plan", "drawings", "building-description", "calculations", "statistics-sheet"] as const),
];

/** An application of 23 November 2026, a Monday. */
function apply(changes: Partial<Application> = {}, serviceKey = "99012008001001"): Scene<CaseFile> {
  const metadata = { municipality: "055620014014", caseId: "case", caseNumber, receivedAt: "2026-11-23T10:00:00Z" };
  const form: Application = { message: applicationXml, enclosed: all, ...changes };
  return given(definition, { ...metadata, serviceKey })
    .on("2026-11-23")
    .when(ApplicationAccepted, {
      ...{ ...acceptedBody, form: "building-permit.v1", data: JSON.stringify(form) },
      attachments: someFiles((form.enclosed ?? []).length),
    })
    .when(IdentityConfirmed, {
      ...{ trustLevel: "substantiell", registered: acceptedBody.applicant, residentSince: "2011-04-01" },
    });
}
const codes = (scene: Scene<CaseFile>) => scene.state.reasons.map(({ code }) => code);
const timer = (scene: Scene<CaseFile>) => {
  const [only] = scene.view.timers;
  if (!only) throw new Error("no timer");
  return only;
};
const fire = (scene: Scene<CaseFile>) => {
  const { due, name, id } = timer(scene);
  return scene.on(due).handle(`timer.${name}`, {}, { id });
};
const reply = (scene: Scene<CaseFile>, files: number, text = "Anbei.") =>
  scene.when(
    ReplyReceived,
    { submissionId: "R-1", text, attachments: someFiles(files, "nachgereicht") },
    { time: "2026-12-01T10:00:00Z" },
  );
const folder = process.env[folderSetting];
const schemas = folder ? xbauCheck(folder) : undefined;
/** The message that was written, which is valid where there are XSD files to say so. */
const xml = (scene: Scene<CaseFile>) => {
  const bytes = Buffer.from(scene.said(XbauMessageRecorded).xml);
  expect(schemas?.check(bytes) ?? []).to.deep.equal([]);
  return bytes.toString();
};
const examine = (scene: Scene<CaseFile>, ...deficits: string[]) =>
  scene.handle("command.examine", { caseNumber, deficits });
const objections = [{ provision: "BauO NRW 2018 § 6", reason: "Die Abstandsfläche reicht nicht aus." }];
const hear = (scene: Scene<CaseFile>) =>
  scene.handle("command.hear", { caseNumber, text: "Bitte äußern Sie sich.", objections });
const grant = (scene: Scene<CaseFile>, feeCents?: number, conditions: string[] = []) =>
  scene.decides({
    caseNumber,
    outcome: "grant",
    reason: "Es steht nichts entgegen.",
    conditions,
    feeCents,
    ...(feeCents === undefined ? {} : { basis: "Tarifstelle 2.4" }),
  });
const arrange = (scene: Scene<CaseFile>) =>
  scene.when(PaymentArranged, {
    ...{ reference: "RF18539007547034", method: "transfer", totalCents: 2_520_00, mandateReference: "" },
    ...{ claims: [{ cents: 2_520_00, dueOn: "2026-12-23", label: "Gebühr" }], epcCode: "", creditorId: "" },
    ...{ mandateUnused: "none", payeeName: "Stadtkasse (erfunden)", payeeIban: "DE46000000000000000014" },
  });
const refuse = (scene: Scene<CaseFile>) =>
  scene.decides({ caseNumber, outcome: "refuse", reason: "Zu nah am Nachbarn." });
const notice = (scene: Scene<CaseFile>) => {
  const content = JSON.parse(scene.said(NoticeRequested).content) as NoticeContent;
  expect(compileSchema(readSchema("forms", "notice-content.v1.json"))(content)).to.deep.equal([]);
  return JSON.stringify(content);
};

describe("building permit: the formal check (BauO NRW 2018 § 71)", () => {
  it("of a complete application is positive at once, and a person decides within six weeks", () => {
    const scene = apply().leadsTo(XbauMessageRecorded, CaseReferred);
    expect(scene.said(XbauMessageRecorded)).to.deep.include({
      ...{ kind: "baugenehmigung.formellePruefung.0201", direction: "to_applicant", number: 1 },
      relatesTo: "0f0e0d0c-0b0a-4908-8706-050403020100",
    });
    expect(xml(scene)).to.include("<xbau:antragVollstaendig>true<");
    expect(codes(scene)).to.deep.equal(["material-check"]);
    expect(scene.state.reasons[0]?.sentence).to.include("04.01.2027");
    expect(scene.view.timers).to.deep.equal([]);
  });

  it("asks for what is missing, in the message and through the portal, with the same day", () => {
    const scene = apply({ enclosed: ["site-plan"] }).leadsTo(XbauMessageRecorded, InformationRequested);
    const { items, dueOn, sentence } = scene.said(InformationRequested);
    expect(items.map(({ code }) => code)).to.deep.equal([
      ...["drawings-missing", "building-description-missing", "calculations-missing", "statistics-sheet-missing"],
    ]);
    expect(xml(scene)).to.include(`<xbau:frist>${dueOn}<`).and.to.include("Bauzeichnungen");
    expect(dueOn).to.equal("2026-12-28"); // 28 days from the 27th, the fourth day after sending, moved behind Christmas.
    expect(sentence).to.include("gilt Ihr Antrag als zurückgenommen");
  });

  it("asks for the description of the business too in the procedure of § 65", () => {
    const { items } = apply({}, "99012008001000").said(InformationRequested);
    expect(items.map(({ code }) => code)).to.deep.equal(["operating-description-missing"]);
  });

  it("is positive once everything has come", () => {
    const scene = apply({ enclosed: ["site-plan"] });
    reply(scene.on("2026-12-01"), 4).leadsTo(SubmissionAnswered, XbauMessageRecorded, CaseReferred);
    expect(xml(scene)).to.include("<xbau:antragVollstaendig>true<");
  });

  it("is a person's once an answer does not mend everything, within ten working days from it", () => {
    const scene = apply({ enclosed: ["site-plan"] });
    reply(scene.on("2026-12-01"), 1).leadsTo(SubmissionAnswered, CaseReferred);
    expect(codes(scene)).to.include.members(["formal-check", "statistics-sheet-missing-still"]);
    expect(() => grant(scene, 0)).to.throw("not-possible");
    expect(timer(scene).due).to.equal("2026-12-15T23:00:00.000Z");
    fire(scene).leadsTo(CaseReferred);
    expect(codes(scene)).to.include("formal-check-overdue");
    expect(scene.view.timers).to.deep.equal([]);
    examine(scene).leadsTo(XbauMessageRecorded, CaseReferred);
    grant(scene, 0).leadsTo(CaseDecided, XbauMessageRecorded, NoticeRequested);
  });

  it("leaves to a person whether what a person found is mended", () => {
    const scene = apply({ enclosed: ["site-plan"] });
    reply(scene.on("2026-12-01"), 1);
    examine(scene, "Der Lageplan ist nicht maßstäblich.").leadsTo(XbauMessageRecorded, InformationRequested);
    expect(xml(scene)).to.include("nicht maßstäblich").and.to.include("Vollstaendig>false<");
    reply(scene.on("2026-12-04"), 5).leadsTo(SubmissionAnswered, CaseReferred);
    expect(codes(scene)).to.deep.equal(["formal-check"]);
  });

  it("ends with an application that counts as withdrawn when nothing comes, which a person establishes", () => {
    const scene = fire(apply({ enclosed: [] })).leadsTo(CaseReferred);
    expect(codes(scene)).to.deep.equal(["deemed-withdrawn"]);
    expect(() => grant(scene, 0)).to.throw("not-possible");
    refuse(scene).leadsTo(CaseDecided, NoticeRequested);
    expect(scene.said(CaseDecided)).to.deep.include({ outcome: "withdrawn", decidedBy: "person" });
    expect(notice(scene)).to.include("gilt deshalb als zurückgenommen");
  });

  it("does not end so when the answer was faster than the timer", () => {
    const scene = apply({ enclosed: [] });
    const { due, name, id } = timer(scene);
    reply(scene.on("2026-12-01"), 5);
    scene.on(due).handle(`timer.${name}`, {}, { id }).leadsTo();
    expect(codes(scene)).to.deep.equal(["material-check"]);
  });

  it("asks for another message instead of an XML bomb", () => {
    const scene = apply({ message: bomb }).leadsTo(XbauMessageRecorded, InformationRequested);
    const { items } = scene.said(InformationRequested);
    expect(items.map(({ code }) => code)).to.deep.equal(["message-document-type"]);
    expect(items[0]?.sentence).to.include("DOCTYPE");
    expect(scene.said(XbauMessageRecorded).relatesTo).to.equal("");
    reply(scene, 1);
    expect(codes(scene)).to.include("message-document-type-still");
  });

  it("asks for what the message leaves out", () => {
    const bare = applicationXml.replace(/ {2}<xbau:antragsteller>[\s\S]*<\/xbau:bauvorhaben>/, "");
    const { items } = apply({ message: bare }).said(InformationRequested);
    expect(items.map(({ code }) => code)).to.deep.equal(["title-missing", "plot-missing", "builder-missing"]);
  });
});

describe("building permit: hearing and statement", () => {
  it("tell the applicant what stands against it, and the answer is the statement", () => {
    const scene = hear(apply()).leadsTo(XbauMessageRecorded, InformationRequested);
    expect(xml(scene)).to.include("baugenehmigung.anhoerung.0203").and.to.include("BauO NRW 2018 § 6");
    expect(scene.said(InformationRequested).items[0]?.sentence).to.equal("Die Abstandsfläche reicht nicht aus.");
    reply(scene.on("2026-12-01"), 0, "Wir rücken das Haus ab.").leadsTo(
      ...[SubmissionAnswered, XbauMessageRecorded, CaseReferred],
    );
    expect(scene.said(XbauMessageRecorded)).to.deep.include({
      ...{ kind: "baugenehmigung.stellungnahme.0204", direction: "from_applicant" },
    });
    const [, said = ""] = /<text>([^<]*)</.exec(xml(scene)) ?? [];
    expect(Buffer.from(said, "base64").toString()).to.equal("<p>Wir rücken das Haus ab.</p>");
    expect(codes(scene)).to.deep.equal(["statement-received"]);
    grant(scene, 1_000_00).leadsTo(CaseDecided, XbauMessageRecorded, PaymentRequested);
  });

  it("end without a statement when the day has passed", () => {
    const scene = fire(hear(apply())).leadsTo(CaseReferred);
    expect(codes(scene)).to.deep.equal(["no-statement"]);
    refuse(scene).leadsTo(CaseDecided, XbauMessageRecorded, NoticeRequested);
  });

  it("keep a very long statement in the case, and say so in the message", () => {
    const scene = reply(hear(apply()).on("2026-12-01"), 0, "ä".repeat(90_000));
    expect(scene.said(XbauMessageRecorded).xml.length).to.be.below(200_000);
    expect(scene.state.replies[0]?.text).to.have.length(90_000);
  });

  it("are not there before the formal check is done", () => {
    const scene = apply({ enclosed: ["site-plan"] });
    reply(scene.on("2026-12-01"), 1);
    expect(() => hear(scene)).to.throw("not-possible");
  });
});

describe("building permit: the decision", () => {
  it("needs a fee that the tariff or the person names", () => {
    expect(() => grant(apply())).to.throw("feeCents");
  });

  it("takes the tariff's fee where there is one: a per mille of started 500 euros", () => {
    const fee = { tenthsOfPermille: 60, leastCents: 50_00 };
    const known = new Map([["055620014014", { tariffs: [{ from: "2022-11-01", fee }] }]]);
    const scene = apply();
    const told = given(buildingPermit({ towns: readTowns(), tariffs: known }), scene.newEvent(CaseReferred).metadata);
    told.states.set(scene.key, scene.state);
    told.on("2026-12-01").decides({ outcome: "grant", reason: "Es steht nichts entgegen." });
    expect(told.said(PaymentRequested).totalCents).to.equal(2_520_00);
  });

  it("as a permit says its conditions, its three years, its fee and the remedy", () => {
    const scene = grant(apply(), 2_520_00, ["Der Baubeginn ist eine Woche vorher anzuzeigen."]);
    expect(xml(scene)).to.include("baugenehmigung.bescheid.0205").and.to.include("istGenehmigung>true<");
    const said = notice(arrange(scene).leadsTo(NoticeRequested));
    for (const part of ["Neubau eines Einfamilienhauses", "Musterweg 1, 45966 Gladbeck", "von 3 Jahren"])
      expect(said).to.include(part);
    for (const part of ["2.520,00 €", "RF18", "eine Woche vorher anzuzeigen", "Klage beim Verwaltungsgericht"])
      expect(said).to.include(part);
  });

  it("has its fee lowered where an objection to it is right; the permit stays, and no message is written", () => {
    const scene = objects(arrange(grant(apply(), 2_520_00)), acceptedBody.applicant, "2026-12-08");
    const remedy = (instead: object) =>
      scene.decides({ caseNumber, outcome: "grant", reason: "Die Rohbausumme war zu hoch.", instead });
    expect(() => remedy({ facts: { enclosed: ["drawings"] } })).to.throw(
      "bitte den Betrag nennen: instead.amountCents",
    );
    remedy({ amountCents: 2_000_00, inPart: true });
    scene.leadsTo(CaseDecided, PaymentRequested, NoticeRequested, ObjectionAnswered);
    expect(scene.said(PaymentRequested)).to.include({ totalCents: -520_00, charge: "administrative_fee" });
    expect(scene.said(ObjectionAnswered).outcome).to.equal("partly_remedied");
    expect(notice(scene)).to.include("Änderungsbescheid").and.to.include("2.000,00 € statt 2.520,00 €");
  });

  it("as a refusal gives the person's reason and the remedy, in the notice and in message 0205", () => {
    const scene = refuse(apply()).leadsTo(CaseDecided, XbauMessageRecorded, NoticeRequested);
    expect(xml(scene)).to.include("istGenehmigung>false<").and.to.include("Klage beim Verwaltungsgericht");
    expect(notice(scene)).to.include("Zu nah am Nachbarn.");
  });

  it("gives every message of a case an id of its own", () => {
    const scene = apply();
    const first = scene.said(XbauMessageRecorded).messageId;
    expect(hear(scene).said(XbauMessageRecorded).messageId).not.to.equal(first);
  });
});
