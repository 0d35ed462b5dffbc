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

export const towns = [
  { municipality: "055620014014", ags: "05562014", city: "Gladbeck", postcodes: ["45964", "45966", "45968"] },
  { municipality: "055620012012", ags: "05562012", city: "Dorsten", postcodes: ["46282", "46284", "46286"] },
  { municipality: "055130000000", ags: "05513000", city: "Gelsenkirchen", postcodes: ["45879", "45881", "45891"] },
] as const;

export type TownName = (typeof towns)[number]["city"];

// Endings with letters of DIN 91379 that systems tend to lose.
const endings = [
  "mann",
  "ová",
  "oğlu",
  "ović",
  "sen",
  "çelik",
  "ström",
  "kiewicz",
  "ný",
  "țescu",
  "ūtė",
  "kalniņš",
  "weiß",
  "ząb",
  "mõe",
  "þórsson",
  "-ẑaden",
  "J̌an",
  "ḥan",
  "C̨̆uk",
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
/** Birth dates at the edges of years and months, the 29th of February among them. */
const edgeDays = ["02-29", "12-31", "01-01", "03-31"];

const pick = <T>(list: readonly T[], index: number): T => list[index % list.length] as T;
const twoDigits = (number: number) => String(number).padStart(2, "0");

function birthDateOf(index: number): string {
  const year = 1940 + (index % 65);
  const edge = pick(edgeDays, index);
  // Every eleventh was born on an edge; only leap years have the 29th of February.
  if (index % 11 === 4 && (edge !== "02-29" || year % 4 === 0)) return `${year}-${edge}`;
  return `${year}-${twoDigits(1 + (Math.floor(index / 65) % 12))}-${twoDigits(1 + (index % 28))}`;
}

/** Resident number `index` of the sandbox, always the same one; town by town in turn. */
export function resident(index: number): SandboxResident {
  const town = pick(towns, index);
  const number = Math.floor(index / towns.length);
  const stem = number % 2 ? "Muster" : "Beispiel";
  const first = pick(given, number + Math.floor(number / given.length));
  return {
    municipality: town.municipality,
    familyName: `${stem}${pick(endings, Math.floor(number / 2))}`,
    givenNames: index % 5 === 0 ? `${first} ${pick(given, number + 7)}` : first,
    birthDate: birthDateOf(index),
    // A house of its own for each resident: nobody shares a household by accident.
    address: {
      street: pick(streets, number),
      houseNumber: `${1 + Math.floor(number / streets.length)}${index % 7 === 0 ? "a" : ""}`,
      supplement: index % 11 === 0 ? "Hinterhaus" : "",
      postcode: pick(town.postcodes, number),
      city: town.city,
    },
    residentSince: `${2001 + (index % 20)}-0${1 + (index % 9)}-01`,
    blocked: index % 97 === 96,
  };
}

/** How many residents the sandbox's register holds. */
export const residentsMax = 7_200;
