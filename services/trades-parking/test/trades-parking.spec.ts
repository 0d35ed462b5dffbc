import { spawnSync } from "node:child_process";
import { createPublicKey, generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
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
} from "../../../platform/casework/case/events.ts";
import type { NoticeContent } from "../../../platform/casework/letters/letter.ts";
import { readTownFiles, readTowns } from "../../../platform/casework/towns/towns.ts";
import { compileSchema, readSchema } from "../../../platform/messaging/contracts/validate.ts";
import { someFiles } from "../../../test/support/enclosed.ts";
import { given, type Scene } from "../../../test/support/given.ts";
import { booked, heard, objects } from "../../../test/support/objecting.ts";
import { type Application, feeCents, type Tariff } from "../rules.ts";
import schema from "../tariff.schema.json" with { type: "json" };
import { tradesParking } from "../trades-parking.ts";

const { privateKey } = generateKeyPairSync("ed25519");
const signingKey = { kid: "test", key: privateKey };
const tariffs = readTownFiles<{ tariffs: Tariff[] }>("trades-parking", schema);
const definition = heard(tradesParking({ towns: readTowns(), tariffs, signingKey }));
const caseNumber = "GLA-26-7K3M9-Q2XAB-41";
const applicant = {
  ...{ familyName: "Beispiel", givenNames: "Änne", birthDate: "1984-02-29" },
  address: { street: "Musterweg", houseNumber: "1", supplement: "", postcode: "45966", city: "Gladbeck" },
};
const van: Application = {
  business: { name: "Muster Sanitär GmbH", trade: "Installateur", seatPostcode: "45964" },
  vehicle: { plate: "RE-MU 123", kind: "workshop", massKg: 3_500 },
  ...{ regions: ["muenster"], from: "2026-12-01" },
  enclosed: ["business-registration", "craft-card", "vehicle-registration", "photos"],
};

function apply(changes: Partial<Application> = {}, attachments = 4, service = definition): Scene<CaseFile> {
  const metadata = { municipality: "055620014014", caseId: "case", caseNumber, receivedAt: "2026-11-22T10:00:00Z" };
  return given(service, metadata)
    .on("2026-11-23")
    .when(ApplicationAccepted, {
      ...{ applicant, form: "trades-parking.v1", data: JSON.stringify({ ...van, ...changes }) },
      ...{ trustLevel: "basis", demandedTrustLevel: "basis" },
      attachments: someFiles(attachments),
    })
    .when(IdentityConfirmed, { trustLevel: "basis", registered: applicant, residentSince: "2011-04-01" });
}
const codes = (scene: Scene<CaseFile>) => scene.said(CaseReferred).reasons.map(({ code }) => code);
const grant = (scene: Scene<CaseFile>) => scene.decides({ caseNumber, outcome: "grant", reason: "Alles liegt vor." });
const arrange = (scene: Scene<CaseFile>) =>
  scene.when(PaymentArranged, {
    ...{ reference: "RF18539007547034", method: "transfer", totalCents: 90_00, mandateReference: "", creditorId: "" },
    ...{ claims: [{ cents: 90_00, dueOn: "2026-12-23", label: "Gebühr" }], epcCode: "" },
    ...{ mandateUnused: "none", payeeName: "Stadtkasse (erfunden)", payeeIban: "DE46000000000000000014" },
  });
const notice = (scene: Scene<CaseFile>) => JSON.parse(scene.said(NoticeRequested).content) as NoticeContent;

describe("trades parking", () => {
  it("costs 90 euros for one Regierungsbezirk, 50 for each further one, 290 for all", () => {
    const [tariff] = tariffs.get("055620014014")?.tariffs ?? [];
    if (!tariff) throw new Error("no tariff");
    expect([1, 2, 3, 4, 5].map((regions) => feeCents(regions, tariff))).to.deep.equal([
      90_00, 140_00, 190_00, 240_00, 290_00,
    ]);
  });

  it("is never decided by rule: the exemption is in the authority's discretion", () => {
    expect(codes(apply().leadsTo(CaseReferred))).to.deep.equal(["discretion"]);
  });

  const doubts: Record<string, [string, Partial<Application>]> = {
    "a plain car": ["plain-car", { vehicle: { ...van.vehicle, kind: "car" } }],
    "more than 3.5 t": ["too-heavy", { vehicle: { ...van.vehicle, massKg: 3_501 } }],
    "a seat in another town": ["seat-elsewhere", { business: { ...van.business, seatPostcode: "45879" } }],
    "other Regierungsbezirke only": ["without-muenster", { regions: ["koeln"] }],
    "a day that is past": ["begins-in-the-past", { from: "2026-11-21" }],
    "a day far ahead": ["begins-far-ahead", { from: "2028-01-01" }],
    "a day before there were permits": ["no-tariff", { from: "1899-12-31" }],
  };
  for (const [what, [code, changes]] of Object.entries(doubts))
    it(`says to the person that there is ${what}`, () => {
      expect(codes(apply(changes))).to.include.members(["discretion", code]);
    });

  it("asks for the proofs that are missing", () => {
    const { items } = apply({ enclosed: ["photos"] }, 1)
      .leadsTo(InformationRequested)
      .said(InformationRequested);
    expect(items).to.have.length(3);
  });

  it("asks for the fee once it is granted, and issues the permit with its reference", () => {
    const scene = grant(apply()).leadsTo(CaseDecided, PaymentRequested);
    expect(scene.said(CaseDecided)).to.include({ outcome: "granted", decidedBy: "person", amountCents: 90_00 });
    expect(scene.said(PaymentRequested)).to.include({ totalCents: 90_00, charge: "administrative_fee" });
    const content = notice(arrange(scene).leadsTo(NoticeRequested));
    expect(compileSchema(readSchema("forms", "notice-content.v1.json"))(content)).to.deep.equal([]);
    expect(JSON.stringify(content)).to.include("01.12.2026 bis 30.11.2027").and.to.include("RF18539007547034");
    arrange(scene).leadsTo(); // A second arrangement issues nothing again.
  });

  it("reminds once, thirty days before it ends, also when the service was down then", () => {
    const scene = arrange(grant(apply()));
    const [timer] = scene.view.timers;
    expect(timer).to.include({ name: "permit-ends", due: "2027-10-31T23:00:00.000Z" });
    scene
      .on("2027-12-24")
      .handle("timer.permit-ends", {}, { id: timer?.id ?? "" })
      .leadsTo(NoticeRequested);
    expect(notice(scene).title).to.equal("Ihr Handwerkerparkausweis läuft ab");
    expect(scene.view.timers).to.deep.equal([]);
  });

  it("is refused in a person's own words", () => {
    const scene = apply().decides({ caseNumber, outcome: "refuse", reason: "Der Betriebssitz liegt in Essen." });
    scene.leadsTo(CaseDecided, NoticeRequested);
    expect(JSON.stringify(notice(scene)))
      .to.include("Essen")
      .and.to.include("Klage beim Verwaltungsgericht");
  });

  describe("whose fee is objected to", () => {
    const objected = (regions: Application["regions"] = ["muenster", "koeln"]) =>
      objects(arrange(grant(apply({ regions }))), applicant, "2026-12-08");
    const remedy = (scene: Scene<CaseFile>, instead?: object) =>
      scene.decides({ caseNumber, outcome: "grant", reason: "Köln war ein Versehen.", instead });

    it("is calculated anew from the corrected form, and what was paid too much is given back", () => {
      const scene = remedy(objected(), { facts: { regions: ["muenster"] } });
      scene.leadsTo(CaseDecided, PaymentRequested, NoticeRequested, ObjectionAnswered);
      expect(scene.said(CaseDecided)).to.deep.include({ outcome: "granted", decidedBy: "person", amountCents: -50_00 });
      expect(scene.said(PaymentRequested)).to.include({ totalCents: -50_00, charge: "administrative_fee" });
      expect(booked(scene.events, "2026-12-08")).to.deep.include({ assessed: -50_00, refund: 50_00 });
      const content = notice(scene);
      expect(compileSchema(readSchema("forms", "notice-content.v1.json"))(content)).to.deep.equal([]);
      expect(content.title).to.equal("Änderungsbescheid über eine Gebühr");
      expect(JSON.stringify(content))
        .to.include("Die Gebühr beträgt nunmehr 90,00 € statt 140,00 €.")
        .and.include("Köln war ein Versehen.")
        .and.include("§§ 48, 49 VwVfG NRW");
    });

    it("is set off against what is not paid yet", () => {
      const scene = grant(apply());
      const asked = [...scene.events];
      remedy(objects(arrange(scene), applicant, "2026-12-08"), { amountCents: 60_00 });
      expect(booked([...asked, ...scene.events], "2026-12-08")).to.deep.include({ receivable: 60_00, refund: 0 });
    });

    it("can be lowered to none, by its sum or because there should be none", () => {
      for (const instead of [{ amountCents: 0 }, { annul: true }]) {
        const scene = remedy(objected(), instead);
        expect(scene.said(CaseDecided).amountCents).to.equal(-140_00);
        expect(JSON.stringify(notice(scene))).to.include("Die Gebühr von 140,00 € wird nicht erhoben.");
      }
    });

    it("is lowered and nothing else, once for each objection", () => {
      const scene = objected();
      expect(() => remedy(scene, { amountCents: 140_00 })).to.throw("derselbe Betrag");
      expect(() => remedy(scene, { amountCents: 140_01 })).to.throw("ungünstiger");
      expect(() => remedy(scene, { facts: { regions: ["muenster", "koeln", "detmold"] } })).to.throw("ungünstiger");
      expect(() => remedy(scene, { facts: { regions: [] } })).to.throw("/regions");
      expect(() => remedy(scene)).to.throw("was stattdessen gilt");
      remedy(scene, { amountCents: 100_00 });
      expect(() => remedy(scene, { amountCents: 90_00 })).to.throw("not-waiting");
      objects(scene, applicant, "2026-12-15");
      expect(() => remedy(scene, { amountCents: 100_00 })).to.throw("derselbe Betrag");
      expect(remedy(scene, { amountCents: 90_00 }).said(PaymentRequested).totalCents).to.equal(-10_00);
      objects(remedy(objects(scene, applicant, "2026-12-16"), { annul: true }), applicant, "2026-12-17");
      expect(() => remedy(scene, { annul: true })).to.throw("keine Gebühr erhoben");
    });

    it("is lowered only once the permit that names it is out, which a credit's reference does not issue again", () => {
      const scene = objects(grant(apply()), applicant, "2026-12-08");
      expect(() => remedy(scene, { amountCents: 60_00 })).to.throw("noch unterwegs");
      expect(notice(arrange(scene)).title).to.equal("Ausnahmegenehmigung für einen Handwerkerparkausweis");
      remedy(scene, { amountCents: 60_00 }).when(PaymentArranged, {
        ...{ reference: "RF18539007547034", method: "credit", totalCents: -30_00, mandateReference: "", claims: [] },
        ...{ mandateUnused: "none" },
        ...{ creditorId: "", epcCode: "", payeeName: "Stadtkasse (erfunden)", payeeIban: "DE46000000000000000014" },
      });
      scene.leadsTo();
      expect(scene.view.timers[0]?.name).to.equal("permit-ends");
    });
  });

  describe("the code on a permit", () => {
    const folder = mkdtempSync(join(tmpdir(), "antragsbus-verify-"));
    const keys = join(folder, "keys.json");
    const publicKey = { ...createPublicKey(privateKey).export({ format: "jwk" }), kid: "test", alg: "EdDSA" };
    writeFileSync(keys, JSON.stringify({ keys: [publicKey] }));
    after(() => rmSync(folder, { recursive: true }));
    const verify = (code: string) =>
      spawnSync(process.execPath, ["--no-warnings", "cli/verify.ts", code, "--keys", keys], { encoding: "utf8" });
    const code = () => {
      const block = notice(arrange(grant(apply()))).blocks.find(({ kind }) => kind === "signed-code");
      return block?.kind === "signed-code" ? block.text : "";
    };

    it("is verified offline and says what it was issued for", () => {
      const { status, stdout } = verify(code());
      expect(status).to.equal(0);
      expect(JSON.parse(stdout)).to.deep.equal({
        ...{ permit: caseNumber, municipality: "055620014014", plates: ["RE-MU 123"], regions: ["muenster"] },
        ...{ from: "2026-12-01", until: "2027-11-30" },
      });
    });

    it("is not genuine with one letter changed", () => {
      const genuine = code();
      const [head = "", payload = "", signature = ""] = genuine.split(".");
      const forged = Buffer.from(payload, "base64url").toString().replace("RE-MU 123", "RE-MU 124");
      const { status, stderr } = verify([head, Buffer.from(forged).toString("base64url"), signature].join("."));
      expect(status).to.equal(1);
      expect(stderr).to.match(/^This code is not genuine: /);
      expect(verify("nonsense").status).to.equal(1);
    });
  });
});

describe("a parking permit where no tariff is known", () => {
  const withoutTariff = heard(tradesParking({ towns: readTowns(), tariffs: new Map(), signingKey }));
  const decides = (more: object) => () =>
    apply({}, 4, withoutTariff).decides({ caseNumber, outcome: "grant", reason: "Alles liegt vor.", ...more });
  const figure = { feeCents: 80_00, basis: "GebOSt Nr. 264" };

  it("is granted by a person who names fee, basis and the last day", () => {
    for (const more of [{}, figure, { until: "2027-11-30" }])
      expect(decides(more)).to.throw("feeCents und basis, until");
    expect(decides({ ...figure, until: "2026-11-30" })).to.throw("der letzte Tag liegt vor dem ersten");
    const scene = decides({ ...figure, until: "2027-11-30" })();
    expect(scene.said(PaymentRequested).totalCents).to.equal(80_00);
    const letter = JSON.stringify(arrange(scene).said(NoticeRequested));
    for (const part of ["30.11.2027", figure.basis]) expect(letter).to.include(part);
  });
});
