import { expect } from "chai";
import {
  ApplicationAccepted,
  CaseDecided,
  CaseReferred,
  IdentityConfirmed,
  IdentityRefused,
  IdentityUnclear,
  NoticeRequested,
  ReplyReceived,
  SubmissionAnswered,
  WithdrawalReceived,
} from "../../../platform/contracts/events.ts";
import { compileSchema, readSchema } from "../../../platform/contracts/validate.ts";
import { Fault } from "../../../platform/faults.ts";
import type { CaseFile } from "../../../platform/service/case-file.ts";
import type { NoticeContent } from "../../../platform/service/letter.ts";
import { readTowns } from "../../../platform/towns.ts";

import { offers, residenceCertificate } from "../../../services/residence-certificate/residence-certificate.ts";
import { given, type Scene } from "../../support/given.ts";

const caseNumber = "GLA-26-7K3M9-Q2XAB-41";
const registered = {
  familyName: "Muster-Þórsson",
  givenNames: "Łucja Änne",
  birthDate: "1984-02-29",
  address: { street: "Musterweg", houseNumber: "12a", supplement: "Hinterhaus", postcode: "45966", city: "Gladbeck" },
};
/** as somebody typed it: the register's spelling is the one that counts */
const applicant = { ...registered, familyName: "MUSTER-ÞÓRSSON" };

const open = () =>
  given(residenceCertificate(readTowns()), {
    municipality: "055620014014",
    caseId: "case",
    caseNumber,
    receivedAt: "2026-11-22T10:00:00Z",
  }).on("2026-11-22");
const apply = (scene: Scene<CaseFile>, scope: "simple" | "extended" = "simple") =>
  scene.when(ApplicationAccepted, {
    applicant,
    form: "residence-certificate.v1",
    data: JSON.stringify({ scope }),
    trustLevel: "hoch",
    demandedTrustLevel: "hoch",
    attachments: [],
  });
const confirm = (scene: Scene<CaseFile>) =>
  scene.when(IdentityConfirmed, { trustLevel: "hoch", registered, residentSince: "2011-04-01" });
const refuse = (scene: Scene<CaseFile>, reason: "trust_level_too_low" | "not_a_resident") =>
  scene.when(IdentityRefused, { reason, sentence: "So nicht." });
const decide = (scene: Scene<CaseFile>, outcome: "grant" | "refuse") =>
  scene.decides({ caseNumber, outcome, reason: "Nach Prüfung der Akte." });
const content = (scene: Scene<CaseFile>) => JSON.parse(scene.said(NoticeRequested).content) as NoticeContent;

describe("residence certificate", () => {
  it("is issued at once for an exact match, in whatever order the messages come", () => {
    for (const scene of [confirm(apply(open())), apply(confirm(open()))]) {
      scene.leadsTo(CaseDecided, NoticeRequested);
      expect(scene.said(CaseDecided)).to.deep.equal({
        outcome: "granted",
        sentence: "Ihre Meldebescheinigung ist ausgestellt. Sie ist gebührenfrei und folgt als Dokument.",
        decidedOn: "2026-11-22",
        decidedBy: "rule",
        amountCents: null,
      });
      expect(scene.said(NoticeRequested).kind).to.equal("certificate");
    }
  });

  it("says what the register holds, not what was typed, and that it is free of charge", () => {
    const notice = content(confirm(apply(open())));
    expect(compileSchema(readSchema("forms", "notice-content.v1.json"))(notice)).to.deep.equal([]);
    expect(notice.title).to.equal("Meldebescheinigung");
    const table = notice.blocks.find((block) => block.kind === "table");
    expect(table?.kind === "table" && table.rows).to.deep.equal([
      ["Familienname", "Muster-Þórsson"],
      ["Vornamen", "Łucja Änne"],
      ["Geburtsdatum", "29.02.1984"],
      ["Anschrift", "Musterweg 12a, Hinterhaus, 45966 Gladbeck"],
      ["Gemeldet seit", "01.04.2011"],
    ]);
    const text = JSON.stringify(notice.blocks);
    expect(text).to.include("Melderegister der Stadt Gladbeck").and.to.include("gebührenfrei (§ 18 Abs. 3");
    expect(notice.reference).to.deep.include({ label: "Vorgangsnummer", value: caseNumber });
    expect(notice.recipient).to.deep.equal([
      "Łucja Änne Muster-Þórsson",
      "Musterweg 12a, Hinterhaus",
      "45966 Gladbeck",
    ]);
  });

  const unclear = (reason: "no_exact_match" | "several_matches" | "register_block") =>
    apply(open()).when(IdentityUnclear, { reason, sentence: "Zu prüfen." });
  const persons: Record<string, [string[], () => Scene<CaseFile>]> = {
    "a trust level below hoch": [["identity-trust-level-too-low"], () => refuse(apply(open()), "trust_level_too_low")],
    "somebody whom the register does not know": [
      ["identity-not-a-resident"],
      () => refuse(apply(open()), "not_a_resident"),
    ],
    "another address": [["identity-no-exact-match"], () => unclear("no_exact_match")],
    "several entries": [["identity-several-matches"], () => unclear("several_matches")],
    "a register block": [["identity-register-block"], () => unclear("register_block")],
    "an extended certificate": [["extended-certificate"], () => confirm(apply(open(), "extended"))],
    "both at once": [
      ["identity-trust-level-too-low", "extended-certificate"],
      () => refuse(apply(open(), "extended"), "trust_level_too_low"),
    ],
  };
  for (const [what, [codes, make]] of Object.entries(persons))
    it(`goes to a person for ${what}`, () => {
      const scene = make().leadsTo(CaseReferred);
      expect(scene.said(CaseReferred).reasons.map(({ code }) => code)).to.deep.equal(codes);
      expect(scene.surface.view(scene.state)).to.deep.equal({
        status: "waiting-for-person",
        tasks: [{ caseId: "case", caseNumber, since: "2026-11-22T11:00:00.000Z", reasons: codes }],
        timers: [],
      });
    });

  it("is issued by a person of what was applied for where the register gave no answer", () => {
    const scene = decide(unclear("no_exact_match"), "grant").leadsTo(CaseDecided, NoticeRequested);
    expect(scene.said(CaseDecided)).to.include({ outcome: "granted", decidedBy: "person" });
    const text = JSON.stringify(content(scene));
    expect(text).to.include("MUSTER-ÞÓRSSON").and.not.to.include("Gemeldet seit");
    expect(text).to.include("nach Prüfung durch die Meldebehörde").and.not.to.include("gespeichert");
  });

  it("is refused by a person with their reason and no document", () => {
    const scene = decide(unclear("register_block"), "refuse").leadsTo(CaseDecided);
    expect(scene.said(CaseDecided)).to.include({ outcome: "refused", sentence: "Nach Prüfung der Akte." });
  });

  it("is not decided twice, and not by a person whom it does not wait for", () => {
    const issued = confirm(apply(open()));
    expect(() => decide(issued, "grant")).to.throw(Fault, "not-waiting");
    expect(() => decide(apply(open()), "refuse")).to.throw(Fault, "not-waiting");
    apply(issued).leadsTo();
    confirm(issued).leadsTo();
  });

  it("takes replies and withdrawals while it is open", () => {
    const text = "Ich bin umgezogen.";
    const replied = unclear("no_exact_match").when(ReplyReceived, { submissionId: "r", text, attachments: [] });
    expect(replied.state.replies.map(({ submissionId, text }) => [submissionId, text])).to.deep.equal([["r", text]]);
    expect(replied.leadsTo(SubmissionAnswered).said(SubmissionAnswered).outcome).to.equal("taken");
    replied.when(WithdrawalReceived, { submissionId: "w", reason: "" }).leadsTo(SubmissionAnswered, CaseDecided);
    expect(replied.said(CaseDecided).outcome).to.equal("withdrawn");
    confirm(replied).leadsTo();
    const late = confirm(apply(open())).when(WithdrawalReceived, { submissionId: "w", reason: "" });
    expect(late.leadsTo(SubmissionAnswered).said(SubmissionAnswered).outcome).to.equal("too_late");
  });

  it("demands trust level hoch and is each case for itself", () => {
    expect(offers).to.have.length(1);
    expect(offers[0]).to.deep.include({ demandedTrustLevel: "hoch", account: [] });
  });

  it("is not issued in a town that there is not", () => {
    expect(() => confirm(apply(open().for({ municipality: "000000000000" })))).to.throw(Fault, "not-possible");
  });
});
