import { expect } from "chai";
import { CaseDecided, NoticeRequested, PaymentRequested } from "../../../platform/casework/case/events.ts";
import { compileSchema, readSchema } from "../../../platform/messaging/contracts/validate.ts";
import { Fault } from "../../../platform/messaging/faults.ts";
import type { Tariff } from "../assessment/tariff.ts";
import { AssessYear } from "../assessment/yearly.ts";
import { type House, household, tariffsOfTown } from "./household.ts";

const gladbeck = "055620014014";
const assess = (house: House, year: number): House => house.handle(AssessYear.name, { year });
/** Registered and told: the notice has its reference. */
const settled = (house: House): House => house.isArranged("2026-11-23");

describe("dog tax: the assessment of a year", () => {
  it("asks for the whole year, in the case of the first dog that is here, with a notice of its own", () => {
    const house = settled(household().registers("Bello", "2026-05-10"));
    assess(house, 2027).leadsTo(CaseDecided, PaymentRequested);
    expect(house.cents).to.equal(132_00);
    expect(house.parts.map(([, cents]) => cents)).to.deep.equal([33_00, 33_00, 33_00, 33_00]);
    expect(house.answer).to.equal("assessed");
    house.isArranged("2027-01-04").leadsTo(NoticeRequested);
    expect(house.notice.title).to.equal("Hundesteuerbescheid 2027");
    expect(compileSchema(readSchema("forms", "notice-content.v1.json"))(house.notice)).to.deep.equal([]);
    expect(house.text).to.contain("Für das Jahr 2027 beträgt die Hundesteuer Ihres Haushalts damit 132,00 €.");
  });

  it("charges two dogs the rate for two, and one that left nothing", () => {
    const house = settled(settled(household().registers("Max", "2026-05-10")).registers("Moritz", "2026-06-10"));
    assess(house, 2027);
    expect(house.cents).to.equal(2 * 150_00);
    const alone = settled(household().registers("Rex", "2026-05-10")).deregisters("Rex", "2026-11-20");
    assess(alone, 2027).leadsTo();
    expect(alone.answer).to.equal("unchanged");
  });

  it("asks for nothing a second time", () => {
    const house = settled(household().registers("Bello", "2026-05-10"));
    assess(house, 2027).isArranged("2027-01-04");
    assess(house, 2027).leadsTo();
    expect(house.claimed).to.equal(8 * 11_00 + 132_00);
  });

  it("asks for what differs when the tariff changes in the middle of the year", () => {
    const [old] = tariffsOfTown("Gladbeck");
    if (!old) throw new Error("no tariff");
    const dearer: Tariff = { ...old, from: "2027-07-01", until: null, yearlyCents: [144_00, 162_00, 174_00] };
    const tariffs = new Map([[gladbeck, { tariffs: [old] as Tariff[] }]]);
    const house = settled(household("Gladbeck", "2026-11-22", { tariffs }).registers("Bello", "2026-05-10"));
    assess(house, 2027).isArranged("2027-01-04");
    tariffs.set(gladbeck, { tariffs: [{ ...old, until: "2027-06-30" }, dearer] });
    assess(house, 2027);
    expect(house.cents).to.equal(6 * 1_00);
    expect(house.claimed).to.equal(8 * 11_00 + 132_00 + 6_00);
  });

  it("names the case where a tariff is missing, and waits while a notice is on its way", () => {
    const [old] = tariffsOfTown("Gladbeck");
    if (!old) throw new Error("no tariff");
    const tariffs = new Map([[gladbeck, { tariffs: [{ ...old, until: "2026-12-31" }] }]]);
    const house = settled(household("Gladbeck", "2026-11-22", { tariffs }).registers("Bello", "2026-05-10"));
    assess(house, 2027).leadsTo();
    expect(house.answer).to.deep.equal({ toPerson: house.caseNumber });
    expect(() => assess(household().registers("Bello", "2026-05-10"), 2027)).to.throw(Fault, /noch unterwegs/);
  });
});
