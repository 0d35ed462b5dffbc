import { spawnSync } from "node:child_process";
import { createPublicKey, generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import {
  ApplicationAccepted,
  CaseDecided,
  CaseReferred,
  IdentityConfirmed,
  InformationRequested,
  NoticeRequested,
  PaymentArranged,
  PaymentRequested,
} from "../../../platform/contracts/events.ts";
import { compileSchema, readSchema } from "../../../platform/contracts/validate.ts";
import type { CaseFile } from "../../../platform/service/case-file.ts";
import type { NoticeContent } from "../../../platform/service/letter.ts";
import { readTownFiles, readTowns } from "../../../platform/towns.ts";
import { type Application, feeCents, type Tariff } from "../../../services/trades-parking/rules.ts";
import schema from "../../../services/trades-parking/tariff.schema.json" with { type: "json" };
import { tradesParking } from "../../../services/trades-parking/trades-parking.ts";
import { given, type Scene } from "../../support/given.ts";

const { privateKey } = generateKeyPairSync("ed25519");
const signingKey = { kid: "test", key: privateKey };
const tariffs = readTownFiles<{ tariffs: Tariff[] }>("trades-parking", schema);
const surface = tradesParking({ towns: readTowns(), tariffs, signingKey });
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

function apply(changes: Partial<Application> = {}, attachments = 4): Scene<CaseFile> {
  const about = { municipality: "055620014014", caseId: "case", caseNumber, receivedAt: "2026-11-22T10:00:00Z" };
  return given(surface, about)
    .on("2026-11-23")
    .when(ApplicationAccepted, {
      ...{ applicant, form: "trades-parking.v1", data: JSON.stringify({ ...van, ...changes }) },
      ...{ trustLevel: "basis", demandedTrustLevel: "basis" },
      attachments: Array.from({ length: attachments }, (_, i) => ({
        ...{ name: `${i}.pdf`, mediaType: "application/pdf", sha256: "a".repeat(64), bytes: 1 },
      })),
    })
    .when(IdentityConfirmed, { trustLevel: "basis", registered: applicant, residentSince: "2011-04-01" });
}
const codes = (scene: Scene<CaseFile>) => scene.said(CaseReferred).reasons.map(({ code }) => code);
const grant = (scene: Scene<CaseFile>) => scene.decides({ caseNumber, outcome: "grant", reason: "Alles liegt vor." });
const arrange = (scene: Scene<CaseFile>) =>
  scene.when(PaymentArranged, {
    ...{ reference: "RF18539007547034", method: "transfer", totalCents: 90_00, mandateReference: "", creditorId: "" },
    ...{ claims: [{ cents: 90_00, dueOn: "2026-12-23", label: "Gebühr" }], epcCode: "" },
    ...{ payeeName: "Stadtkasse (erfunden)", payeeIban: "DE46000000000000000014" },
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
    const [timer] = scene.surface.view(scene.state).timers;
    expect(timer).to.include({ name: "permit-ends", due: "2027-10-31T23:00:00.000Z" });
    scene
      .on("2027-12-24")
      .handle("timer.permit-ends", {}, { id: timer?.id ?? "" })
      .leadsTo(NoticeRequested);
    expect(notice(scene).title).to.equal("Ihr Handwerkerparkausweis läuft ab");
    expect(scene.surface.view(scene.state).timers).to.deep.equal([]);
  });

  it("is refused in a person's own words", () => {
    const scene = apply().decides({ caseNumber, outcome: "refuse", reason: "Der Betriebssitz liegt in Essen." });
    scene.leadsTo(CaseDecided, NoticeRequested);
    expect(JSON.stringify(notice(scene)))
      .to.include("Essen")
      .and.to.include("Widerspruch");
  });

  describe("the code on a permit", () => {
    const folder = mkdtempSync(join(tmpdir(), "antragsbus-verify-"));
    const keys = join(folder, "keys.json");
    const publicKey = { ...createPublicKey(privateKey).export({ format: "jwk" }), kid: "test", alg: "EdDSA" };
    writeFileSync(keys, JSON.stringify({ keys: [publicKey] }));
    after(() => rmSync(folder, { recursive: true }));
    const verify = (code: string) =>
      spawnSync(process.execPath, ["--no-warnings", "deploy/verify.ts", code, "--keys", keys], { encoding: "utf8" });
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
