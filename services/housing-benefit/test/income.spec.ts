import { expect } from "chai";
import type { HouseholdInput } from "../calculation/input.ts";
import { incomeOf, withPeople } from "./household.ts";

type Member = Parameters<typeof withPeople>[0][number];
type Paid = NonNullable<HouseholdInput["unterhaltsleistungen"]>[number];
const monthly = (...members: Member[]) => incomeOf(withPeople(members));

describe("housing benefit: what counts as income", () => {
  it("is a wage less the lump sum of 1,230 euros a year, or less what was proven", () => {
    expect(monthly({ lohn: 1400 })).to.equal(1297.5);
    expect(monthly({ lohn: 1400, werbungskosten_y: 1229 })).to.equal(1297.5);
    expect(monthly({ lohn: 1400, werbungskosten_y: 2400 })).to.equal(1200);
    expect(monthly({ lohn: 556, pauschal: true, werbungskosten_y: 2400 })).to.equal(556);
  });

  it("is a pension less 102 euros a year, and nothing less for benefits and maintenance", () => {
    expect(monthly({ rente: 1000 })).to.equal(991.5);
    expect(monthly({ alg: 900, unterhalt: 300, sonstige: 50 })).to.equal(1250);
  });

  it("is income from capital above 100 euros a year", () => {
    expect(monthly({ kapital: 100 })).to.be.closeTo(91.67, 0.005);
    expect(monthly({ kapital: 8 })).to.equal(0);
  });

  it("is never less than nothing: a loss is set off against no other income", () => {
    expect(monthly({ lohn: 1400, selbst: -800 })).to.equal(1297.5);
    expect(monthly({ lohn: 1400 }, { selbst: -800 })).to.equal(1297.5);
    expect(monthly({ lohn: 80 }, { rente: 5 })).to.equal(0);
  });

  it("is cut by ten per cent each for tax, health insurance and pension insurance of that member", () => {
    const cuts = [{}, { steuern: true }, { kv: true, rv: true }, { steuern: true, kv: true, rv: true }];
    const found = cuts.map((paid) => monthly({ sonstige: 1000, ...paid }, { sonstige: 100 }));
    expect(found).to.deep.equal([1100, 1000, 900, 800]);
  });

  it("is nothing for a member without any", () => {
    expect(monthly({})).to.equal(0);
    expect(monthly({ sonstige: 1000 }, {}, {})).to.equal(1000);
  });
});

describe("housing benefit: what is taken off", () => {
  const off = (member: Member) => Math.round((1000 - monthly({ sonstige: 1000, ...member })) * 100) / 100;

  it("for severe disability: degree 100, or a lower one with care at home", () => {
    expect([{ gdb: 100 }, { gdb: 99 }, { gdb: 50, pflege: true }, { pflege: true }].map(off)).to.deep.equal([
      150, 0, 150, 0,
    ]);
  });

  it("for persecution by the National Socialists, and for a single parent", () => {
    expect(off({ ns_verfolgt: true })).to.equal(62.5);
    expect(off({ alleinerziehend: true })).to.equal(110);
  });

  it("for what each child earns, up to 100 euros a month, also where the lump sum has taken it already", () => {
    const parent = { sonstige: 1000 };
    expect(monthly(parent, { lohn: 60, pauschal: true, kind: true })).to.equal(1000);
    expect(monthly(parent, { lohn: 60, kind: true })).to.equal(940);
    expect(monthly(parent, { lohn: 300, kind: true }, { lohn: 250, kind: true })).to.equal(1000 + 197.5 + 147.5 - 200);
    expect(monthly(parent, { lohn: 300 })).to.equal(1197.5);
    expect(monthly(parent, { sonstige: 300, kind: true }), "not earned").to.equal(1300);
    expect(monthly(parent, { lohn: 300, selbst: -250, kind: true }), "a loss earns nothing").to.equal(1097.5);
  });

  it("for 33 years of Grundrentenzeiten: 100 euros and 30 per cent of the rest, up to half of the first step", () => {
    const pension = (rente: number, date = "2026-11-01") =>
      incomeOf(withPeople([{ rente, grundrente33: true }, { sonstige: 500 }], { date }));
    expect(pension(80)).to.equal(491.5);
    expect(pension(500)).to.equal(991.5 - 220);
    expect(pension(945)).to.equal(1436.5 - 281.5);
    expect(pension(945, "2023-12-31")).to.equal(1436.5 - 251);
    expect(pension(945, "2024-01-01")).to.equal(1436.5 - 281.5);
  });

  it("for maintenance that has to be paid: up to a limit, or up to what a title says", () => {
    const paying = (...unterhaltsleistungen: Paid[]) =>
      incomeOf(withPeople([{ sonstige: 1000 }], { unterhaltsleistungen }));
    expect(paying({ art: "sonstige", betrag_y: 4800 })).to.equal(750);
    expect(paying({ art: "ehegatte", betrag_y: 4800 })).to.equal(600);
    expect(paying({ art: "sonstige", betrag_y: 4800, titel_y: 4200 })).to.equal(650);
    expect(paying({ art: "ausbildung", betrag_y: 1200 }, { art: "wechselmodell", betrag_y: 1200 })).to.equal(800);
  });
});
