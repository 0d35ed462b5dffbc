import { expect } from "chai";
import {
  CaseDecided,
  CaseReferred,
  NoticeRequested,
  PaymentArranged,
  PaymentRequested,
} from "../../../platform/casework/case/events.ts";
import { compileSchema, readSchema } from "../../../platform/messaging/contracts/validate.ts";
import { Fault } from "../../../platform/messaging/faults.ts";
import { type House, household, type TownName } from "./household.ts";

const form = (name: string) => ({ dog: { name }, reason: "lost" as const });
const loses = (house: House, name = "Bello") =>
  house.newCase().applies("dog-tax-replacement-tag.v1", form(name)).confirmed();
const withDog = (town: TownName = "Gladbeck") =>
  household(town, "2026-05-20").registers("Bello", "2026-05-10").isArranged("2026-05-21");
const numberIn = (text: string, before: string) => new RegExp(`${before} ([0-9A-F]{5}-[0-9A-F]{5})`).exec(text)?.[1];

describe("dog tax: a tag in place of a lost one", () => {
  it("is given out by rule for the town's fee, with a new number, and the old one is void", () => {
    const house = withDog();
    const first = numberIn(house.text, "Ihr Hund erhält die Hundesteuermarke Nr.");
    loses(house).leadsTo(CaseDecided, PaymentRequested);
    expect(house.said(CaseDecided)).to.deep.include({ outcome: "granted", decidedBy: "rule", amountCents: 5_00 });
    const { purpose, totalCents, mandate } = house.said(PaymentRequested);
    expect({ purpose, totalCents, mandate }).to.deep.equal({
      ...{ purpose: "Ersatz der Hundesteuermarke", totalCents: 5_00, mandate: null },
    });
    house.isArranged("2026-05-21").leadsTo(NoticeRequested);
    expect(house.notice.title).to.equal("Bescheid über den Ersatz der Hundesteuermarke");
    expect(compileSchema(readSchema("forms", "notice-content.v1.json"))(house.notice)).to.deep.equal([]);
    expect(numberIn(house.text, "Die Marke Nr.")).to.equal(first);
    expect(numberIn(house.text, "neue Hundesteuermarke Nr.")).to.be.a("string").and.not.to.equal(first);
    expect(house.text).to.contain("eine Gebühr von 5,00 €").and.to.contain("Kassenzeichen");
  });

  it("leaves the tax as it is", () => {
    const house = withDog();
    const { assessed } = house.state;
    loses(house).isArranged("2026-05-21");
    expect(house.state.assessed).to.deep.equal(assessed);
    expect(house.state.dogs).to.have.length(1);
  });

  it("names the number of the last one when it is lost again, a month later", () => {
    const house = loses(withDog()).isArranged("2026-05-21");
    const second = numberIn(house.text, "neue Hundesteuermarke Nr.");
    loses(house.on("2026-08-01")).leadsTo(CaseDecided, PaymentRequested).isArranged("2026-08-02");
    expect(numberIn(house.text, "Die Marke Nr.")).to.equal(second);
  });

  it("is a person's when it was replaced less than a month ago: it may be the same loss", () => {
    const house = loses(withDog()).isArranged("2026-05-21");
    loses(house.on("2026-06-10")).leadsTo(CaseReferred);
    expect(house.reasons).to.deep.equal(["tag-replaced-lately"]);
    house.person("grant").leadsTo(CaseDecided, PaymentRequested);
  });

  it("of a dog that is not here is a person's, who can only refuse", () => {
    const house = loses(withDog(), "Niemand").leadsTo(CaseReferred);
    expect(house.reasons).to.deep.equal(["dog-unknown"]);
    expect(() => house.person("grant")).to.throw(Fault, "keine laufende Anmeldung");
    house.person("refuse").leadsTo(CaseDecided, NoticeRequested);
    expect(house.notice.title).to.equal("Bescheid über Ihren Antrag auf eine neue Hundesteuermarke");
  });

  it("of a dog that has left is a person's as well", () => {
    const house = withDog().on("2026-06-20").deregisters("Bello", "2026-06-10").isArranged("2026-06-20");
    expect(loses(house).reasons).to.deep.equal(["dog-unknown"]);
  });

  it("where the town names no fee, costs what a person says, also nothing", () => {
    const asked = () => loses(withDog("Dorsten")).leadsTo(CaseReferred);
    expect(asked().reasons).to.deep.equal(["tag-fee-unknown"]);
    expect(() => asked().person("grant")).to.throw(Fault, "Bitte nennen: feeCents und basis");
    asked().person("grant", { feeCents: 7_50 }).leadsTo(CaseDecided, PaymentRequested);
    const free = asked().person("grant", { feeCents: 0 }).leadsTo(CaseDecided, NoticeRequested);
    expect(free.text).to.contain("Eine Gebühr wird nicht erhoben.");
  });

  it("writes its notice once", () => {
    const house = loses(withDog());
    const arranged = house.arranged("2026-05-21");
    house.when(PaymentArranged, arranged).leadsTo(NoticeRequested).when(PaymentArranged, arranged).leadsTo();
  });
});
