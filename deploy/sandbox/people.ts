// Invented residents of the connected towns. No such person, address or account exists: every family name carries
// "Muster" or "Beispiel", every street is a "Beispiel-" or "Muster-" street.

export interface SandboxPerson {
  familyName: string;
  givenNames: string;
  /** YYYY-MM-DD */
  birthDate: string;
  address: { street: string; houseNumber: string; supplement: string; postcode: string; city: string };
}

export interface SandboxResident extends SandboxPerson {
  municipality: string;
  residentSince: string;
  blocked: boolean;
}

const towns = [
  { municipality: "055620014014", city: "Gladbeck", postcodes: ["45964", "45966", "45968"] },
  { municipality: "055620012012", city: "Dorsten", postcodes: ["46282", "46284", "46286"] },
  { municipality: "055130000000", city: "Gelsenkirchen", postcodes: ["45879", "45881", "45891"] },
] as const;

// Endings with letters of DIN 91379 that systems tend to lose.
const endings = [
  "mann",
  "ová",
  "ğlu",
  "ić",
  "sen",
  "çelik",
  "ström",
  "wicz",
  "ný",
  "țescu",
  "ūtė",
  "ņš",
  "ß",
  "ąk",
  "õe",
  "þór",
  "ẑa",
  "J̌an",
  "ḥan",
  "C̨̆u",
];
const given = [
  "Änne",
  "Øyvind",
  "Łucja",
  "Şirin",
  "Žofie",
  "Đorđe",
  "Noël",
  "Günther",
  "İpek",
  "Ħanna",
  "Ķārlis",
  "Ṭāriq",
  "Marie-Luise",
  "Jörg",
  "Zoë",
  "Ðóra",
  "Ōtori",
  "Ẓāhir",
  "Ștefan",
  "Ğül",
];
const streets = [
  "Beispielstraße",
  "Musterweg",
  "Beispielallee",
  "Mustergasse",
  "Am Beispielhof",
  "Zur Musterwiese",
  "Beispielring",
  "An der Musterkirche",
];

const pick = <T>(list: readonly T[], index: number): T => list[index % list.length] as T;

/** Resident number `index` of the sandbox, always the same one. */
export function resident(index: number): SandboxResident {
  const town = pick(towns, index);
  const stem = index % 2 ? "Muster" : "Beispiel";
  const number = Math.floor(index / 3);
  return {
    municipality: town.municipality,
    familyName: `${stem}${pick(endings, index)}`,
    givenNames: index % 5 === 0 ? `${pick(given, index)} ${pick(given, index + 7)}` : pick(given, index),
    birthDate: `${1940 + (index % 65)}-${String(1 + (index % 12)).padStart(2, "0")}-${String(1 + (index % 28)).padStart(2, "0")}`,
    // A house number of its own for each resident: nobody shares a household by accident.
    address: {
      street: pick(streets, number),
      houseNumber: `${1 + number}${index % 7 === 0 ? "a" : ""}`,
      supplement: index % 11 === 0 ? "Hinterhaus" : "",
      postcode: pick(town.postcodes, index),
      city: town.city,
    },
    residentSince: `${2001 + (index % 24)}-0${1 + (index % 9)}-01`,
    blocked: index % 97 === 96,
  };
}

/** How many residents the sandbox's register holds. Beyond 5,460 names and birth dates would repeat. */
export const residentsMax = 5_400;
