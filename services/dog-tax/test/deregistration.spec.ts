import { expect } from "chai";
import {
  CaseDecided,
  CaseReferred,
  NoticeRequested,
  PaymentRequested,
} from "../../../platform/casework/case/events.ts";
import { household } from "./household.ts";

const chip = (last: number) => `99900000000000${last}`;

describe("dog tax: a dog that leaves", () => {
  it("gives back what was assessed beyond its month", () => {
    const house = household("Gladbeck", "2026-07-02")
      .registers("Bello", "2026-01-01")
      .deregisters("Bello", "2026-06-30");
    house.leadsTo(CaseDecided, PaymentRequested);
    expect(house.cents).to.equal(-66_00);
    expect(house.parts).to.deep.equal([
      ["2026-08-15", -33_00],
      ["2026-11-15", -33_00],
    ]);
    expect(house.said(CaseDecided)).to.include({ outcome: "deregistered", decidedBy: "rule" });
    expect(house.said(CaseDecided).sentence).to.equal(
      "Ihr Hund ist abgemeldet. Es werden 66,00 € gutgeschrieben. Der Bescheid folgt.",
    );
  });

  it("charges one month for a dog that came and went in it", () => {
    const house = household("Gladbeck", "2026-05-30")
      .registers("Bello", "2026-05-05")
      .deregisters("Bello", "2026-05-20");
    expect(house.claimed).to.equal(11_00);
  });

  it("has the dog that stays at the one-dog rate from the month after", () => {
    const house = household("Gladbeck", "2026-07-02").registers("Eins", "2026-01-01").registers("Zwei", "2026-01-01");
    house.deregisters("Zwei", "2026-06-30");
    expect(house.cents).to.equal(-6 * (25_00 - 11_00));
    expect(house.claimed).to.equal(6 * 25_00 + 6 * 11_00);
  });

  it("settles nothing for a dog that left in December, and says so", () => {
    const house = household("Gladbeck", "2026-12-30")
      .registers("Bello", "2026-01-01")
      .deregisters("Bello", "2026-12-30");
    house.leadsTo(CaseDecided, NoticeRequested);
    expect(house.cents).to.equal(0);
    expect(house.said(CaseDecided).sentence).to.include("Es ist nichts auszugleichen.");
    expect(house.text).to.include("Es ist nichts zu zahlen und nichts zu erstatten.");
    expect(house.notice.blocks.some(({ kind }) => kind === "table")).to.equal(false);
  });

  it("gives back the whole past, year by year, when the dog left long before it is told", () => {
    const house = household("Gladbeck", "2026-11-22")
      .registers("Bello", "2024-02-01")
      .deregisters("Bello", "2024-03-15");
    expect(house.claimed).to.equal(22_00);
    expect(house.cents).to.equal(-33 * 11_00);
  });

  it("sends an end more than four years ago to a person, who may accept it", () => {
    const house = household("Gladbeck", "2022-06-01").registers("Bello", "2022-05-01");
    house.on("2026-11-22").deregisters("Bello", "2022-07-31");
    expect(house.reasons).to.deep.equal(["ended-long-ago"]);
    expect(house.person("grant").cents).to.equal(-5 * 11_00);
    expect(house.said(CaseDecided).decidedBy).to.equal("person");
  });

  it("sends the death of who kept the dog to a person, who finds out who owes and who is paid", () => {
    const house = household("Gladbeck", "2026-11-22").registers("Bello", "2026-01-10");
    house.deregisters("Bello", "2026-11-15", {}, "holder_died");
    expect(house.reasons).to.deep.equal(["holder-died"]);
    expect(house.person("grant").cents).to.equal(-11_00);
  });

  it("charges the months of this year that were not assessed yet", () => {
    const house = household("Gladbeck", "2026-12-01").registers("Bello", "2026-01-01");
    house.on("2027-03-20").deregisters("Bello", "2027-03-15");
    expect(house.cents).to.equal(33_00);
    expect(house.said(CaseDecided).sentence).to.include("Es sind 33,00 € zu zahlen.");
    expect(house.said(PaymentRequested).mandate).to.equal(null);
  });

  it("sets last year's credit off against what is due now", () => {
    const house = household("Gladbeck", "2026-12-01").registers("Geht", "2026-01-01").registers("Bleibt", "2026-01-01");
    house.on("2027-01-10").deregisters("Geht", "2026-10-31");
    expect(house.cents, "2 × 14 € back, 132 € for 2027").to.equal(104_00);
    expect(house.parts).to.deep.equal([
      ["2027-02-15", 5_00],
      ["2027-05-15", 33_00],
      ["2027-08-15", 33_00],
      ["2027-11-15", 33_00],
    ]);
  });

  it("finds the dog by its name in any spelling, or by its chip under any name", () => {
    const register = () =>
      household("Gladbeck", "2026-07-02").registers("Änni  Wau", "2026-01-01", { chipNumber: chip(1) });
    expect(register().deregisters(" A\u0308NNI wau", "2026-06-30").cents).to.equal(-66_00);
    expect(register().deregisters("Anni vom Musterhof", "2026-06-30", { chipNumber: chip(1) }).cents).to.equal(-66_00);
  });

  it("tells dogs of one name apart by their chips", () => {
    const house = household("Gladbeck", "2026-07-02");
    house.registers("Bello", "2026-01-01", { chipNumber: chip(1) });
    house.registers("Bello", "2026-03-01", { chipNumber: chip(2) });
    house.deregisters("Bello", "2026-06-30", { chipNumber: chip(2) });
    expect(house.state.dogs.map(({ to }) => to)).to.deep.equal([null, "2026-06-30"]);
  });

  const persons = {
    "a dog that nobody registered": ["dog-unknown", "Niemand", "2026-06-30", "keine laufende Anmeldung"],
    "a name that two dogs bear": ["dog-ambiguous", "Bello", "2026-06-30", "mehrere Hunde dieses Namens"],
    "a day that has not come": ["ends-later", "Rex", "2026-07-03", "in der Zukunft"],
    "an end before the beginning, also within a month": ["ends-before-begin", "Rex", "2026-01-09", "vor ihrem Beginn"],
  } as const;
  for (const [what, [code, name, day, said]] of Object.entries(persons))
    it(`sends to a person: ${what}`, () => {
      const house = household("Gladbeck", "2026-07-02").registers("Rex", "2026-01-10");
      house.registers("Bello", "2026-01-01", { breed: "Mops" }).registers("bello", "2026-02-01");
      const { claimed } = house;
      house.deregisters(name, day).leadsTo(CaseReferred);
      expect(house.reasons).to.deep.equal([code]);
      expect(() => house.person("grant"), "a person cannot end it either").to.throw(said);
      expect(house.claimed).to.equal(claimed);
    });

  it("sends another chip under a known name to a person", () => {
    const house = household("Gladbeck", "2026-07-02").registers("Bello", "2026-01-01", { chipNumber: chip(1) });
    expect(house.deregisters("Bello", "2026-06-30", { chipNumber: chip(2) }).reasons).to.deep.equal(["dog-unknown"]);
  });

  it("lets a person grant an early deregistration once its day has come", () => {
    const house = household("Gladbeck", "2026-07-02")
      .registers("Bello", "2026-01-01")
      .deregisters("Bello", "2026-07-31");
    expect(house.on("2026-07-31").person("grant").cents).to.equal(-55_00);
  });

  it("does not end a dog twice", () => {
    const house = household("Gladbeck", "2026-07-02")
      .registers("Bello", "2026-01-01")
      .deregisters("Bello", "2026-06-30");
    expect(house.deregisters("Bello", "2026-06-30").reasons).to.deep.equal(["dog-unknown"]);
  });

  it("leaves everything as it is when the deregistration comes before the registration", () => {
    const house = household("Gladbeck", "2026-07-02").deregisters("Bello", "2026-06-30");
    expect(house.reasons).to.deep.equal(["dog-unknown"]);
    house.registers("Bello", "2026-01-01");
    expect(house.claimed).to.equal(132_00);
    expect(house.state.dogs).to.have.length(1);
  });
});

describe("dog tax: a dog that comes back", () => {
  it("is taxed once for the month in which it left and came back", () => {
    const house = household("Gladbeck", "2026-06-01")
      .registers("Bello", "2026-01-01")
      .deregisters("Bello", "2026-05-10");
    house.registers("Bello", "2026-05-25");
    expect(house.claimed).to.equal(132_00);
    expect(house.state.dogs).to.have.length(2);
  });

  it("is taxed again from the month of its return", () => {
    const house = household("Gladbeck", "2026-10-01")
      .registers("Bello", "2026-01-01")
      .deregisters("Bello", "2026-05-10");
    house.registers("Bello", "2026-09-30");
    expect(house.claimed).to.equal(9 * 11_00);
  });

  it("is another dog when its chip is another", () => {
    const house = household("Gladbeck", "2026-06-01").registers("Bello", "2026-01-01", { chipNumber: chip(1) });
    house.deregisters("Bello", "2026-05-10").registers("Bello", "2026-05-25", { chipNumber: chip(2) });
    expect(house.claimed).to.equal(13 * 11_00);
  });

  it("may be registered again with the same chip only after it left", () => {
    const house = household("Gladbeck", "2026-06-01").registers("Bello", "2026-01-01", { chipNumber: chip(1) });
    house.registers("Anderer", "2026-02-01", { chipNumber: chip(1) });
    expect(house.reasons).to.deep.equal(["chip-known"]);
    expect(() => house.person("grant")).to.throw("bereits angemeldet");
    house.deregisters("Bello", "2026-05-10").registers("Bello", "2026-06-01", { chipNumber: chip(1) });
    expect(house.names).to.include(CaseDecided.name);
  });
});
