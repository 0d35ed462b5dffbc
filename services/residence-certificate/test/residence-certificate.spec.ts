import { expect } from "chai";
import type { CaseFile } from "../../../platform/casework/case/case-file.ts";
import {
  ApplicationAccepted,
  CaseDecided,
  CaseReferred,
  IdentityConfirmed,
  IdentityRefused,
  IdentityUnclear,
  InformationRequested,
  NoticeRequested,
  ReplyReceived,
  SubmissionAnswered,
  WithdrawalReceived,
} from "../../../platform/casework/case/events.ts";
import type { NoticeContent } from "../../../platform/casework/letters/letter.ts";
import { readForms } from "../../../platform/casework/towns/forms.ts";
import { readTowns } from "../../../platform/casework/towns/towns.ts";
import { compileSchema, readSchema } from "../../../platform/messaging/contracts/validate.ts";
import { Fault } from "../../../platform/messaging/faults.ts";
import { given, type Scene } from "../../../test/support/given.ts";
import decisionSchema from "../decision.schema.json" with { type: "json" };
import { offers, residenceCertificate } from "../residence-certificate.ts";
import { type CertificateData, labels } from "../rules.ts";

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
const apply = (scene: Scene<CaseFile>, form: CertificateData = { scope: "simple" }, version = 2) =>
  scene.when(ApplicationAccepted, {
    applicant,
    form: `residence-certificate.v${version}`,
    data: JSON.stringify(form),
    trustLevel: "hoch",
    demandedTrustLevel: "hoch",
    attachments: [],
  });
const confirm = (scene: Scene<CaseFile>) =>
  scene.when(IdentityConfirmed, { trustLevel: "hoch", registered, residentSince: "2011-04-01" });
const extended: CertificateData = { scope: "extended", data: ["nationalities", "former_addresses"] };
const refuse = (scene: Scene<CaseFile>, reason: "trust_level_too_low" | "not_a_resident") =>
  scene.when(IdentityRefused, { reason, sentence: "So nicht." });
const decide = (scene: Scene<CaseFile>, outcome: "grant" | "refuse", certified?: object[]) =>
  scene.decides({ caseNumber, outcome, reason: "Nach Prüfung der Akte.", ...(certified && { certified }) });
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
    "an extended certificate": [["extended-certificate"], () => confirm(apply(open(), extended))],
    "data that a simple certificate does not hold": [
      ["extended-certificate"],
      () => confirm(apply(open(), { scope: "simple", data: ["gender"] })),
    ],
    "both at once": [
      ["identity-trust-level-too-low", "extended-certificate"],
      () => refuse(apply(open(), { scope: "extended" }), "trust_level_too_low"),
    ],
  };
  for (const [what, [codes, make]] of Object.entries(persons))
    it(`goes to a person for ${what}`, () => {
      const scene = make().leadsTo(CaseReferred);
      expect(scene.said(CaseReferred).reasons.map(({ code }) => code)).to.deep.equal(codes);
      expect(scene.view).to.deep.equal({
        status: "waiting-for-person",
        tasks: [{ caseId: "case", caseNumber, serviceKey: "", since: "2026-11-22T11:00:00.000Z", reasons: codes }],
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

  it("is refused by a person with a letter that gives their reason and the remedy", () => {
    const scene = decide(unclear("register_block"), "refuse").leadsTo(CaseDecided, NoticeRequested);
    for (const part of ["Nach Prüfung der Akte.", "Klage beim Verwaltungsgericht"])
      expect(scene.said(NoticeRequested).content).to.include(part);
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

describe("an extended residence certificate", () => {
  const waiting = () => confirm(apply(open(), extended)).leadsTo(CaseReferred);
  const rows = (scene: Scene<CaseFile>) =>
    content(scene).blocks.flatMap((block) => (block.kind === "table" ? block.rows.slice(4) : []));
  const addresses = [
    "Beispielweg 1, 46282 Dorsten (bis 31.03.2011)",
    "Mustergasse 2, 45879 Gelsenkirchen (bis 30.06.2004)",
  ];
  const stated = [
    ...addresses.map((value) => ({ datum: "former_addresses", value })),
    { datum: "nationalities", value: "deutsch, tschechisch" },
  ];

  it("holds what was asked for as the person certifies it, in the order of the law, beside the simple one's data", () => {
    const scene = decide(waiting(), "grant", stated).leadsTo(CaseDecided, NoticeRequested);
    expect(rows(scene)).to.deep.equal([
      ["Derzeitige Staatsangehörigkeiten", "deutsch, tschechisch"],
      ...addresses.map((address) => ["Frühere Anschriften", address]),
    ]);
    const notice = content(scene);
    expect(notice.title).to.equal("Erweiterte Meldebescheinigung");
    expect(compileSchema(readSchema("forms", "notice-content.v1.json"))(notice)).to.deep.equal([]);
    const text = JSON.stringify(notice.blocks);
    expect(text).to.include("§ 18 Abs. 2 Bundesmeldegesetz").and.to.include("nach Prüfung durch die Meldebehörde");
    expect(text).to.include("Muster-Þórsson");
  });

  it("names to the person what was asked for", () => {
    const [reason] = waiting().said(CaseReferred).reasons;
    expect(reason?.sentence).to.contain("Beantragt: Derzeitige Staatsangehörigkeiten; Frühere Anschriften.");
  });

  it("is not issued with less than was asked for, or with more", () => {
    expect(() => decide(waiting(), "grant")).to.throw(Fault, "nationalities, former_addresses");
    expect(() => decide(waiting(), "grant", stated.slice(2))).to.throw(
      Fault,
      "noch zu bescheinigen in certified: former_addresses",
    );
    const more = [...stated, { datum: "religious_affiliation", value: "keine" }];
    expect(() => decide(waiting(), "grant", more)).to.throw(Fault, "nicht beantragt sind: religious_affiliation");
  });

  it("is the only one that holds more: a simple one stays as the law says, also by a person", () => {
    const unclear = () =>
      apply(open()).when(IdentityUnclear, { reason: "no_exact_match", sentence: "Zu prüfen." }).leadsTo(CaseReferred);
    expect(() => decide(unclear(), "grant", [{ datum: "gender", value: "weiblich" }])).to.throw(
      Fault,
      "nicht beantragt",
    );
    expect(rows(decide(unclear(), "grant"))).to.deep.equal([]);
  });

  it("asks the applicant once where they name no data, as the form's first version cannot", () => {
    const scene = confirm(apply(open(), { scope: "extended" }, 1)).leadsTo(InformationRequested);
    expect(scene.said(InformationRequested).items.map(({ code }) => code)).to.deep.equal(["data-not-named"]);
    scene.when(ReplyReceived, { submissionId: "r", text: "Der Familienstand.", attachments: [] });
    scene.leadsTo(SubmissionAnswered, CaseReferred);
    expect(() => decide(scene, "grant")).to.throw(Fault, "was beantragt ist");
    decide(scene, "grant", [{ datum: "marital_status", value: "ledig" }]).leadsTo(CaseDecided, NoticeRequested);
    expect(rows(scene)).to.deep.equal([["Familienstand", "ledig"]]);
  });

  it("may hold what BMG § 18(2) lists, and the contracts and portals know each of these data", () => {
    const names = Object.keys(labels);
    const enumIn = (schema: object) => /"enum":(\[[^\]]*\])/.exec(JSON.stringify(schema))?.[1] ?? "[]";
    expect(JSON.parse(enumIn(decisionSchema.properties.certified))).to.deep.equal(names);
    const { portals } = readForms("services/residence-certificate");
    const forms = [...portals.values()].flat().filter(({ form }) => form === "residence-certificate");
    expect(forms).to.have.length(2);
    for (const { fields } of forms) {
      const codes = Object.entries(fields).find(([field]) => field.includes("{n}"))?.[1].codes ?? {};
      expect(Object.values(codes)).to.deep.equal(names);
    }
  });
});
