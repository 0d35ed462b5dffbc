import { expect } from "chai";
import fc from "fast-check";
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
} from "../../../platform/casework/case/events.ts";
import type { NoticeContent } from "../../../platform/casework/letters/letter.ts";
import { readForms, schemaOf } from "../../../platform/casework/towns/forms.ts";
import { readTownFiles, readTowns } from "../../../platform/casework/towns/towns.ts";
import { compileSchema, readSchema } from "../../../platform/messaging/contracts/validate.ts";
import { someFiles } from "../../../test/support/enclosed.ts";
import { acceptedBody } from "../../../test/support/events.ts";
import { given, type Scene } from "../../../test/support/given.ts";
import { heard, objects } from "../../../test/support/objecting.ts";
import type { Application } from "../application.ts";
import { ConsultationAnswered, ConsultationRequested, PermitExpired } from "../events.ts";
import type { Tariff } from "../fee/tariff.ts";
import { commands, streetUse } from "../street-use.ts";
import schema from "../tariff.schema.json" with { type: "json" };

const tariffs = readTownFiles<{ tariffs: Tariff[] }>("street-use", schema);
const definition = heard(streetUse({ towns: readTowns(), tariffs }));
const caseNumber = "GLA-26-7K3M9-Q2XAB-41";
const scaffold: Application = {
  place: { street: "Musterweg", houseNumber: "1", postcode: "45966", surface: "pavement" },
  use: { scaffold: { lengthCm: 12_00, widthCm: 1_00, remainingCm: 150 } },
  ...{ from: "2026-12-21", until: "2027-01-10", enclosed: ["site-plan"] },
};
const movingZone = { movingZone: { lengthCm: 15_00, beginsAt: "08:00", endsAt: "18:00" } };

function apply(changes: Partial<Application> = {}, attachments = 1): Scene<CaseFile> {
  const metadata = { municipality: "055620014014", caseId: "case", caseNumber, receivedAt: "2026-11-22T10:00:00Z" };
  return given(definition, metadata)
    .on("2026-11-23")
    .when(ApplicationAccepted, {
      ...{ ...acceptedBody, form: "street-use.v1", data: JSON.stringify({ ...scaffold, ...changes }) },
      attachments: someFiles(attachments),
    })
    .when(IdentityConfirmed, {
      ...{ trustLevel: "basis", registered: acceptedBody.applicant, residentSince: "2011-04-01" },
    });
}
const codes = (scene: Scene<CaseFile>) => scene.state.reasons.map(({ code }) => code);
const timers = (scene: Scene<CaseFile>) => scene.view.timers;
const fire = (scene: Scene<CaseFile>) => {
  const [timer] = timers(scene);
  if (!timer) throw new Error("no timer");
  return scene.on(timer.due).handle(`timer.${timer.name}`, {}, { id: timer.id });
};
const answer = (scene: Scene<CaseFile>, office: string, outcome = "no_objection", text = "") =>
  scene.handle("command.answer-consultation", { caseNumber, office, outcome, text });
const decide = (scene: Scene<CaseFile>, outcome: string) =>
  scene.decides({ caseNumber, outcome, reason: "Der Verkehr bleibt sicher." });
const arrange = (scene: Scene<CaseFile>) =>
  scene.when(PaymentArranged, {
    ...{ reference: "RF18539007547034", method: "transfer", totalCents: 55_00, mandateReference: "", creditorId: "" },
    ...{ claims: [{ cents: 55_00, dueOn: "2026-12-23", label: "Gebühr" }], epcCode: "" },
    ...{ mandateUnused: "none", payeeName: "Stadtkasse (erfunden)", payeeIban: "DE46000000000000000014" },
  });
const notice = (scene: Scene<CaseFile>) => JSON.parse(scene.said(NoticeRequested).content) as NoticeContent;

describe("street use: what a person is told", () => {
  it("is never decided by rule: the permit is in the authority's discretion", () => {
    const scene = apply().leadsTo(CaseReferred, ConsultationRequested, ConsultationRequested);
    expect(codes(scene)).to.deep.equal([
      "discretion",
      "fee-proposed",
      "waits-for-road-authority",
      "waits-for-fire-service",
    ]);
  });

  it("proposes the fee with its calculation", () => {
    const reason = apply().state.reasons.find(({ code }) => code === "fee-proposed");
    expect(reason?.sentence).to.equal(
      "Vorgeschlagene Gebühr: Zone 2: 12 m² × 3 Wochen × 0,40 € = 14,40 €; Mindestgebühr = 20,00 €; Verwaltungsgebühr = 35,00 €; Gebühr = 55,00 €.",
    );
  });

  const doubts: Record<string, [string, Partial<Application>]> = {
    "a begin that is past": ["begins-in-the-past", { from: "2026-11-21" }],
    "a begin far ahead": ["begins-far-ahead", { from: "2028-01-01", until: "2028-01-02" }],
    "short notice": ["short-notice", { from: "2026-12-01" }],
    "more than a year": ["longer-than-a-year", { until: "2028-12-21" }],
    "a place in another town": ["place-elsewhere", { place: { ...scaffold.place, postcode: "45879" } }],
    "too little pavement left": [
      "pavement-too-narrow",
      { use: { scaffold: { lengthCm: 100, widthCm: 100, remainingCm: 129 } } },
    ],
    "no time for the signs": ["signs-too-late", { use: movingZone, from: "2026-11-25", until: "2026-11-25" }],
    "a day before there was a tariff": ["no-tariff", { from: "1900-01-01", until: "1900-01-02" }],
  };
  for (const [what, [code, changes]] of Object.entries(doubts))
    it(`says that there is ${what}`, () => {
      expect(codes(apply(changes))).to.include.members(["discretion", code]);
    });

  it("says nothing of signs four days ahead, nor of three weeks that were kept", () => {
    const found = codes(apply({ use: movingZone, from: "2026-12-13", until: "2026-12-13" }));
    expect(found).not.to.include("signs-too-late").and.not.to.include("short-notice");
    expect(codes(apply({ use: movingZone, from: "2026-11-26", until: "2026-11-26" }))).not.to.include("signs-too-late");
  });
});

describe("street use: what is missing", () => {
  it("is asked for: the site plan", () => {
    const { items } = apply({}, 0).leadsTo(InformationRequested).said(InformationRequested);
    expect(items.map(({ code }) => code)).to.deep.equal(["site-plan-missing"]);
  });

  it("is asked for: a plan of signs for a closed road, and days in their order", () => {
    const event = { lengthCm: 50_00, widthCm: 20_00, name: "Musterfest", visitors: 300, roadClosed: true, music: true };
    const { items } = apply({ use: { event }, until: "2026-12-20" }).said(InformationRequested);
    expect(items.map(({ code }) => code)).to.deep.equal(["sign-plan-missing", "days-out-of-order"]);
  });

  it("goes to a person when the answer does not mend it, who cannot grant days out of order", () => {
    const scene = apply({ until: "2026-12-20" }).when(ReplyReceived, {
      ...{ submissionId: "R-1", text: "Es war ein Schreibfehler.", attachments: [] },
    });
    expect(codes(scene)).to.include("days-out-of-order-still").and.not.to.include("fee-proposed");
    for (const office of ["road_authority", "fire_service"]) answer(scene, office);
    expect(() => decide(scene, "grant")).to.throw("not-possible");
    decide(scene, "refuse").leadsTo(CaseDecided, NoticeRequested);
  });
});

describe("street use: whom it concerns", () => {
  it("is asked what is planned, where and when, and nothing about who applies", () => {
    const asked = apply().events.filter(({ contract }) => contract.name === ConsultationRequested.name);
    expect(asked.map(({ body }) => (body as { office: string }).office)).to.deep.equal([
      "road_authority",
      "fire_service",
    ]);
    expect(asked[0]?.body).to.deep.include({
      ...{ subject: "Gerüst, 12 m²", place: "Musterweg 1, 45966 Gladbeck, Gehweg" },
      ...{ from: "2026-12-21", until: "2027-01-10", dueOn: "2026-12-07" },
    });
    expect(JSON.stringify(asked)).not.to.match(/Beispiel|Änne|1984/);
  });

  it("is nobody for posters, so that a person may decide at once", () => {
    const scene = apply({ use: { poster: { count: 20, format: "A1", occasion: "Beispielmarkt" } } });
    scene.leadsTo(CaseReferred);
    decide(scene, "grant").leadsTo(CaseDecided, PaymentRequested);
    expect(scene.said(PaymentRequested)).to.include({ totalCents: 20 * 3 * 30 + 35_00, charge: "fee" });
  });

  it("keeps a permit waiting until all have answered; the last answer hands the case over", () => {
    const scene = apply();
    answer(scene, "fire_service", "conditions", "Hydrant frei halten.\nZufahrt 3 m breit lassen.");
    scene.leadsTo(ConsultationAnswered);
    expect(() => decide(scene, "grant")).to.throw("not-possible");
    answer(scene, "road_authority").leadsTo(ConsultationAnswered, CaseReferred);
    expect(codes(scene)).to.deep.equal([
      "discretion",
      "fee-proposed",
      "no-objection-of-road-authority",
      "conditions-of-fire-service",
    ]);
    expect(timers(scene)).to.deep.equal([]);
  });

  it("has until a working day, and its silence is said in the reasons", () => {
    const scene = answer(apply(), "road_authority", "objection", "Die Fahrbahn wird erneuert.");
    expect(timers(scene)[0]?.due).to.equal("2026-12-07T23:00:00.000Z");
    fire(scene).leadsTo(CaseReferred);
    expect(scene.said(CaseReferred).reasons.map(({ sentence }) => sentence)).to.include.members([
      "Der Straßenbaulastträger hat Bedenken: Die Fahrbahn wird erneuert.",
      "Die Feuerwehr hat sich bis zum Ende der Frist nicht geäußert.",
    ]);
    decide(scene, "grant").leadsTo(CaseDecided, PaymentRequested);
  });

  it("may still answer after that, as long as nothing was decided", () => {
    const scene = fire(apply());
    answer(scene, "fire_service").leadsTo(ConsultationAnswered);
    expect(codes(scene)).to.include("no-objection-of-fire-service").and.to.include("no-answer-of-road-authority");
    decide(scene, "refuse");
    expect(() => answer(scene, "fire_service")).to.throw("not-waiting");
  });

  it("cannot answer without being asked, nor demand nothing", () => {
    expect(() => answer(apply(), "police")).to.throw("not-possible");
    expect(() => answer(apply(), "fire_service", "conditions", " ")).to.throw("not-possible");
  });

  it("answers for itself only", () => {
    const params = {
      commandId: "c",
      caseNumber,
      version: 1,
      office: "police",
      outcome: "no_objection",
      text: "",
    } as const;
    expect(commands.map(({ roles }) => roles(params))).to.deep.equal([["caseworker", "consulted-police"]]);
  });
});

describe("street use: the permit", () => {
  const granted = (changes: Partial<Application> = {}) => {
    const scene = answer(apply(changes), "fire_service", "conditions", "Hydrant frei halten.");
    return decide(answer(scene, "road_authority"), "grant");
  };

  it("costs less where an objection to the days is right, and the notice shows how it comes about", () => {
    const posters = apply({ use: { poster: { count: 20, format: "A1", occasion: "Markt" } } });
    const scene = objects(arrange(decide(posters, "grant")), acceptedBody.applicant, "2026-12-15");
    const before = scene.state.decision?.amountCents ?? 0;
    const { from } = scaffold;
    const instead = { facts: { from, until: from } };
    scene.decides({ caseNumber, outcome: "grant", reason: "Es war nur ein Tag.", instead });
    scene.leadsTo(CaseDecided, PaymentRequested, NoticeRequested, ObjectionAnswered);
    expect(before).to.equal(20 * 3 * 30 + 35_00);
    expect(scene.said(PaymentRequested)).to.include({ totalCents: 10_00 + 35_00 - before, charge: "fee" });
    expect(JSON.stringify(notice(scene)))
      .to.include("20 Stück × 1 Woche × 0,30 €")
      .and.to.include("§ 19a StrWG NRW");
    expect(timers(scene)[0]?.name).to.equal("permit-ends");
  });

  it("goes out with its conditions, the fire service's and the fee's calculation, once", () => {
    const scene = arrange(granted().leadsTo(CaseDecided, PaymentRequested)).leadsTo(NoticeRequested);
    const content = notice(scene);
    expect(compileSchema(readSchema("forms", "notice-content.v1.json"))(content)).to.deep.equal([]);
    const text = JSON.stringify(content);
    for (const part of [
      "Hydrant frei halten.",
      "RF18539007547034",
      "10.01.2027",
      "Klage beim Verwaltungsgericht",
      "55,00",
      "1,30 m",
    ])
      expect(text).to.include(part);
    arrange(scene).leadsTo();
  });

  it("says when the signs of a moving zone have to stand", () => {
    const scene = fire(apply({ use: movingZone, from: "2026-12-21", until: "2026-12-21" }));
    const content = notice(arrange(decide(scene, "grant")));
    expect(JSON.stringify(content)).to.include("spätestens am 18.12.2026 um 08:00 Uhr");
  });

  it("ends by itself when its last day has ended, also when the service was down then", () => {
    const scene = arrange(granted());
    expect(timers(scene)[0]?.due).to.equal("2027-01-10T23:00:00.000Z");
    fire(scene).leadsTo(PermitExpired);
    expect(scene.said(PermitExpired)).to.deep.equal({
      ...{ subject: "Gerüst, 12 m²", place: "Musterweg 1, 45966 Gladbeck, Gehweg", until: "2027-01-10" },
    });
    expect(timers(scene)).to.deep.equal([]);
  });

  it("goes out, once, also where its last day has ended before its fee has a reference", () => {
    const scene = fire(granted()).leadsTo(PermitExpired);
    arrange(scene).leadsTo(NoticeRequested);
    arrange(scene).leadsTo();
    expect(timers(scene)).to.deep.equal([]);
  });
});

describe("street use: every form that fits its schema", () => {
  const check = compileSchema(schemaOf(readForms("services/street-use"), "street-use.v1"));
  const cm = fc.integer({ min: 1, max: 10_000 });
  const area = fc.record({ lengthCm: cm, widthCm: cm });
  const day = fc
    .date({ min: new Date("1900-01-01"), max: new Date("2100-12-31"), noInvalidDate: true })
    .map((date) => date.toISOString().slice(0, 10));
  const use = fc.oneof(
    area.map((one) => ({ scaffold: { ...one, remainingCm: 0 } })),
    area.map((one) => ({ skip: { ...one, count: 2 } })),
    area.map((one) => ({ goods: { ...one, goods: "Obst" } })),
    area.map((one) => ({ infoStand: { ...one, topic: "Musterverein" } })),
    cm.map((lengthCm) => ({ movingZone: { ...movingZone.movingZone, lengthCm } })),
    cm.map((count) => ({ poster: { count: 1 + (count % 1_000), format: "A1" as const, occasion: "Markt" } })),
  );
  it("is asked about or handed over, whatever its days and sizes; fees are whole cents", () => {
    fc.assert(
      fc.property(use, day, day, fc.integer({ min: 0, max: 2 }), (one, from, until, attachments) => {
        expect(check({ ...scaffold, use: one, from, until })).to.deep.equal([]);
        const scene = apply({ use: one, from, until }, attachments);
        expect(["waiting-for-person", "waiting-for-citizen"]).to.include(scene.state.status);
        const fee = scene.state.reasons.find(({ code }) => code === "fee-proposed");
        if (fee) expect(fee.sentence).to.match(/ Gebühr = \d{1,3}(\.?\d{3})*,\d\d €\.$/);
      }),
      { numRuns: 300 },
    );
  });
});
