import { generateKeyPairSync } from "node:crypto";
import { readTownFiles } from "../../platform/casework/towns/towns.ts";
import { buildingPermit } from "../../services/building-permit/building-permit.ts";
import type { Tariff as BuildingTariff } from "../../services/building-permit/rules.ts";
import buildingSchema from "../../services/building-permit/tariff.schema.json" with { type: "json" };
import { applicationXml } from "../../services/building-permit/test/messages.ts";
import type { Application as StreetUse } from "../../services/street-use/application.ts";
import type { Tariff as StreetTariff } from "../../services/street-use/fee/tariff.ts";
import { streetUse } from "../../services/street-use/street-use.ts";
import streetSchema from "../../services/street-use/tariff.schema.json" with { type: "json" };
import type { Application as Parking, Tariff as ParkingTariff } from "../../services/trades-parking/rules.ts";
import parkingSchema from "../../services/trades-parking/tariff.schema.json" with { type: "json" };
import { tradesParking } from "../../services/trades-parking/trades-parking.ts";
import { gladbeck, type Letters, Office, towns } from "./office.ts";

const streetTariffs = readTownFiles<{ tariffs: StreetTariff[] }>("street-use", streetSchema);
const place = { street: "Musterweg", houseNumber: "1", postcode: "45966", surface: "pavement" as const };
const uses: Record<string, StreetUse["use"]> = {
  scaffold: { scaffold: { lengthCm: 12_00, widthCm: 1_00, remainingCm: 150 } },
  cafe: { cafeTables: { lengthCm: 600, widthCm: 250, establishment: "Café Beispiel", seats: 24 } } as StreetUse["use"],
  event: {
    event: { lengthCm: 2_000, widthCm: 1_000, name: "Straßenfest", visitors: 1_500, roadClosed: true, music: true },
  },
  zone: { movingZone: { lengthCm: 15_00, beginsAt: "08:00", endsAt: "18:00" } },
};
const plansFor = (use: string) => (use === "event" ? ["site-plan", "sign-plan", "safety-concept"] : ["site-plan"]);
export const street = (use = "scaffold", town = gladbeck) =>
  new Office(streetUse({ towns, tariffs: streetTariffs }), "2026-11-23", town).applies(
    "street-use.v1",
    { place, use: uses[use], from: "2026-12-21", until: "2027-01-10", enclosed: plansFor(use) },
    plansFor(use),
  );
function allowed(use = "scaffold") {
  const scene = street(use);
  if (scene.view.timers.some(({ name }) => name === "consultations-due")) scene.fires("consultations-due");
  return scene.person("grant", "Der Verkehr bleibt sicher.").arranged("2026-12-10");
}

/** Each kind of letter about uses of streets. */
export const streetUseLetters: Letters = {
  permit: () => allowed().letter,
  "permit-cafe": () => allowed("cafe").letter,
  "permit-event": () => allowed("event").letter,
  "permit-moving-zone": () => allowed("zone").letter,
  refusal: () => street().person("refuse", "Die Feuerwehrzufahrt wäre versperrt.").letter,
  "granted-after-letter": () =>
    street()
      .fires("consultations-due")
      .person("refuse", "Die Feuerwehrzufahrt wäre versperrt.")
      .objects("2026-12-12")
      .person("grant", "Das Gerüst wird versetzt.")
      .arranged("2026-12-14").letter,
  correction: () =>
    allowed()
      .objects("2026-12-20")
      .person("grant", "Das Gerüst ist kürzer.", { instead: { amountCents: 50_00 } }).letter,
};

const { privateKey } = generateKeyPairSync("ed25519");
const parkingTariffs = readTownFiles<{ tariffs: ParkingTariff[] }>("trades-parking", parkingSchema);
const van: Parking = {
  business: { name: "Muster Sanitär GmbH", trade: "Installateur", seatPostcode: "45964" },
  vehicle: { plate: "RE-MU 123", kind: "workshop", massKg: 3_500, replacementPlate: "RE-MU 456" },
  ...{ regions: ["muenster", "arnsberg"], from: "2026-12-01" },
  enclosed: ["business-registration", "craft-card", "vehicle-registration", "photos"],
};
export const parking = () =>
  new Office(tradesParking({ towns, tariffs: parkingTariffs, signingKey: { kid: "sample", key: privateKey } })).applies(
    "trades-parking.v1",
    van,
    ["Gewerbeanmeldung", "Handwerkskarte", "Zulassung", "Fotos"],
  );
const parks = () => parking().person("grant", "Alles liegt vor.").arranged("2026-11-24");

/** Each kind of letter about parking permits. */
export const tradesParkingLetters: Letters = {
  permit: () => parks().letter,
  refusal: () => parking().person("refuse", "Das Fahrzeug ist kein Werkstattwagen.").letter,
  reminder: () => parks().fires("permit-ends").letter,
  "granted-after-letter": () =>
    parking()
      .person("refuse", "Das Fahrzeug ist kein Werkstattwagen.")
      .objects("2026-12-01")
      .person("grant", "Die Einbauten sind belegt.")
      .arranged("2026-12-02").letter,
  correction: () =>
    parks()
      .objects("2026-12-01")
      .person("grant", "Nur ein Bezirk war beantragt.", { instead: { facts: { regions: ["muenster"] } } }).letter,
};

const buildingTariffs = readTownFiles<{ tariffs: BuildingTariff[] }>("building-permit", buildingSchema);
const plans = ["site-plan", "drawings", "building-description", "calculations", "statistics-sheet"];
export const building = (enclosed = plans) =>
  new Office(buildingPermit({ towns, tariffs: buildingTariffs })).applies(
    "building-permit.v1",
    { message: applicationXml, enclosed },
    enclosed,
    "99012008001001",
  );
const built = () =>
  building()
    .person("grant", "Es steht nichts entgegen.", {
      ...{
        feeCents: 2_520_00,
        basis: "AVwGebO NRW Tarifstelle 3.1",
        conditions: ["Der Baubeginn ist eine Woche vorher anzuzeigen."],
      },
    })
    .arranged("2026-12-10");

/** Each kind of letter about building permits. */
export const buildingPermitLetters: Letters = {
  permit: () => built().letter,
  "permit-without-fee": () =>
    building().person("grant", "Es steht nichts entgegen.", { feeCents: 0, basis: "§ 6 GebG NRW" }).letter,
  refusal: () => building().person("refuse", "Die Abstandsfläche zum Nachbarn fehlt.").letter,
  "deemed-withdrawal": () =>
    building(["site-plan"]).fires("deficits-due").person("refuse", "Die Bauzeichnungen fehlen weiterhin.").letter,
  "granted-after-letter": () =>
    building()
      .person("refuse", "Die Abstandsfläche zum Nachbarn fehlt.")
      .objects("2026-12-12")
      .person("grant", "Die Baulast ist eingetragen.", { feeCents: 2_520_00, basis: "AVwGebO NRW Tarifstelle 3.1" })
      .arranged("2026-12-14").letter,
  correction: () =>
    built()
      .objects("2026-12-20")
      .person("grant", "Die Rohbausumme war zu hoch.", { instead: { amountCents: 2_000_00 } }).letter,
};
