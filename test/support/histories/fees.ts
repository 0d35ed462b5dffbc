import { generateKeyPairSync } from "node:crypto";
import { expect } from "chai";
import { addDays } from "../../../platform/casework/law/calendar.ts";
import { readTownFiles } from "../../../platform/casework/towns/towns.ts";
import type { ServiceDefinition } from "../../../platform/messaging/engine/processor.ts";
import { buildingPermit } from "../../../services/building-permit/building-permit.ts";
import type { Tariff as BuildingTariff } from "../../../services/building-permit/rules.ts";
import buildingSchema from "../../../services/building-permit/tariff.schema.json" with { type: "json" };
import { applicationXml } from "../../../services/building-permit/test/messages.ts";
import { businessRegistration } from "../../../services/business-registration/business-registration.ts";
import tradeRules from "../../../services/business-registration/dry-run.ts";
import type { Tariff as TradeTariff } from "../../../services/business-registration/rules.ts";
import tradeSchema from "../../../services/business-registration/tariff.schema.json" with { type: "json" };
import { bookseller } from "../../../services/business-registration/test/trade.ts";
import { residenceCertificate } from "../../../services/residence-certificate/residence-certificate.ts";
import type { Application as StreetUse } from "../../../services/street-use/application.ts";
import streetRules from "../../../services/street-use/dry-run.ts";
import type { Tariff as StreetTariff } from "../../../services/street-use/fee/tariff.ts";
import { streetUse } from "../../../services/street-use/street-use.ts";
import streetSchema from "../../../services/street-use/tariff.schema.json" with { type: "json" };
import { feeCents, type Tariff as ParkingTariff } from "../../../services/trades-parking/rules.ts";
import parkingSchema from "../../../services/trades-parking/tariff.schema.json" with { type: "json" };
import { tradesParking } from "../../../services/trades-parking/trades-parking.ts";
import { gladbeck, towns } from "../../letters/office.ts";
import { sums } from "./benefits.ts";
import type { Dice } from "./dice.ts";
import { type Said, TownHall } from "./town-hall.ts";

const signingKey = { kid: "history", key: generateKeyPairSync("ed25519").privateKey };
const parkingTariffs = readTownFiles<{ tariffs: ParkingTariff[] }>("trades-parking", parkingSchema);
const streetTariffs = readTownFiles<{ tariffs: StreetTariff[] }>("street-use", streetSchema);
const tradeTariffs = readTownFiles<{ tariffs: TradeTariff[] }>("business-registration", tradeSchema);
const buildingTariffs = readTownFiles<{ tariffs: BuildingTariff[] }>("building-permit", buildingSchema);
const start = "2026-10-05";

/** A letter with a fee, or with none, says what was decided and what the treasury was asked for. */
function names({ decided, requested, letters }: Said, cents: number): void {
  const [letter = ""] = letters;
  expect(letters, "letters").to.have.length(1);
  expect(decided?.amountCents ?? 0, "decided").to.equal(cents);
  expect(requested.map(({ totalCents }) => totalCents)).to.deep.equal(cents ? [cents] : []);
  if (cents) expect(sums(letter, "Die Gebühr beträgt %"), letter).to.deep.equal([cents]);
  else expect(letter).to.match(/Eine Gebühr (wird nicht erhoben|fällt nicht an)|^(?!.*Gebühr beträgt)/);
}

/** A figure that a person names, or none. */
const figure = (dice: Dice, chance: number) =>
  dice.chance(chance) ? { feeCents: dice.int(0, 3) ? dice.int(1, 90_000) : 0, basis: "Tarifstelle 1 der Satzung" } : {};

/** Somebody writes against the fee once or twice, and it is lowered each time, or not charged at all. */
async function lowered<S>(hall: TownHall<S>, dice: Dice, first: number): Promise<void> {
  let cents = first;
  for (let time = dice.int(0, 2); time > 0 && cents > 1; time -= 1) {
    hall.later(dice.int(1, 40)).office.objects(hall.today);
    if (dice.chance(0.2)) {
      hall.office.person("refuse", "Es bleibt dabei.");
      continue;
    }
    const after = dice.chance(0.2) ? 0 : dice.int(1, cents - 1);
    const instead = after ? { amountCents: after } : { annul: true };
    const said = await hall.step((office) => office.person("grant", "Nach Prüfung.", { instead }));
    const [letter = ""] = said.letters;
    const printed = after
      ? sums(letter, "Die Gebühr beträgt nunmehr % statt %")
      : [0, ...sums(letter, "Die Gebühr von % wird nicht erhoben")];
    expect(printed).to.deep.equal([after, cents]);
    expect(said.decided?.amountCents).to.equal(after - cents);
    expect(said.requested.map(({ totalCents }) => totalCents)).to.deep.equal([after - cents]);
    cents = after;
    expect(hall.booked, "the ledger and the last letter").to.equal(cents);
  }
}

async function feeHistory(
  service: ServiceDefinition,
  dice: Dice,
  apply: (hall: TownHall) => void,
  byRules: number | undefined,
): Promise<void> {
  const hall = new TownHall(service, start);
  apply(hall);
  if (dice.chance(0.15)) {
    const said = await hall.step((office) => office.person("refuse", "Es steht etwas entgegen."));
    expect(said.requested).to.deep.equal([]);
    expect(hall.booked).to.equal(0);
    return;
  }
  const named = figure(dice, byRules === undefined ? 1 : 0.3);
  const cents = named.feeCents ?? byRules ?? 0;
  const said = await hall.later(dice.int(0, 9)).step((office) => office.person("grant", "Alles liegt vor.", named));
  names(said, cents);
  expect(hall.booked).to.equal(cents);
  await lowered(hall, dice, cents);
}

/** A permit to park, for one to five Regierungsbezirke. */
export async function tradesParkingHistory(dice: Dice): Promise<void> {
  const all = ["muenster", "arnsberg", "detmold", "duesseldorf", "koeln"] as const;
  const regions = all.slice(0, dice.int(1, 5));
  const van = {
    business: { name: "Muster Sanitär GmbH", trade: "Installateur", seatPostcode: "45964" },
    vehicle: { plate: "RE-MU 123", kind: "workshop", massKg: 3_500 },
    ...{ regions, from: addDays(start, dice.int(0, 90)) },
    enclosed: ["business-registration", "craft-card", "vehicle-registration", "photos"],
  };
  const tariff = parkingTariffs.get(gladbeck)?.tariffs.at(-1);
  const files = ["Gewerbeanmeldung", "Handwerkskarte", "Zulassung", "Fotos"];
  await feeHistory(
    tradesParking({ towns, tariffs: parkingTariffs, signingKey }),
    dice,
    (hall) => hall.office.applies("trades-parking.v1", van, files),
    tariff && feeCents(regions.length, tariff),
  );
}

/** The use of a street: a scaffold, a skip, tables of a café. */
export async function streetUseHistory(dice: Dice): Promise<void> {
  const [lengthCm, widthCm] = [dice.int(100, 3_000), dice.int(50, 300)];
  const use = dice.one<StreetUse["use"]>([
    { scaffold: { lengthCm, widthCm, remainingCm: dice.int(130, 300) } },
    { skip: { count: dice.int(1, 4), lengthCm: 400, widthCm: 200 } },
    { cafeTables: { lengthCm, widthCm, establishment: "Café Beispiel", seats: 12 } },
  ]);
  const from = addDays(start, dice.int(30, 90));
  const place = { street: "Musterweg", houseNumber: "1", postcode: "45966", surface: "pavement" as const };
  const form: StreetUse = { place, use, from, until: addDays(from, dice.int(0, 120)), enclosed: ["site-plan"] };
  const byRules = streetRules.calculate({ id: 1, municipality: gladbeck, form }).totalCents;
  await feeHistory(
    streetUse({ towns, tariffs: streetTariffs }),
    dice,
    (hall) => {
      hall.office.applies("street-use.v1", form, ["Lageplan"]);
      const { office } = hall;
      if (office.view.timers.some(({ name }) => name === "consultations-due")) {
        office.fires("consultations-due");
        hall.later(30);
      }
    },
    byRules,
  );
}

/** A building permit, whose fee a person names. */
export async function buildingPermitHistory(dice: Dice): Promise<void> {
  const plans = ["site-plan", "drawings", "building-description", "calculations", "statistics-sheet"];
  await feeHistory(
    buildingPermit({ towns, tariffs: buildingTariffs }),
    dice,
    (hall) =>
      hall.office.applies("building-permit.v1", { message: applicationXml, enclosed: plans }, plans, "99012008001001"),
    undefined,
  );
}

/** A notice of a trade: its receipt is written by rule. */
export async function businessRegistrationHistory(dice: Dice): Promise<void> {
  const legal = dice.chance(0.5);
  const representativeCount = dice.int(1, 5);
  const company = {
    registeredName: { name: "Muster GmbH", legalForm: "gmbh" },
    registerEntry: { place: "Gelsenkirchen", postcode: "45879", number: "HRB 1", register: "HRB" },
    representativeCount,
  };
  const form = { ...bookseller, ...(legal ? company : {}) };
  const input = { id: 1, municipality: gladbeck, receivedOn: start, registration: form };
  const { feeCents: byRules = 0 } = tradeRules.explain(input, tradeRules.calculate(input));
  const hall = new TownHall(businessRegistration({ towns, tariffs: tradeTariffs }), start);
  let said = await hall.step((office) => office.applies("business-registration.v1", form, [], "99050012104000"));
  if (!said.decided) said = await hall.step((office) => office.person("grant", "Geprüft."));
  names(said, byRules);
  expect(hall.booked).to.equal(byRules);
  await lowered(hall, dice, byRules);
}

/** A certificate of residence costs nothing, whoever issues it. */
export async function residenceCertificateHistory(dice: Dice): Promise<void> {
  const hall = new TownHall(residenceCertificate(towns), start);
  const form = dice.chance(0.5) ? { scope: "simple" } : { scope: "extended", data: ["nationalities"] };
  let said = await hall.step((office) => office.applies("residence-certificate.v2", form));
  if (!said.decided && dice.chance(0.3))
    said = await hall.step((office) => office.person("refuse", "Nicht dargelegt."));
  else if (!said.decided) {
    const certified = [{ datum: "nationalities", value: "deutsch" }];
    said = await hall.step((office) => office.person("grant", "Geprüft.", { certified }));
  }
  expect(said.decided?.amountCents).to.equal(null);
  expect(said.requested).to.deep.equal([]);
  expect(said.letters.join(" ")).not.to.match(/[\d.]+,\d\d €/);
}
