import { expect } from "chai";
import type { CaseFile } from "../../../platform/casework/case/case-file.ts";
import {
  ApplicationAccepted,
  CaseDecided,
  CaseReferred,
  IdentityConfirmed,
  IdentityUnclear,
  InformationRequested,
  NoticeRequested,
  ReplyReceived,
  SubmissionAnswered,
} from "../../../platform/casework/case/events.ts";
import { readTownFiles, readTowns } from "../../../platform/casework/towns/towns.ts";
import { enclosed as enclosedFile } from "../../../test/support/enclosed.ts";
import { acceptedBody } from "../../../test/support/events.ts";
import { given, type Scene } from "../../../test/support/given.ts";
import { buildingPermit } from "../building-permit.ts";
import { XbauMessageRecorded } from "../events.ts";
import type { Application, Tariff } from "../rules.ts";
import schema from "../tariff.schema.json" with { type: "json" };
import { applicationXml } from "./messages.ts";

const tariffs = readTownFiles<{ tariffs: Tariff[] }>("building-permit", schema);
const definition = buildingPermit({ towns: readTowns(), tariffs });
const caseNumber = "GLA-26-7K3M9-Q2XAB-41";
const all: Application["enclosed"] = [
  "site-plan",
  "drawings",
  "building-description",
  "calculations",
  "statistics-sheet",
];
/** Received on a Monday. Ten working days later is Monday, 7 December. */
const received = "2026-11-23T10:00:00Z";

const open = () =>
  given(definition, {
    ...{ municipality: "055620014014", caseId: "case", caseNumber, receivedAt: received },
    serviceKey: "99012008001001",
  }).on("2026-11-23");
const accepted = (scene: Scene<CaseFile>, enclosed = all) =>
  scene.when(ApplicationAccepted, {
    ...{ ...acceptedBody, form: "building-permit.v1", data: JSON.stringify({ message: applicationXml, enclosed }) },
    attachments: (enclosed ?? []).map((name) => enclosedFile(name)),
  });
const confirmed = (scene: Scene<CaseFile>) =>
  scene.when(IdentityConfirmed, {
    ...{ trustLevel: "substantiell", registered: acceptedBody.applicant, residentSince: "2011-04-01" },
  });
const unclear = (scene: Scene<CaseFile>) =>
  scene.when(IdentityUnclear, { reason: "no_exact_match", sentence: "Die Anschrift stimmt nicht überein." });
const codes = (scene: Scene<CaseFile>) => scene.state.reasons.map(({ code }) => code);
const timers = (scene: Scene<CaseFile>) => scene.view.timers;
const fire = (scene: Scene<CaseFile>, wanted: string) => {
  const found = timers(scene).find(({ name }) => name === wanted);
  if (!found) throw new Error(`no timer ${wanted}`);
  return scene.on(found.due).handle(`timer.${wanted}`, {}, { id: found.id });
};
const dueOn = (scene: Scene<CaseFile>) => scene.view.tasks[0]?.dueOn;

describe("building permit: the clock of the formal check (BauO NRW 2018 § 71(1))", () => {
  it("does not wait for identity: what it has not answered the next working day is checked without it", () => {
    const scene = accepted(open(), ["site-plan"]);
    expect(timers(scene).map(({ name, due }) => [name, due])).to.deep.equal([
      ["identity-awaited", "2026-11-24T23:00:00.000Z"],
    ]);
    fire(scene, "identity-awaited").leadsTo(CaseReferred);
    expect(codes(scene)).to.include.members(["drawings-missing", "formal-check", "identity-outstanding"]);
    expect(dueOn(scene), "in the work list, from the day of receipt").to.equal("2026-12-07");
    expect(timers(scene).map(({ name, due }) => [name, due])).to.deep.equal([
      ["formal-check-due", "2026-12-07T23:00:00.000Z"],
    ]);
    fire(scene, "formal-check-due").leadsTo(CaseReferred);
    expect(codes(scene)).to.include.members(["formal-check-overdue", "identity-outstanding"]);
  });

  it("is over at once for a complete application, whoever sent it; a person has it meanwhile", () => {
    const scene = fire(accepted(open()), "identity-awaited").leadsTo(XbauMessageRecorded, CaseReferred);
    expect(codes(scene)).to.deep.equal(["material-check", "identity-outstanding"]);
    expect(dueOn(scene)).to.equal(undefined);
    const decide = () => scene.decides({ caseNumber, outcome: "refuse", reason: "Zu nah am Nachbarn." });
    expect(decide, "nobody decides about somebody unknown").to.throw("not-waiting");
    unclear(scene).leadsTo();
    expect(codes(scene)).to.deep.equal(["material-check", "identity-no-exact-match"]);
    decide().leadsTo(CaseDecided, XbauMessageRecorded, NoticeRequested);
  });

  it("runs from the day of receipt also where everything comes late", () => {
    const scene = unclear(accepted(open().on("2026-12-04"), ["site-plan"]).on("2026-12-11"));
    scene.leadsTo(CaseReferred);
    expect(dueOn(scene)).to.equal("2026-12-07");
    expect(timers(scene)[0]?.due, "fires at once").to.equal("2026-12-07T23:00:00.000Z");
  });

  for (const [what, order] of Object.entries({
    before: (scene: Scene<CaseFile>) => accepted(unclear(scene), ["site-plan"]),
    after: (scene: Scene<CaseFile>) => unclear(accepted(scene, ["site-plan"])),
  }))
    it(`goes on with a person where identity is unclear and said so ${what} the application`, () => {
      const scene = order(open()).leadsTo(CaseReferred);
      expect(codes(scene)).to.include.members(["drawings-missing", "formal-check", "identity-no-exact-match"]);
      expect(dueOn(scene)).to.equal("2026-12-07");
      scene.handle("command.examine", { caseNumber, deficits: ["Die Bauzeichnungen fehlen."] });
      scene.leadsTo(XbauMessageRecorded, InformationRequested);
      expect(dueOn(scene), "checked in time").to.equal(undefined);
    });

  it("goes back to the rules when identity is sure after all", () => {
    const scene = fire(accepted(open(), ["site-plan"]), "identity-awaited");
    confirmed(scene).leadsTo(XbauMessageRecorded, InformationRequested);
    expect(scene.state.status).to.equal("waiting-for-citizen");
    const complete = fire(accepted(open()), "identity-awaited");
    confirmed(complete).leadsTo();
    expect(codes(complete), "0201 was written already").to.deep.equal(["material-check"]);
  });

  it("stays overdue when identity answers after its end", () => {
    const scene = fire(fire(accepted(open(), ["site-plan"]), "identity-awaited"), "formal-check-due");
    unclear(scene).leadsTo(CaseReferred);
    expect(codes(scene)).to.include.members(["identity-no-exact-match", "formal-check-overdue"]);
    expect(timers(scene)).to.deep.equal([]);
    expect(dueOn(scene)).to.equal("2026-12-07");
  });

  it("begins again with an answer that comes while identity is outstanding", () => {
    const scene = fire(accepted(open(), ["site-plan"]), "identity-awaited");
    scene.handle("command.examine", { caseNumber, deficits: ["Die Bauzeichnungen fehlen."] });
    scene
      .on("2026-12-01")
      .when(
        ReplyReceived,
        { submissionId: "R-1", text: "Anbei.", attachments: [enclosedFile("plan.pdf")] },
        { time: "2026-12-01T10:00:00Z" },
      )
      .leadsTo(SubmissionAnswered);
    fire(scene, "identity-awaited").leadsTo(CaseReferred);
    expect(codes(scene)).to.include.members(["formal-check", "identity-outstanding"]);
    expect(dueOn(scene)).to.equal("2026-12-15");
  });

  it("does not fire for who has answered meanwhile", () => {
    const scene = accepted(open());
    const [awaited] = timers(scene);
    confirmed(scene).leadsTo(XbauMessageRecorded, CaseReferred);
    scene.handle("timer.identity-awaited", {}, { id: awaited?.id ?? "" }).leadsTo();
    expect(codes(scene)).to.deep.equal(["material-check"]);
  });
});
