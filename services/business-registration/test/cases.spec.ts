import { expect } from "chai";
import {
  CaseDecided,
  CaseReferred,
  InformationRequested,
  NoticeRequested,
  ObjectionAnswered,
  PaymentArranged,
  PaymentRequested,
  ReplyReceived,
} from "../../../platform/casework/case/events.ts";
import { compileSchema, readSchema } from "../../../platform/messaging/contracts/validate.ts";
import { acceptedBody } from "../../../test/support/events.ts";
import { objects } from "../../../test/support/objecting.ts";
import type { Closing, Registration } from "../application.ts";
import { applicationOf } from "../application.ts";
import dryRun from "../dry-run.ts";
import { BusinessNoticeRequested } from "../events.ts";
import { feeCents, permitParagraphs } from "../rules.ts";
import { apply, arranged, bookseller, caseNumber, contracts, sample, type TradeScene, tariffs, told } from "./trade.ts";

const closing = {
  ...sample("GewA3").plain,
  activity: { main: "Handel mit Büchern" },
  kind: ["trade"],
} as unknown as Closing;
const closed = { ...closing, closingGround: "full-closing" } as const;
const gmbh = {
  registeredName: { name: "Muster Buch GmbH", legalForm: "gmbh" },
  registerEntry: { place: "Gelsenkirchen", postcode: "45879", number: "99999", register: "HRB" },
  representativeCount: 3,
} as const;
const codes = (scene: TradeScene) => scene.said(CaseReferred).reasons.map(({ code }) => code);
const grant = (scene: TradeScene) => scene.decides({ caseNumber, outcome: "grant", reason: "Eintragung liegt vor." });
const timers = (scene: TradeScene) => scene.view.timers;
const letterOf = (scene: TradeScene) => JSON.parse(scene.said(NoticeRequested).content);

describe("business registration: the receipt", () => {
  it("is decided by rule where no permit is touched, and issued with the fee's reference", () => {
    const scene = apply(bookseller).leadsTo(CaseDecided, PaymentRequested);
    expect(scene.said(CaseDecided)).to.include({ outcome: "granted", decidedBy: "rule", amountCents: 26_00 });
    const content = letterOf(arranged(scene));
    expect(compileSchema(readSchema("forms", "notice-content.v1.json"))(content)).to.deep.equal([]);
    const text = JSON.stringify(content);
    for (const part of [
      "Gewerbeschein",
      "Handel mit Büchern",
      "22.11.2026",
      "RF18",
      "Gegen die Festsetzung der Gebühr kann",
      "Klage beim Verwaltungsgericht",
      "26,00",
    ])
      expect(text).to.include(part);
  });

  it("is followed at once by all who have to know, once", () => {
    const scene = arranged(apply(bookseller));
    expect(told(scene.events)).to.have.length(13);
    expect(scene.names[0]).to.equal(NoticeRequested.name);
    scene.handle(PaymentArranged.name, {}).leadsTo();
  });

  it("of a closing is free and goes out at once", () => {
    const scene = apply(closed, "GewA3");
    expect(scene.names.slice(0, 2)).to.deep.equal([CaseDecided.name, NoticeRequested.name]);
    expect(scene.said(CaseDecided)).to.include({ outcome: "deregistered", amountCents: null });
    expect(told(scene.events)).to.have.length(13);
    expect(JSON.stringify(letterOf(scene))).to.include("Eine Gebühr fällt nicht an.");
  });

  it("of a change says what is new", () => {
    const change = { ...sample("GewA2").plain, newActivity: { main: "Handel mit Papier" } };
    const scene = apply(change, "GewA2").leadsTo(CaseDecided, PaymentRequested);
    expect(JSON.stringify(letterOf(arranged(scene)))).to.include("Handel mit Papier");
  });
});

describe("business registration: an objection to the fee", () => {
  const remedy = (scene: TradeScene, instead: object) =>
    scene.decides({ caseNumber, outcome: "grant", reason: "Es gibt nur einen Vertreter.", instead });

  it("has the fee calculated from the corrected form, and tells nobody else again", () => {
    const scene = arranged(apply({ ...bookseller, ...gmbh }));
    objects(scene, acceptedBody.applicant, "2026-12-08");
    expect(timers(scene)).to.deep.equal([]); // The receipt went out long ago.
    remedy(scene, { facts: { representativeCount: 1 } });
    scene.leadsTo(CaseDecided, PaymentRequested, NoticeRequested, ObjectionAnswered);
    expect(scene.said(CaseDecided)).to.deep.include({ outcome: "granted", amountCents: -2 * 13_00 });
    expect(letterOf(scene).title).to.equal("Änderungsbescheid über eine Gebühr");
  });

  it("finds nothing to lower where there was none", () => {
    const scene = objects(apply(closed, "GewA3"), acceptedBody.applicant, "2026-12-08");
    expect(() => remedy(scene, { amountCents: 0 })).to.throw("keine Gebühr erhoben");
  });
});

describe("business registration: the fee", () => {
  const [tariff] = tariffs.get("055620014014")?.tariffs ?? [];
  if (!tariff) throw new Error("no tariff");
  const fee = (changes: object) => feeCents(applicationOf(contracts.GewA1, { ...bookseller, ...changes }), tariff);

  it("is 26 euros for a natural person, 33 for a legal one, 13 more for each further representative", () => {
    expect(fee({})).to.equal(26_00);
    expect(fee({ ...gmbh, representativeCount: 1 })).to.equal(33_00);
    expect(fee(gmbh)).to.equal(33_00 + 2 * 13_00);
    expect(fee({ registeredName: { name: "Muster OHG", legalForm: "ohg" }, representativeCount: 3 })).to.equal(26_00);
    expect(feeCents(applicationOf(contracts.GewA3, { ...closed, ...gmbh }), tariff)).to.equal(0);
  });
});

describe("business registration: what a person has to look at", () => {
  const doubts: Record<string, [string, Partial<Registration>]> = {
    "a trade that needs a permit": ["permit-trade", { activity: { main: "Bewachung von Gebäuden" } }],
    "a further activity that needs one": [
      "permit-trade",
      { activity: { main: "Handel", further: ["Immobilienmakler"] } },
    ],
    "a permit that is said to be there": ["permit-held", { permit: { held: true } }],
    "a craft": ["craft", { kind: ["craft"] }],
    "a restriction of a residence title": ["restriction", { restriction: "Nur unselbständig" }],
    "premises in another town": ["premises-elsewhere", { premises: { ...bookseller.premises, postcode: "45879" } }],
    "a begin far ahead": ["far-ahead", { begin: "2028-01-01" }],
  };
  for (const [what, [code, changes]] of Object.entries(doubts))
    it(`is ${what}`, () => {
      expect(codes(apply({ ...bookseller, ...changes }).leadsTo(CaseReferred))).to.deep.equal([code]);
    });

  it("is a closing because of a move, which only the new town has to be told", () => {
    expect(codes(apply({ ...closing, closingGround: "move" }, "GewA3"))).to.deep.equal(["closing-by-move"]);
  });

  it("points to the paragraph, however the activity is written", () => {
    expect(permitParagraphs("GASTSTÄTTE mit Ausschank")).to.deep.equal(["GastG § 2"]);
    expect(permitParagraphs("Gaststätte".normalize("NFD"))).to.deep.equal(["GastG § 2"]);
    expect(permitParagraphs("Handel mit Büchern")).to.deep.equal([]);
  });

  it("waits three days at most before that is said as well", () => {
    const scene = apply({ ...bookseller, kind: ["craft"] });
    const [timer] = timers(scene);
    expect(timer?.due).to.equal("2026-11-25T23:00:00.000Z");
    scene
      .on("2026-11-27")
      .handle("timer.receipt-due", {}, { id: timer?.id ?? "" })
      .leadsTo(CaseReferred);
    expect(codes(scene)).to.deep.equal(["craft", "receipt-late"]);
    expect(timers(scene)).to.deep.equal([]);
    expect(arranged(grant(scene)).said(NoticeRequested).kind, "it goes out all the same").to.equal("certificate");
  });

  it("then has a receipt by a person's decision, or a refusal in their own words", () => {
    const scene = grant(apply({ ...bookseller, kind: ["craft"] })).leadsTo(CaseDecided, PaymentRequested);
    expect(scene.said(CaseDecided).decidedBy).to.equal("person");
    const refused = apply({ ...bookseller, kind: ["craft"] }).decides({
      ...{ caseNumber, outcome: "refuse", reason: "Es liegt kein Gewerbe vor." },
    });
    expect(JSON.stringify(letterOf(refused.leadsTo(CaseDecided, NoticeRequested)))).to.include("kein Gewerbe");
  });
});

describe("business registration: what is missing", () => {
  const asked = (form: object, name: "GewA1" | "GewA2" = "GewA1") =>
    apply(form, name)
      .leadsTo(InformationRequested)
      .said(InformationRequested)
      .items.map(({ code }) => code);

  it("is asked for: a company's register entry and its representatives", () => {
    const { registeredName } = gmbh;
    expect(asked({ ...bookseller, registeredName })).to.deep.equal([
      "register-entry-missing",
      "representatives-missing",
    ]);
  });

  it("is asked for: where a trade comes from that moved, and what changes", () => {
    expect(asked({ ...bookseller, ground: "move" })).to.deep.equal(["former-premises-missing"]);
    expect(asked(sample("GewA2").plain, "GewA2")).to.deep.equal(["change-missing"]);
  });

  it("goes to a person when the answer does not bring it", () => {
    const scene = apply({ ...bookseller, ground: "move" }).when(ReplyReceived, {
      ...{ submissionId: "R-1", text: "Aus Herten.", attachments: [] },
    });
    expect(codes(scene)).to.deep.equal(["former-premises-missing-still"]);
  });
});

describe("business registration: indications of a breach", () => {
  const suspect = (scene: TradeScene) =>
    scene.handle("command.report-suspicion", { caseNumber, reason: "Hinweis auf Schwarzarbeit" });

  it("are told to customs once, when a person says so, after the receipt", () => {
    const scene = suspect(arranged(apply(bookseller))).leadsTo(BusinessNoticeRequested);
    expect(scene.said(BusinessNoticeRequested).recipient).to.equal("zoll");
    expect(JSON.stringify(scene.events)).not.to.include("Schwarzarbeit");
    suspect(scene).leadsTo();
  });

  it("cannot be told before the receipt, nor of a closing", () => {
    expect(() => suspect(apply(bookseller))).to.throw("not-possible");
    expect(() => suspect(apply(closed, "GewA3"))).to.throw("not-possible");
  });
});

describe("business registration: the dry run", () => {
  it("says what comes of a notice", () => {
    const input = { id: 1, municipality: "055620014014", receivedOn: "2026-11-22", registration: bookseller };
    expect(compileSchema(dryRun.inputSchema)(input)).to.deep.equal([]);
    const { told, ...found } = dryRun.explain(input, dryRun.calculate(input));
    expect(found).to.deep.equal({ id: 1, feeCents: 26_00, missing: [], reasonsForPerson: [] });
    expect(told.find(({ recipient }) => recipient === "eichbehoerde")?.fields).to.deep.equal([4, 5, 11, 15, 18, 20]);
    expect(() => dryRun.calculate({ ...input, receivedOn: "1999-01-01" })).to.throw("tariff");
  });
});
