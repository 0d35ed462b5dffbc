import { expect } from "chai";
import { readTownFiles } from "../../../platform/casework/towns/towns.ts";
import type { Application } from "../../../services/housing-benefit/calculation/application.ts";
import type { RentLevel } from "../../../services/housing-benefit/calculation/decision.ts";
import { readParameters } from "../../../services/housing-benefit/calculation/parameters.ts";
import { housingBenefitService } from "../../../services/housing-benefit/housing-benefit.ts";
import rentSchema from "../../../services/housing-benefit/tariff.schema.json" with { type: "json" };
import type { Application as Aid } from "../../../services/subsistence-aid/calculation/application.ts";
import { readFigures } from "../../../services/subsistence-aid/calculation/figures.ts";
import aidRules from "../../../services/subsistence-aid/dry-run.ts";
import { subsistenceAidService } from "../../../services/subsistence-aid/subsistence-aid.ts";
import { gladbeck, towns } from "../../letters/office.ts";
import { betweenCaseAndDwelling } from "../dwelling.ts";
import { hashKey } from "../hash-key.ts";
import type { Dice } from "./dice.ts";
import { centsIn, type Said, TownHall } from "./town-hall.ts";

const levels = readTownFiles<{ rentLevels: RentLevel[] }>("housing-benefit", rentSchema);
const law = readParameters();
const account = { iban: "DE73000000000000000013", holder: "Žofie Beispielová" };
const money = "−?[\\d.]+,\\d\\d €";

/** The sums of a letter that match, as cents; the expression has one group for each. */
export function sums(letter: string, expression: string): number[] {
  const found = new RegExp(expression.replaceAll("%", `(${money})`)).exec(letter);
  if (!found) throw new Error(`nothing like "${expression}" in: ${letter}`);
  return found.slice(1).map(centsIn);
}

/** A letter that grants names what was decided, and what is paid for the months that it is paid for. */
function paysMonthly({ decided, requested, letters }: Said, monthly: number, months: number): void {
  expect(decided?.amountCents, "decided").to.equal(monthly);
  expect(letters, "letters").to.have.length(1);
  const [request] = requested;
  expect(request?.claims.map(({ cents }) => cents).slice(1), "paid").to.deep.equal(Array(months - 1).fill(-monthly));
}

/** What differs from before, as the letter's table has it, is what the treasury is asked for. */
function paysDifference({ requested, letters }: Said): void {
  const [together = 0] = requested.length ? sums(letters[0] ?? "", "Zusammen ?%") : [0];
  expect(0 - (requested[0]?.totalCents ?? 0), letters[0]).to.equal(together);
}

const wages = (cents: number) => ({
  ...{ relation: "applicant" as const, birthDate: "1984-02-29", wagesCents: cents },
  ...{ paysTax: true, paysHealthInsurance: true, paysPensionInsurance: true },
});

/** A household's housing benefit: granted, changed, objected to, ended. */
export async function housingBenefitHistory(dice: Dice): Promise<void> {
  const hall = new TownHall(housingBenefitService({ towns, levels, law, hashKey }), `2026-0${dice.int(1, 5)}-15`);
  hall.office.within(...betweenCaseAndDwelling);
  const form: Application = {
    members: [wages(dice.int(1_100, 1_500) * 100)],
    ...{ rentCents: dice.int(300, 450) * 100 + dice.int(0, 99), wealthCents: 0 },
    ...{ enclosed: ["rent-contract", "income"], account },
  };
  const files = ["Mietvertrag", "Lohnabrechnung"];
  let said = await hall.step((office) => office.applies("housing-benefit.v1", form, files));
  if (!said.decided) return; // Left to a person: what a person says is tried with fees.
  const granted = said.decided.amountCents ?? 0;
  paysMonthly(said, granted, 12);
  const [printed, byRules] = [
    sums(said.letters[0] ?? "", "in Höhe von % im Monat")[0],
    Number(/Zahlbetrag im Monat \(kein Anspruch unter 10 Euro\) ?([\d.]+)/.exec(said.letters[0] ?? "")?.[1]) * 100,
  ];
  expect([printed, byRules]).to.deep.equal([granted, granted]);
  let owed = 12 * granted;
  expect(hall.booked).to.equal(-owed);
  if (dice.chance(0.5)) {
    hall.later(dice.int(1, 25)).office.objects(hall.today);
    const more = granted + dice.int(1, 20) * 100;
    const inPart = dice.chance(0.5);
    said = await hall.step((office) =>
      office.person("grant", "Nach Prüfung.", { instead: { amountCents: more, inPart } }),
    );
    expect(sums(said.letters[0] ?? "", "sind % im Monat bewilligt statt %")).to.deep.equal([more, granted]);
    expect(said.decided?.amountCents).to.equal(more);
    paysDifference(said);
    owed += 12 * (more - granted);
    expect(hall.booked).to.equal(-owed);
  }
  hall.later(dice.int(30, 120));
  const ends = dice.chance(0.4);
  const change = { application: "A-1", changedOn: hall.today, ...(ends ? { movedOut: true } : {}) };
  const changed = { ...form, members: [wages(dice.int(700, 1_090) * 100)], change };
  said = await hall.step((office) => office.applies("housing-benefit.v1", changed, files));
  if (!said.decided) return;
  paysDifference(said);
  if (!ends)
    expect(sums(said.letters[0] ?? "", "beträgt Ihr Wohngeld bis zum [\\d.]+ % im Monat")).to.deep.equal([
      said.decided.amountCents,
    ]);
  const [together = 0] = said.requested.length ? sums(said.letters[0] ?? "", "Zusammen ?%") : [0];
  expect(hall.booked).to.equal(-owed - together);
}

const housing = new Map([[gladbeck, { housing: [{ from: "2023-01-01", until: null, appropriateCents: [450_00] }] }]]);

/** A person's Hilfe zum Lebensunterhalt: granted from a day of a month on, or by a person's figure, objected to. */
export async function subsistenceAidHistory(dice: Dice): Promise<void> {
  const day = `2026-0${dice.int(1, 6)}-${String(dice.int(1, 28)).padStart(2, "0")}`;
  const hall = new TownHall(subsistenceAidService({ towns, housing, law: readFigures() }), day);
  const person = {
    role: "adult" as const,
    birthDate: "1970-05-01",
    pensionCents: dice.int(200, 800) * 100 + dice.int(0, 99),
  };
  const form: Aid = {
    persons: [person],
    ...{ rentCents: dice.int(250, 400) * 100, heatingCents: dice.int(30, 49) * 100, wealthCents: 0 },
    ...{ ableToWork: dice.chance(0.2), permanentlyReduced: false },
    ...{ enclosed: ["rent-contract", "income", "bank-statements"], account },
  };
  let said = await hall.step((office) =>
    office.applies("subsistence-aid.v1", form, ["Mietvertrag", "Rente", "Kontoauszüge"]),
  );
  const input = { id: "1", date: day, persons: [person], rentCents: form.rentCents, heatingCents: form.heatingCents };
  const byRules = aidRules.calculate(input).payoutCents;
  const named = dice.chance(0.3) ? { monthlyCents: dice.int(100, 840) * 100, basis: "§ 27 Abs. 3 SGB XII" } : {};
  if (!said.decided) said = await hall.step((office) => office.person("grant", "Der Bedarf ist belegt.", named));
  const granted = said.decided?.amountCents ?? 0;
  const first = 0 - (said.requested[0]?.claims[0]?.cents ?? 0);
  paysMonthly(said, granted, 6);
  const [letter = ""] = said.letters;
  expect(sums(letter, "Hilfe zum Lebensunterhalt in Höhe von % im Monat")).to.deep.equal([granted]);
  if (granted === byRules)
    expect(
      sums(letter.replace(/Hilfe zum Lebensunterhalt im Monat ?([\d.]+,\d\d)/, "; es bleiben $1 €"), "; es bleiben %"),
    ).to.deep.equal([byRules]);
  if (first !== granted) expect(sums(letter, "anteilig ab dem [\\d.]+ %")).to.deep.equal([first]);
  expect(hall.booked).to.equal(-(first + 5 * granted));
  if (!dice.chance(0.6)) return;
  hall.later(dice.int(1, 25)).office.objects(hall.today);
  const more = granted + dice.int(1, 30) * 10;
  const before = hall.booked;
  said = await hall.step((office) => office.person("grant", "Nach Prüfung.", { instead: { amountCents: more } }));
  expect(sums(said.letters[0] ?? "", "sind % im Monat bewilligt statt %")).to.deep.equal([more, granted]);
  paysDifference(said);
  expect(hall.booked).to.equal(before + (said.requested[0]?.totalCents ?? 0));
}
