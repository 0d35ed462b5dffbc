import { expect } from "chai";
import {
  CaseDecided,
  NoticeRequested,
  ObjectionAnswered,
  PaymentRequested,
} from "../../../platform/casework/case/events.ts";
import { compileSchema, readSchema } from "../../../platform/messaging/contracts/validate.ts";
import { Fault } from "../../../platform/messaging/faults.ts";
import { booked, objects } from "../../../test/support/objecting.ts";
import { ChipClaimed } from "../events.ts";
import { type House, holder, household } from "./household.ts";

/** Somebody objects, in December 2026, to what was assessed in the latest case. */
const objected = (house: House): House => objects(house, holder, "2026-12-01") as House;
const bello = (keptSince = "2026-01-10", town: "Gladbeck" | "Gelsenkirchen" = "Gladbeck", breed = "Dackel") =>
  household(town, "2026-11-22").registers("Bello", keptSince, { breed });
/** 132 euros for the whole of 2026. */
const assessed = () => objected(bello().isArranged("2026-11-22"));
const remedy = (house: House, more: object) => house.person("grant", more as never);
const money = (house: House) => booked(house.newEvents, "2026-12-01");

describe("dog tax: an objection to what was assessed that is right (Abhilfe)", () => {
  it("assesses from another day: the months before are given back, and both cases are told", () => {
    const house = remedy(assessed(), { instead: { facts: { keptSince: "2026-05-02" } } });
    house.leadsTo(CaseDecided, PaymentRequested, ObjectionAnswered);
    expect(house.said(CaseDecided)).to.deep.include({ outcome: "assessed", decidedBy: "person", amountCents: -44_00 });
    expect(house.said(CaseDecided).sentence).to.contain("abgeholfen").and.to.contain("44,00 € gutgeschrieben");
    expect(house.said(ObjectionAnswered).outcome).to.equal("remedied");
    expect(house.claimed).to.equal(88_00);
    expect(money(house)).to.deep.include({ assessed: 88_00, receivable: 88_00, refund: 0 });
  });

  it("says so in a notice with the difference, the law and the costs", () => {
    const house = remedy(assessed(), {
      reason: "Der Kaufvertrag belegt es.",
      instead: { facts: { keptSince: "2026-05-02" } },
    });
    house.isArranged("2026-12-01").leadsTo(NoticeRequested);
    expect(compileSchema(readSchema("forms", "notice-content.v1.json"))(house.notice)).to.deep.equal([]);
    expect(house.notice.title).to.equal("Abhilfebescheid zur Hundesteuer");
    expect(house.text)
      .to.contain("Ihrem am 01.12.2026 eingegangenen Widerspruch gegen unseren Bescheid vom 22.11.2026 helfen wir ab.")
      .and.contain("Der Kaufvertrag belegt es.")
      .and.contain("Januar bis April 2026 | 4 | 0 | 0,00 € | 11,00 € | −44,00 €")
      .and.contain("§ 72 Verwaltungsgerichtsordnung")
      .and.contain("erheben wir für das Verfahren keine Kosten");
    expect(house.notice.blocks.at(-1)?.kind).to.equal("remedy");
  });

  it("lets a dog be of no listed breed: the ordinary rate holds from the beginning", () => {
    const house = objected(bello("2026-01-10", "Gelsenkirchen", "Rottweiler").isArranged("2026-11-22"));
    expect(house.claimed).to.equal(627_00);
    remedy(house, { listed: false });
    expect(house.cents).to.equal(129_00 - 627_00);
    expect(house.state.dogs[0]).to.include({ listed: false, yearlyCents: null });
  });

  it("does not keep the rate that a person had set for a listed breed", () => {
    const house = bello("2026-01-10", "Gladbeck", "Rottweiler").person("grant", { yearlyCents: 624_00 });
    objected(house.isArranged("2026-11-22"));
    expect(remedy(house, { instead: { facts: { dog: { breed: "Dackel" } } } }).cents).to.equal(132_00 - 624_00);
  });

  it("takes a yearly tax that the person names, also none, and in part", () => {
    expect(remedy(assessed(), { instead: { amountCents: 120_00 } }).cents).to.equal(-12_00);
    const none = remedy(assessed(), { instead: { amountCents: 0, inPart: true } });
    expect(none.cents).to.equal(-132_00);
    expect(none.said(ObjectionAnswered).outcome).to.equal("partly_remedied");
    expect(none.state.dogs).to.have.length(1);
    expect(money(none)).to.deep.include({ assessed: 0, receivable: 0, refund: 0 });
    expect(none.isArranged("2026-12-01").notice.title).to.equal("Teilabhilfebescheid zur Hundesteuer");
    expect(none.text).to.contain("Soweit wir nicht abgeholfen haben, entscheidet");
  });

  it("annuls the assessment of a dog that was never here, and the others cost what they cost alone", () => {
    const house = bello().isArranged("2026-11-22").registers("Zwei", "2026-01-10", { chipNumber: "999000000000001" });
    objected(house.isArranged("2026-11-22"));
    expect(house.claimed).to.equal(300_00);
    remedy(house, { instead: { annul: true } }).leadsTo(CaseDecided, PaymentRequested, ChipClaimed, ObjectionAnswered);
    expect(house.said(CaseDecided)).to.deep.include({ outcome: "deregistered", amountCents: -168_00 });
    expect(house.said(ChipClaimed).revoked).to.equal(true);
    expect(house.claimed).to.equal(132_00);
    expect(house.isArranged("2026-12-01").text).to.contain("ist aufgehoben").and.contain("ist ungültig");
    expect(() => remedy(objected(house), { instead: { annul: true } })).to.throw(Fault, "keine laufende Anmeldung");
  });

  it("touches no year that was not assessed yet, when it is decided after the turn of the year", () => {
    const house = objected(bello("2026-07-01").isArranged("2026-11-22"));
    expect(remedy(house.on("2027-02-01"), { instead: { annul: true } }).cents).to.equal(-66_00);
    const two = bello().isArranged("2026-11-22").registers("Zwei", "2026-01-10", { chipNumber: "999000000000001" });
    objected(two.isArranged("2026-11-22")).on("2027-02-01");
    expect(remedy(two, { instead: { annul: true } }).cents).to.equal(-168_00);
    expect(Object.keys(two.state.assessed).at(-1)).to.equal("2026-12");
  });

  it("corrects a registration after its dog has left: only the months that were taxed", () => {
    const house = bello().isArranged("2026-11-22");
    const { caseId } = house;
    house.deregisters("Bello", "2026-06-15").isArranged("2026-11-22");
    expect(house.claimed).to.equal(66_00);
    house.caseId = caseId;
    objects(house, holder, "2026-12-01", { caseId, caseNumber: house.caseNumber });
    expect(() => remedy(house, { instead: { facts: { keptSince: "2026-07-01" } } })).to.throw(
      Fault,
      "nach dem Ende der Haltung",
    );
    expect(remedy(house, { instead: { facts: { keptSince: "2026-05-02" } } }).cents).to.equal(-44_00);
    expect(house.state.dogs[0]?.to).to.equal("2026-06-15");
    expect(house.claimed).to.equal(22_00);
  });

  it("corrects the last day of a deregistration", () => {
    const house = bello().isArranged("2026-11-22").deregisters("Bello", "2026-09-15").isArranged("2026-11-22");
    objected(house);
    expect(() => remedy(house, { instead: { facts: { endedOn: "2025-09-15" } } })).to.throw(
      Fault,
      "nicht in der Zeit der Haltung",
    );
    expect(() => remedy(house, { instead: { amountCents: 1 } })).to.throw(Fault, "nur Angaben des Formulars");
    expect(remedy(house, { instead: { facts: { endedOn: "2026-06-15" } } }).cents).to.equal(-33_00);
    expect(house.said(CaseDecided).outcome).to.equal("deregistered");
  });

  it("gives paid money back as a refund", () => {
    const house = remedy(assessed(), { instead: { amountCents: 0 } });
    // Without the first request nothing is open: as if it had been paid.
    expect(booked(house.newEvents.slice(-3), "2026-12-01")).to.deep.include({ receivable: 0, refund: 132_00 });
  });

  it("is to the good of who objects: not the same sum, not more, not nothing said", () => {
    const house = assessed();
    expect(() => remedy(house, { instead: { amountCents: 132_00 } })).to.throw(Fault, "derselbe Betrag");
    expect(() => remedy(house, { instead: { amountCents: 1_000_000_000 } })).to.throw(Fault, "ungünstiger");
    expect(() => remedy(house, { instead: { facts: { keptSince: "2025-01-10" } } })).to.throw(Fault, "ungünstiger");
    expect(() => remedy(house, {})).to.throw(Fault, "was stattdessen gilt");
    expect(() => remedy(house, { instead: { inPart: true } })).to.throw(Fault, "was stattdessen gilt");
    expect(() => remedy(house, { instead: { annul: true, amountCents: 0 } })).to.throw(Fault, "nur eines davon");
    expect(() => remedy(house, { instead: { facts: { keptSince: "gestern" } } })).to.throw(Fault, "/keptSince");
    expect(() => house.person("refuse", { instead: { annul: true } } as never)).to.throw(Fault, "gehört zu grant");
    expect(house.person("refuse").said(ObjectionAnswered).outcome).to.equal("not_remedied");
    expect(house.claimed).to.equal(132_00);
  });

  it("is decided once; who objects again finds what was corrected", () => {
    const house = remedy(assessed(), { instead: { amountCents: 120_00 } }).isArranged("2026-12-01");
    expect(() => remedy(house, { instead: { amountCents: 100_00 } })).to.throw(Fault, "not-waiting");
    objects(house, holder, "2026-12-10");
    expect(() => remedy(house, { instead: { amountCents: 120_00 } })).to.throw(Fault, "derselbe Betrag");
    expect(remedy(house, { instead: { amountCents: 108_00 } }).cents).to.equal(-12_00);
    expect(house.claimed).to.equal(108_00);
  });

  it("waits while a notice is on its way: the same command goes through later", () => {
    const house = objected(bello());
    expect(() => remedy(house, { instead: { annul: true } })).to.throw(Fault, "not-yet");
  });

  it("says that without an objection nothing holds instead", () => {
    const house = household("Gladbeck").registers("Bello", "2026-11-02", { breed: "Rottweiler" });
    expect(() => remedy(house, { instead: { amountCents: 1 } })).to.throw(Fault, "niemand widerspricht");
  });

  it("corrects facts of what was refused, and no sums", () => {
    const house = household("Gladbeck").registers("Bello", "2026-11-02", { breed: "Rottweiler" }).person("refuse");
    objected(house);
    expect(() => remedy(house, { instead: { amountCents: 1 } })).to.throw(Fault, "bei einer Ablehnung");
    expect(remedy(house, { instead: { facts: { dog: { breed: "Dackel" } } } }).cents).to.equal(22_00);
  });

  it("lowers the fee of a new tag", () => {
    const house = bello().isArranged("2026-11-22").newCase();
    house.applies("dog-tax-replacement-tag.v1", { dog: { name: "Bello" }, reason: "lost" }).confirmed();
    if (house.names.length === 1) house.person("grant", { feeCents: 5_00 });
    objected(house.isArranged("2026-11-22"));
    const charged = house.claimed - 132_00;
    expect(charged).to.be.greaterThan(1_00);
    remedy(house, { instead: { amountCents: 1_00 } });
    house.leadsTo(CaseDecided, PaymentRequested, NoticeRequested, ObjectionAnswered);
    expect(house.claimed).to.equal(133_00);
  });
});

describe("a case worker's decision about an objection", () => {
  const { params } = readSchema("actions", "service.decide.json") as { params: object };
  const check = compileSchema(params);
  const said = { commandId: "c", caseNumber: "n", version: 1, outcome: "grant", reason: "Nach Prüfung." };

  it("takes no negative sums, no parts of cents, and nothing empty", () => {
    expect(check({ ...said, instead: { amountCents: 0, inPart: true } })).to.deep.equal([]);
    expect(check({ ...said, instead: { facts: { a: null } } })).to.deep.equal([]);
    for (const instead of [
      {},
      { amountCents: -1 },
      { amountCents: 0.5 },
      { amountCents: 2e9 },
      { facts: {} },
      { annul: false },
    ])
      expect(check({ ...said, instead }), JSON.stringify(instead)).not.to.deep.equal([]);
  });
});
