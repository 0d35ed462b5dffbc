import { expect } from "chai";
import { addDays, addMonths } from "../../../platform/casework/law/calendar.ts";
import { readTownFiles } from "../../../platform/casework/towns/towns.ts";
import { hashKeyOf } from "../../../platform/messaging/ids.ts";
import type { Tariff } from "../../../services/dog-tax/assessment/tariff.ts";
import { AssessYear } from "../../../services/dog-tax/assessment/yearly.ts";
import { type DogTaxState, dogTax } from "../../../services/dog-tax/dog-tax.ts";
import dogRules from "../../../services/dog-tax/dry-run.ts";
import schema from "../../../services/dog-tax/tariff.schema.json" with { type: "json" };
import { gladbeck, towns } from "../../letters/office.ts";
import type { Dice } from "./dice.ts";
import { centsIn, type Said, TownHall } from "./town-hall.ts";

const tariffs = readTownFiles<{ offered: []; tariffs: Tariff[] }>("dog-tax", schema);
const hashKey = hashKeyOf(Buffer.alloc(32, 7));

interface Stay {
  name: string;
  from: string;
  to: string | null;
}

/** What a letter says: to pay or to be given back now, and what is owed for each year that it touches. */
function read({ decided, requested, letters }: Said, years: Map<string, number>): void {
  const [letter = ""] = letters;
  expect(letters, "letters").to.have.length(1);
  const [, paid] = /Zu zahlen ?(−?[\d.]+,\d\d €)/.exec(letter) ?? [];
  const [, back] = /Erstattung ?(−[\d.]+,\d\d €)/.exec(letter) ?? [];
  const printed = paid ?? back;
  const cents = printed ? centsIn(printed) : 0;
  expect(cents, letter).to.equal(decided?.amountCents);
  const due = requested.flatMap(({ claims }) => claims);
  expect(due.reduce((sum, one) => sum + one.cents, 0)).to.equal(cents);
  for (const { label, cents } of due) {
    const sum = `${label} ?(?:\\d\\d\\.\\d\\d\\.\\d{4} ?)?([\\d.]+,\\d\\d €)`;
    const [, row = ""] = new RegExp(sum).exec(letter) ?? [];
    expect(centsIn(row), `${label} in ${letter}`).to.equal(Math.abs(cents));
  }
  for (const [, year = "", sum = ""] of letter.matchAll(
    /Für das Jahr (\d{4}) beträgt die Hundesteuer Ihres Haushalts damit (−?[\d.]+,\d\d €)/g,
  ))
    years.set(year, centsIn(sum));
}

/** A household in Gladbeck: dogs come and leave, a year begins, an objection to the last registration is right. */
export async function dogTaxHistory(dice: Dice): Promise<void> {
  const hall = new TownHall<DogTaxState>(dogTax({ towns, tariffs, hashKey }), `2025-0${dice.int(1, 9)}-10`);
  const stays: Stay[] = [];
  const years = new Map<string, number>();
  const agrees = (said: Said) => {
    read(said, years);
    const owed = [...years.values()].reduce((sum, cents) => sum + cents, 0);
    expect(hall.booked, "the ledger and all letters so far").to.equal(owed);
    for (const [year, cents] of years) {
      const dogs = stays.map(({ from, to }) => ({ from, to, breed: "Dackel" }));
      const byRules = dogRules.calculate({ id: 1, municipality: gladbeck, year: Number(year), dogs }).cents;
      expect(byRules, `the rules and the letter for ${year}`).to.equal(cents);
    }
  };
  const acts = dice.int(1, 4);
  for (let act = 0; act < acts; act += 1) {
    hall.later(dice.int(1, 90));
    const leaving = stays.find(({ to }) => to === null);
    const endedOn = addDays(hall.today, -dice.int(0, 20));
    if (leaving && endedOn >= leaving.from && dice.chance(0.4)) {
      leaving.to = endedOn;
      const form = { dog: { name: leaving.name }, endedOn, reason: "died" };
      agrees(await hall.step((office) => office.applies("dog-tax-deregistration.v1", form)));
      continue;
    }
    const stay: Stay = { name: `Hund ${act}`, from: addDays(hall.today, -dice.int(0, 60)), to: null };
    stays.push(stay);
    const form = { dog: { name: stay.name, breed: "Dackel" }, keptSince: stay.from };
    agrees(await hall.step((office) => office.applies("dog-tax-registration.v1", form)));
    if (act === acts - 1 && dice.chance(0.6)) agrees(await objects(hall, stays, stay, dice));
  }
  if (!stays.some(({ to }) => to === null) || !dice.chance(0.4)) return;
  const year = Number(hall.today.slice(0, 4)) + 1;
  hall.later((Date.parse(`${year}-01-05`) - Date.parse(hall.today)) / 86_400_000);
  const said = await hall.step((office) => office.handle(AssessYear.name, { year }));
  if (said.letters.length) agrees(said);
}

/** The dog came later than was said, or was never here. */
async function objects(hall: TownHall<DogTaxState>, stays: Stay[], stay: Stay, dice: Dice): Promise<Said> {
  const later = `${addMonths(stay.from, 1).slice(0, 7)}-01`;
  hall.office.objects(hall.today);
  if (later <= hall.today) {
    stay.from = later;
    const instead = { facts: { keptSince: later }, inPart: dice.chance(0.5) };
    return await hall.step((office) => office.person("grant", "Der Kaufvertrag belegt es.", { instead }));
  }
  stays.splice(stays.indexOf(stay), 1);
  const instead = { annul: true };
  return await hall.step((office) => office.person("grant", "Der Hund war nie hier.", { instead }));
}
