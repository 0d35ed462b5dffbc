// Dogs that are registered and deregistered, most of them by rule.
import { german } from "../../../../sandbox/samples/days.ts";
import { kind } from "../../../../sandbox/samples/kind.ts";
import type { Kit } from "../../../../sandbox/samples/kit.ts";
import { line } from "../../../../sandbox/samples/kit.ts";
import { outcomes, type Scene } from "../../../../sandbox/samples/sample.ts";
import { abmeldung, anmeldung, antrag, dogTax, oneDog, pushAntrag } from "./records.ts";

const names = ["Bello", "Änni", "Żuczek", "Çomar", "Fröđi", "Ñandú", "Šarik", "Luna", "Mő", "Ūdris"];
const breeds = [
  "Labrador Retriever",
  "Dackel",
  "Mischling",
  "Pudel",
  "Beagle",
  "Český fousek",
  "Appenzeller Sennenhund",
];

/** What this year's dogs cost from a day on, wherever they live. */
function registeredSince(kit: Kit, since: string): Scene {
  const holder = kit.household(kit.town());
  const outcome = kit.assessed(holder, [{ since }], "transfer", kit.late(since));
  return oneDog(kit, holder, anmeldung(kit.oneOf(names), kit.oneOf(breeds), since), outcome);
}

export const plainDog = kind("a dog since yesterday", 1, (kit) => registeredSince(kit, kit.days.yesterday));

export const sinceNewYear = kind("a dog since 1 January", 1, (kit) => registeredSince(kit, kit.days.newYear));

export const sinceNewYearsEve = kind("a dog since 31 December: one month of last year as well", 1, (kit) =>
  registeredSince(kit, kit.days.newYearsEve),
);

export const sinceMonthsEnd = kind("a dog since the last day of a month: the whole month counts", 1, (kit) =>
  registeredSince(kit, kit.days.monthsEnd),
);

export const sinceLeapDay = kind("a dog since 29 February, registered late", 1, (kit) =>
  registeredSince(kit, kit.days.leapDay),
);

export const longAgo = kind("a dog since five years ago: to a person", 1, (kit) => {
  const holder = kit.household("Gladbeck");
  return oneDog(kit, holder, anmeldung("Methusalem", "Dackel", kit.days.longAgo), outcomes.inReview);
});

export const farAhead = kind("a dog that comes in two months: to a person", 1, (kit) => {
  const holder = kit.household("Dorsten");
  return oneDog(kit, holder, anmeldung("Bald", "Dackel", kit.days.farAhead), outcomes.inReview);
});

export const everythingFilledIn = kind("a dog with a chip and everything else filled in", 1, (kit) => {
  const holder = kit.household("Dorsten");
  const angaben = anmeldung("Rüya", "Appenzeller Sennenhund", kit.days.yesterday, {
    zweiteRasse: "Entlebucher Sennenhund",
    geschlecht: "HUENDIN",
    wurftag: "29.02.2024",
    farbe: "schwarz-weiß-braun",
    schulterhoeheCm: 52,
    gewichtKg: 27,
    chipnummer: kit.chip(),
    vorbesitz: "Tierheim Musterstadt",
  });
  return oneDog(kit, holder, angaben, kit.assessed(holder, [{ since: kit.days.yesterday }], "transfer"));
});

export const byMandate = kind("a dog whose tax is collected by SEPA mandate", 1, (kit) => {
  const holder = kit.household("Gelsenkirchen");
  const mandat = { iban: kit.iban(), kontoinhaber: line(holder), unterschriebenAm: german(kit.days.today) };
  const angaben = anmeldung("Cent", "Zwergpinscher", kit.days.newYear, { mandat });
  return oneDog(kit, holder, angaben, kit.assessed(holder, [{ since: kit.days.newYear }], "direct-debit"));
});

export const listedWithoutTariff = kind("a listed breed where the town has no tariff for it: to a person", 1, (kit) => {
  const holder = kit.household("Gladbeck");
  return oneDog(kit, holder, anmeldung("Lämmchen", "Staffordshire Bullterrier", kit.days.yesterday), outcomes.inReview);
});

export const listedByFactor = kind("a listed breed at four times the rate", 1, (kit) => {
  const holder = kit.household("Dorsten");
  const outcome = kit.assessed(holder, [{ since: kit.days.newYear, listed: true }], "transfer");
  return oneDog(kit, holder, anmeldung("Samson", "Rottweiler", kit.days.newYear), outcome);
});

export const crossOfListed = kind("a cross with a listed breed", 1, (kit) => {
  const holder = kit.household("Gelsenkirchen");
  const outcome = kit.assessed(holder, [{ since: kit.days.newYear, listed: true }], "transfer");
  const angaben = anmeldung("Krümel", "Labrador Retriever", kit.days.newYear, { zweiteRasse: "Bullmastiff" });
  return oneDog(kit, holder, angaben, outcome);
});

export const twoAtOnce = kind("two dogs of one household at the same moment: both at the rate for two", 2, (kit) => {
  const holder = kit.household("Gladbeck");
  const since = kit.days.newYear;
  const bodies = ["Max", "Moritz"].map((name) => antrag(kit.id(), holder, anmeldung(name, "Beagle", since)));
  return {
    pushes: bodies.map((body) => pushAntrag(body)),
    // Which of them comes first is open, and with it what each of them costs.
    applications: bodies.map(({ antragsId }) => dogTax(antragsId, outcomes.assessed(undefined))),
    togetherCents: kit.owed(holder, [{ since }, { since }]),
  };
});

export const secondDogLater = kind("a second dog later: both at the rate for two from its month on", 2, (kit) => {
  const holder = kit.household("Gelsenkirchen");
  const [one, two] = [{ since: kit.days.leapDay }, { since: kit.days.monthsEnd }];
  const first = antrag(kit.id(), holder, anmeldung("Eins", "Pudel", one.since));
  const second = antrag(kit.id(), holder, anmeldung("Zwei", "Pudel", two.since));
  const after = { applicationId: first.antragsId, state: "assessed" } as const;
  return {
    pushes: [pushAntrag(first), pushAntrag(second, undefined, after)],
    applications: [
      dogTax(first.antragsId, kit.assessed(holder, [one], "transfer")),
      dogTax(second.antragsId, kit.assessed(holder, [one, two], "transfer")),
    ],
  };
});

export const deregistered = kind("a dog that leaves: what was assessed beyond its month is given back", 2, (kit) => {
  const holder = kit.household("Dorsten");
  const dog = { since: kit.days.newYear, until: kit.days.today };
  const chipnummer = kit.chip();
  const first = antrag(kit.id(), holder, anmeldung("Wanderer", "Irish Setter", dog.since, { chipnummer }));
  const second = antrag(
    kit.id(),
    holder,
    abmeldung("Wanderer", dog.until, { chipnummer, grund: "ABGABE", neuerHalter: "Tierheim Musterstadt" }),
  );
  const after = { applicationId: first.antragsId, state: "assessed" } as const;
  return {
    pushes: [pushAntrag(first), pushAntrag(second, undefined, after)],
    applications: [
      dogTax(first.antragsId, kit.assessed(holder, [{ since: dog.since }], "transfer")),
      dogTax(second.antragsId, kit.deregistered(holder, dog)),
    ],
  };
});

export const oneChipTwice = kind(
  "one chip in two households: both are assessed, and a person has to look",
  2,
  (kit) => {
    const since = kit.days.yesterday;
    const chipnummer = kit.chip();
    const holders = [kit.household("Gladbeck"), kit.household("Gladbeck")];
    const bodies = holders.map((holder) =>
      antrag(kit.id(), holder, anmeldung("Doppelt", "Beagle", since, { chipnummer })),
    );
    return {
      pushes: bodies.map((body) => pushAntrag(body)),
      applications: holders.map((holder, i) => dogTax(bodies[i]?.antragsId ?? "", kit.assessed(holder, [{ since }]))),
    };
  },
);

export const unknownDogLeaves = kind("a dog leaves that was never registered: to a person", 1, (kit) =>
  oneDog(kit, kit.household("Gladbeck"), abmeldung("Niemand", kit.days.yesterday, { grund: "TOD" }), outcomes.inReview),
);
