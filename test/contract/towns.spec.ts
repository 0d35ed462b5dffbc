import { existsSync, globSync, readFileSync } from "node:fs";
import { basename, dirname } from "node:path";
import { expect } from "chai";
import { checkDigits } from "../../platform/casework/case/case-number.ts";
import { addDays } from "../../platform/casework/law/calendar.ts";
import { readOffices } from "../../platform/casework/office/offices.ts";
import { holds, readTownOffers, readTowns } from "../../platform/casework/towns/towns.ts";
import { compileSchema } from "../../platform/messaging/contracts/validate.ts";
import type { Tariff } from "../../services/dog-tax/assessment/tariff.ts";
import type { TownAccount } from "../../services/payments/rules.ts";

type Dated = { from: string; until?: string | null; source?: string; key?: string };
const json = (path: string) => JSON.parse(readFileSync(path, "utf8"));
const files = globSync("towns/*/*.json").sort();
const serviceFiles = files.filter((path) => !["town.json", "offices.json"].includes(basename(path)));

/** A service's own say on its town files. */
function schemaOf(path: string): object {
  const folder = `services/${basename(path, ".json")}`;
  const file = ["tariff.schema.json", "town.schema.json"]
    .map((name) => `${folder}/${name}`)
    .find((one) => existsSync(one));
  if (!file) throw new Error(`${path}: no service says what has to be in it`);
  return json(file);
}

/** Two periods of a list that share a day. */
function overlap(list: readonly Dated[]): boolean {
  const sorted = [...list].sort((a, b) => a.from.localeCompare(b.from));
  return sorted.some((one, i) => i > 0 && holds(sorted[i - 1] as Dated, one.from));
}

describe("towns: every town", () => {
  for (const path of files.filter((path) => basename(path) === "town.json"))
    it(`${dirname(path)} says who it is, and where that comes from`, () => {
      const town = json(path);
      expect(town).to.have.all.keys("municipality", "ags", "name", "code", "letterhead", "postcodes", "source");
      expect(town.municipality).to.match(/^05\d{10}$/);
      // Land, district and Kreis, then the association's four digits, then the town's own three.
      expect(`${town.municipality.slice(0, 5)}${town.municipality.slice(9)}`).to.equal(town.ags);
      expect(town.code).to.match(/^[A-Z]{3}$/);
      expect(town.letterhead.authority).to.equal(`Stadt ${town.name}`);
      expect(town.letterhead.lines.at(-1)).to.match(new RegExp(`^\\d{5} ${town.name}$`));
      expect(town.source).to.match(/.{20}/);
    });

  it("has a code and a key of its own", () => {
    const towns = [...readTowns().values()];
    expect(towns).to.have.length(globSync("towns/*/town.json").length);
    expect(new Set(towns.map(({ code }) => code)).size).to.equal(towns.length);
    const postcodes = towns.flatMap((town) => town.postcodes);
    expect(new Set(postcodes).size).to.equal(postcodes.length);
  });

  it("offers no service key twice at a time, not even through two services", () => {
    for (const [place, list] of Map.groupBy(readTownOffers(), ({ municipality, key }) => `${municipality} ${key}`))
      expect(overlap(list), place).to.equal(false);
  });
});

describe("towns: their offices", () => {
  for (const { municipality, name } of readTowns().values())
    it(`of ${name} have one each for every key that is offered, and one for payments`, () => {
      const offices = readOffices().get(municipality) ?? [];
      expect(new Set(offices.map((one) => one.name)).size).to.equal(offices.length);
      for (const { key } of readTownOffers().filter((offer) => offer.municipality === municipality))
        expect(
          offices.filter(({ serviceKeys }) => serviceKeys.includes(key)),
          key,
        ).to.have.length(1);
      expect(offices.filter(({ services }) => services.includes("payments"))).to.have.length(1);
    });

  for (const path of files.filter((path) => basename(path) === "offices.json"))
    it(`in ${path} say where that comes from`, () => {
      expect(compileSchema(json("schemas/towns/offices.schema.json"))(json(path))).to.deep.equal([]);
      expect(json(path).source).to.match(/Assumption|https?:/);
    });
});

describe("towns: what a service is told", () => {
  for (const path of serviceFiles) {
    it(`${path} fits the service's schema`, () => {
      expect(compileSchema(schemaOf(path))(json(path))).to.deep.equal([]);
    });

    it(`${path} says from when each figure holds and where it comes from`, () => {
      const { source, ...lists } = json(path) as { source?: string } & Record<string, Dated[]>;
      for (const [name, list] of Object.entries(lists))
        for (const one of list) {
          expect(addDays(one.from, 0), "a day that exists").to.equal(one.from);
          if (one.until) expect(one.until >= one.from).to.equal(true);
          if (name !== "offered") expect(one.source ?? source).to.match(/.{10}/);
        }
    });
  }

  for (const path of globSync("towns/*/dog-tax.json")) {
    const {
      offered,
      tariffs,
      unknown = [],
    } = json(path) as {
      offered: Dated[];
      tariffs: Tariff[];
      unknown?: Dated[];
    };

    it(`${path} has one tariff for each day on which it is offered, or says that it is not known`, () => {
      expect(overlap([...tariffs, ...unknown])).to.equal(false);
      for (const { from } of offered)
        expect([...tariffs, ...unknown].some((period) => holds(period, from))).to.equal(true);
    });

    it(`${path} lets taxes fall due on days that exist, one after the other`, () => {
      for (const { dueDays, yearlyCents } of tariffs) {
        for (const day of dueDays) expect(addDays(`2027-${day}`, 0)).to.equal(`2027-${day}`);
        expect([...dueDays].sort()).to.deep.equal(dueDays);
        expect(12 % dueDays.length).to.equal(0);
        expect(
          [...yearlyCents].sort((a, b) => a - b),
          "more dogs never cost less each",
        ).to.deep.equal(yearlyCents);
      }
    });
  }

  for (const path of globSync("towns/*/payments.json"))
    it(`${path} has one account at a time, with a creditor id whose check digits are right`, () => {
      const { accounts } = json(path) as { accounts: TownAccount[] };
      expect(overlap(accounts)).to.equal(false);
      for (const { creditorId } of accounts) {
        const [, country = "", digits, number] = /^([A-Z]{2})(\d\d)[A-Z0-9]{3}([A-Z0-9]+)$/.exec(creditorId) ?? [];
        expect(checkDigits(`${number}${country}`)).to.equal(digits);
      }
    });

  it("is checked: two accounts at once, and one day in common", () => {
    expect(overlap([{ from: "2026-01-01" }, { from: "2026-05-01" }])).to.equal(true);
    expect(overlap([{ from: "2026-05-01" }, { from: "2026-01-01", until: "2026-05-01" }])).to.equal(true);
    expect(overlap([{ from: "2026-05-01" }, { from: "2026-01-01", until: "2026-04-30" }])).to.equal(false);
  });
});
