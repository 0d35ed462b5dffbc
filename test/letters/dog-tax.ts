import { readTownFiles } from "../../platform/casework/towns/towns.ts";
import { hashKeyOf } from "../../platform/messaging/ids.ts";
import type { Tariff } from "../../services/dog-tax/assessment/tariff.ts";
import { AssessYear } from "../../services/dog-tax/assessment/yearly.ts";
import { dogTax } from "../../services/dog-tax/dog-tax.ts";
import { ChipContested } from "../../services/dog-tax/events.ts";
import type { DogTaxState } from "../../services/dog-tax/state.ts";
import schema from "../../services/dog-tax/tariff.schema.json" with { type: "json" };
import { type Letters, Office, towns } from "./office.ts";

const tariffs = readTownFiles<{ offered: []; tariffs: Tariff[] }>("dog-tax", schema);
const office = (day = "2026-05-20") =>
  new Office<DogTaxState>(dogTax({ towns, tariffs, hashKey: hashKeyOf(Buffer.alloc(32, 7)) }), day);
const mandate = { iban: "DE46000000000000000014", holder: "Žofie Beispielová", signedOn: "2026-05-19" };
const chip = "276098100000017";

const dog = (keptSince: string, more: object = {}, name = "Bello", breed = "Dackel") => ({
  ...{ dog: { name, breed }, keptSince },
  ...more,
});
export const registersIn = (town: string) =>
  new Office<DogTaxState>(
    dogTax({ towns, tariffs, hashKey: hashKeyOf(Buffer.alloc(32, 7)) }),
    "2026-05-20",
    town,
  ).applies("dog-tax-registration.v1", dog("2026-05-10"));
const registers = (keptSince = "2026-05-10", more: object = {}, day = "2026-05-20") =>
  office(day).applies("dog-tax-registration.v1", dog(keptSince, more));
const known = (keptSince?: string) => registers(keptSince).arranged("2026-05-21");
const forRelief = (reason: "social_benefits" | "rescue_dog", proof: string) =>
  known("2026-01-05")
    .on("2026-06-10")
    .applies("dog-tax-relief.v1", { dog: { name: "Bello" }, reason, enclosed: [proof] }, [proof]);
const relieved = () =>
  forRelief("social_benefits", "benefit-notice")
    .person("grant", "Der Bescheid lag vor.", { until: "2026-12-31" })
    .arranged("2026-06-11");
const refused = (form: string, data: object, reason: string) =>
  known().applies(form, data).person("refuse", reason).letter;
const objected = () => known("2026-01-10").objects("2026-06-10");

/** Each kind of letter of the dog tax. */
export const dogTaxLetters: Letters = {
  assessment: () => known().letter,
  "assessment-by-debit": () => registers("2026-05-10", { mandate }).arranged("2026-05-21").letter,
  "assessment-with-unused-mandate": () =>
    registers("2026-05-10", { mandate: { ...mandate, iban: "CH9300762011623852957", holder: "Carla Fremd" } }).arranged(
      "2026-05-21",
    ).letter,
  "assessment-late": () => known("2025-02-10").letter,
  "assessment-second-dog": () =>
    known("2026-01-10")
      .on("2026-06-10")
      .applies("dog-tax-registration.v1", dog("2026-06-01", {}, "Waldi"))
      .arranged("2026-06-11").letter,
  "assessment-listed-dog": () =>
    office()
      .applies("dog-tax-registration.v1", dog("2026-05-10", {}, "Rex", "Rottweiler"))
      .person("grant", "Der Hund ist gelistet; der Satz ergibt sich aus der Satzung.", {
        listed: true,
        yearlyCents: 624_00,
        basis: "§ 3 Abs. 2 Hundesteuersatzung",
      })
      .arranged("2026-05-21").letter,
  deregistration: () =>
    known("2026-01-10")
      .on("2026-08-20")
      .applies("dog-tax-deregistration.v1", { dog: { name: "Bello" }, endedOn: "2026-08-15", reason: "died" })
      .arranged("2026-08-21").letter,
  yearly: () =>
    known("2026-01-10").on("2027-01-08").handle(AssessYear.name, { year: 2027 }).arranged("2027-01-09").letter,
  "relief-half": () => relieved().letter,
  "relief-exempt": () =>
    forRelief("rescue_dog", "rescue-dog-certificate").person("grant", "Die Prüfung liegt vor.").arranged("2026-06-11")
      .letter,
  "relief-end": () =>
    relieved()
      .on("2026-10-05")
      .applies("dog-tax-relief-end.v1", { dog: { name: "Bello" }, endedOn: "2026-09-30" })
      .arranged("2026-10-06").letter,
  "relief-over": () => relieved().fires("relief-ends").letter,
  revocation: () => {
    const scene = registers("2026-05-10", { dog: { name: "Bello", breed: "Dackel", chipNumber: chip } }).arranged(
      "2026-05-21",
    );
    const other = { caseNumber: "GLA-26-00000-00000-00", from: "2026-01-10", to: "", revoked: false };
    return scene
      .when(ChipContested, { standing: "later", overlaps: true, other })
      .person("refuse", "Der Hund wird in dem anderen Haushalt gehalten.")
      .arranged("2026-06-02").letter;
  },
  tag: () =>
    known()
      .applies("dog-tax-replacement-tag.v1", { dog: { name: "Bello" }, reason: "lost" })
      .arranged("2026-06-10").letter,
  "refusal-of-registration": () =>
    office()
      .applies("dog-tax-registration.v1", dog("2026-05-10", {}, "Rex", "Rottweiler"))
      .person("refuse", "Der Hund wird nicht in Gladbeck gehalten.").letter,
  "refusal-of-deregistration": () =>
    refused(
      "dog-tax-deregistration.v1",
      { dog: { name: "Hasso" }, endedOn: "2026-05-15", reason: "died" },
      "Ein Hund dieses Namens ist nicht angemeldet.",
    ),
  "refusal-of-relief": () =>
    forRelief("social_benefits", "benefit-notice").person("refuse", "Der Bescheid ist abgelaufen.").letter,
  "refusal-of-relief-end": () =>
    refused(
      "dog-tax-relief-end.v1",
      { dog: { name: "Bello" }, endedOn: "2026-05-15" },
      "Für den Hund gilt keine Ermäßigung.",
    ),
  "refusal-of-tag": () =>
    refused(
      "dog-tax-replacement-tag.v1",
      { dog: { name: "Hasso" }, reason: "lost" },
      "Ein Hund dieses Namens ist nicht angemeldet.",
    ),
  "objection-granted": () =>
    objected()
      .person("grant", "Der Kaufvertrag belegt den späteren Beginn.", {
        instead: { facts: { keptSince: "2026-05-02" } },
      })
      .arranged("2026-06-12").letter,
  "objection-granted-with-amount": () =>
    objected()
      .person("grant", "Es gilt der ermäßigte Satz.", { instead: { amountCents: 100_00 } })
      .arranged("2026-06-12").letter,
  "objection-granted-annulled": () =>
    objected()
      .person("grant", "Der Hund war nie in Gladbeck.", { instead: { annul: true } })
      .arranged("2026-06-12").letter,
  "objection-partly-granted": () =>
    objected()
      .person("grant", "Nur für die ersten beiden Monate.", {
        instead: { facts: { keptSince: "2026-03-02" }, inPart: true },
      })
      .arranged("2026-06-12").letter,
};
