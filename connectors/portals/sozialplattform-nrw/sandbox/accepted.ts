// Submissions that are taken in: decided by rule, or handed to a person.

import { kind } from "../../../../sandbox/samples/kind.ts";
import { type Holder, type Kit, line } from "../../../../sandbox/samples/kit.ts";
import { outcomes } from "../../../../sandbox/samples/sample.ts";
import { expected, one, push, submission } from "./records.ts";

const names = ["Ōkami", "Şeker", "Zoë", "Jože", "Łatka", "Fiffi", "Knöpfchen", "Ćuko"];
const breeds = ["Havaneser", "Deutscher Schäferhund", "Mischling", "Jack Russell Terrier", "Magyar Vizsla", "Čuvač"];

export const dog = (name: string, breed: string, since: string, more: Record<string, string> = {}) => ({
  ...{ "dog.name": name, "dog.breed": breed, "kept.since": since, ...more },
});

const registeredSince = (kit: Kit, since: string) => {
  const holder = kit.household(kit.town());
  const answers = dog(kit.oneOf(names), kit.oneOf(breeds), since);
  return { holder, answers, outcome: kit.assessed(holder, [{ since }], "transfer") };
};

export const plainDog = one("a dog since yesterday", "HUND-AN", (kit) => registeredSince(kit, kit.days.yesterday));

export const sinceNewYearsEve = one("a dog since 31 December of last year", "HUND-AN", (kit) =>
  registeredSince(kit, kit.days.newYearsEve),
);

export const listed = one("a listed breed at its own rate", "HUND-AN", (kit) => {
  const holder = kit.household("Gelsenkirchen");
  const outcome = kit.assessed(holder, [{ since: kit.days.newYear, listed: true }], "transfer");
  const more = { "dog.sex": "F", "dog.height": "58", "dog.weight": "40", "dog.colour": "weiß" };
  return { holder, answers: dog("Perle", "Dogo Argentino", kit.days.newYear, more), outcome };
});

export const byMandate = one("a dog whose tax is collected by SEPA mandate", "HUND-AN", (kit) => {
  const holder = kit.household("Gladbeck");
  const iban = kit.iban().replace(/(.{4})(?=.)/g, "$1 "); // In groups of four, as people write it.
  const mandate = { "sepa.iban": iban, "sepa.holder": line(holder), "sepa.date": kit.days.today };
  const answers = dog("Taler", "Whippet", kit.days.monthsEnd, { "dog.chip": kit.chip(), ...mandate });
  return { holder, answers, outcome: kit.assessed(holder, [{ since: kit.days.monthsEnd }], "direct-debit") };
});

/** Letters may come as a base letter and a mark of its own: it is the same name in the register. */
export const decomposed = one("a name in decomposed Unicode and a town in capitals", "HUND-AN", (kit) => {
  const holder = kit.household("Dorsten");
  const address = { ...holder.address, city: holder.address.city.toUpperCase() };
  const typed: Holder = { ...holder, familyName: holder.familyName.normalize("NFD"), address };
  const since = kit.days.leapDay;
  return {
    holder: typed,
    answers: dog("Ärmel", "Pudel", since),
    outcome: kit.assessed(holder, [{ since }], "transfer"),
  };
});

export const threeDogs = kind("three dogs at the same moment: all at the rate for three", 3, (kit) => {
  const holder = kit.household("Dorsten");
  const since = kit.days.newYear;
  const bodies = ["Tick", "Trick", "Track"].map((name) =>
    submission(kit.id(), holder, { serviceCode: "HUND-AN", answers: dog(name, "Pudel", since) }),
  );
  return {
    pushes: bodies.map((body) => push(body)),
    // Which of them comes first is open, and with it what each of them costs.
    applications: bodies.map((body) => expected("HUND-AN", body.submissionId, outcomes.assessed(undefined))),
    togetherCents: kit.owed(holder, [{ since }, { since }, { since }]),
  };
});

/** One household, however its address is spelt: every dog costs what each of two does. */
export const spellings = kind("two dogs at one address in two spellings: both at the rate for two", 2, (kit) => {
  const holder = kit.household("Gladbeck");
  const { street, houseNumber } = holder.address;
  const since = kit.days.newYear;
  const lines = [
    `${street} ${houseNumber}`,
    `${street.toUpperCase().replace(/STRASSE$/, "STR.")} Nr. ${houseNumber.replace(/(\d)(\D)/, "$1 $2")}`,
  ];
  const bodies = lines.map((addressLine1, i) => {
    const form = { serviceCode: "HUND-AN", answers: dog(`Wuff ${i}`, "Spitz", since) };
    return submission(kit.id(), holder, form, { addressLine1 });
  });
  return {
    pushes: bodies.map((body) => push(body)),
    applications: bodies.map((body) => expected("HUND-AN", body.submissionId, outcomes.assessed(undefined))),
    togetherCents: kit.owed(holder, [{ since }, { since }]),
  };
});

export const partlyKnownBirth = one("a birth date of which the year alone is known: to a person", "HUND-AN", (kit) => {
  const holder = kit.household("Dorsten");
  const dateOfBirth = `${holder.birthDate.slice(0, 4)}-00-00`;
  const answers = dog("Namenlos", "Mischling", kit.days.yesterday);
  return { holder, answers, outcome: outcomes.inReview, changes: { dateOfBirth } };
});

export const deregistered = kind("a dog that dies: what was assessed beyond its month is given back", 2, (kit) => {
  const holder = kit.household("Gelsenkirchen");
  const { leapDay: since, today: until } = kit.days;
  const chip = { "dog.chip": kit.chip() };
  const start = dog("Opa", "Bernhardiner", since, chip);
  const first = submission(kit.id(), holder, { serviceCode: "HUND-AN", answers: start });
  const end = { "dog.name": "OPA", ...chip, "kept.until": until, "end.reason": "DEAD" };
  const second = submission(kit.id(), holder, { serviceCode: "HUND-AB", answers: end });
  const after = { applicationId: first.submissionId, state: "assessed" } as const;
  return {
    pushes: [push(first), push(second, undefined, after)],
    applications: [
      expected("HUND-AN", first.submissionId, kit.assessed(holder, [{ since }], "transfer")),
      expected("HUND-AB", second.submissionId, kit.deregistered(holder, { since, until })),
    ],
  };
});

export const unknownDogLeaves = one("a dog leaves that was never registered: to a person", "HUND-AB", (kit) => ({
  holder: kit.household("Dorsten"),
  answers: { "dog.name": "Niemand", "kept.until": kit.days.yesterday, "end.reason": "MOVED" },
  outcome: outcomes.inReview,
}));

const simple = { "certificate.kind": "SIMPLE" };

export const certificate = one("a certificate for a resident with an eID: at once", "MELDE-BESCH", (kit) => ({
  ...{ holder: kit.citizen(kit.town()), answers: simple, outcome: outcomes.granted },
}));

export const withLevelThree = one("a certificate below trust level 4: to a person", "MELDE-BESCH", (kit) => ({
  ...{ holder: kit.citizen("Dorsten"), answers: simple, outcome: outcomes.inReview },
  changes: { assurance: "LEVEL_3" },
}));

export const extended = one("an extended certificate that names no data: asked for them", "MELDE-BESCH", (kit) => ({
  holder: kit.citizen("Gladbeck"),
  answers: { "certificate.kind": "EXTENDED", "certificate.purpose": "Vorlage beim Standesamt" },
  outcome: outcomes.informationNeeded,
}));

export const stranger = one(
  "a certificate for somebody whom the register does not know: to a person",
  "MELDE-BESCH",
  (kit) => ({
    ...{ holder: kit.stranger("Gelsenkirchen"), answers: simple, outcome: outcomes.inReview },
  }),
);

export const blocked = one("a certificate for somebody whose entry is blocked: to a person", "MELDE-BESCH", (kit) => ({
  ...{ holder: kit.blocked("Gladbeck"), answers: simple, outcome: outcomes.inReview },
}));

export const moved = one("a dog of somebody who lives elsewhere by now: to a person", "HUND-AN", (kit) => ({
  holder: kit.moved(kit.citizen("Gladbeck")),
  answers: dog("Umzug", "Mischling", kit.days.yesterday),
  outcome: outcomes.inReview,
}));
