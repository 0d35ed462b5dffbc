import { readTownFiles } from "../../platform/casework/towns/towns.ts";
import { businessRegistration } from "../../services/business-registration/business-registration.ts";
import type { Tariff } from "../../services/business-registration/rules.ts";
import schema from "../../services/business-registration/tariff.schema.json" with { type: "json" };
import { bookseller, contracts, type FormName, sample } from "../../services/business-registration/test/trade.ts";
import { residenceCertificate } from "../../services/residence-certificate/residence-certificate.ts";
import { gladbeck, type Letters, Office, towns } from "./office.ts";

const tariffs = readTownFiles<{ tariffs: Tariff[] }>("business-registration", schema);
export const tradeWith = (name: FormName = "GewA1", form: object = bookseller, town = gladbeck) =>
  new Office(businessRegistration({ towns, tariffs }), "2026-11-23", town).applies(
    contracts[name],
    form,
    [],
    "99050012104000",
  );
const started = () => tradeWith().arranged("2026-11-24");
/** A notice that a person has to look at. */
const unclear = () => tradeWith("GewA1", { ...bookseller, premises: { ...bookseller.premises, postcode: "45879" } });

/** Each kind of letter about notices of trades. */
export const businessRegistrationLetters: Letters = {
  registration: () => started().letter,
  change: () =>
    tradeWith("GewA2", { ...sample("GewA2").plain, newActivity: { main: "Handel mit Papier" } }).arranged("2026-11-24")
      .letter,
  closing: () => tradeWith("GewA3", { ...sample("GewA3").plain }).letter,
  refusal: () => unclear().person("refuse", "Der Beginn liegt zu weit voraus.").letter,
  correction: () =>
    started()
      .objects("2026-12-08")
      .person("grant", "Eine Vertretung weniger.", { instead: { amountCents: 13_00 } }).letter,
};

const resident = (form: object = { scope: "simple" }) =>
  new Office(residenceCertificate(towns)).applies("residence-certificate.v2", form);
const extended = () => resident({ scope: "extended", data: ["nationalities", "former_addresses"] });

/** Each kind of letter about certificates of residence. */
export const residenceCertificateLetters: Letters = {
  certificate: () => resident().letter,
  "extended-certificate": () =>
    extended().person("grant", "Geprüft.", {
      certified: [
        { datum: "nationalities", value: "deutsch" },
        { datum: "former_addresses", value: "Beispielallee 3, 45964 Gladbeck" },
      ],
    }).letter,
  refusal: () => extended().person("refuse", "Ein berechtigtes Interesse ist nicht dargelegt.").letter,
};
