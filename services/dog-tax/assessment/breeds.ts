/** Breeds of LHundG NRW § 3(2) and § 10(1), with other spellings of their names, as `plain` writes them. */
const listed = new Set([
  "pitbull terrier",
  "american pitbull terrier",
  "american staffordshire terrier",
  "staffordshire bullterrier",
  "bullterrier",
  "alano",
  "american bulldog",
  "bullmastiff",
  "mastiff",
  "mastino espanol",
  "mastin espanol",
  "mastino napoletano",
  "fila brasileiro",
  "dogo argentino",
  "rottweiler",
  "tosa inu",
]);

/** What may be meant for a listed breed: "Pitbull", "Amstaff", but also a breed of its own like "Tibetan Mastiff". */
const resembling =
  /pitbull|stafford|amstaff|\bstaff\b|bullterrier|american bull(y|dog)|\bxl bully\b|mastiff|\bmastino?\b|\bfila\b|\bdogo\b|\btosa\b|rottweiler|\brotti\b|\balano\b|kampfhund|listenhund/;

/** Between the breeds of a cross, and words that say no more than that it is one. */
const between = /[/,+&()]|\b(?:x|und|mit|aus|cross)\b|mischling|kreuzung|mix\b/;

/** A breed's name without capitals, accents and hyphens; "bull terrier" and "pit bull" are one word. */
function plain(text: string): string {
  return text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLocaleLowerCase("de")
    .replace(/[^\p{L}\p{N}/,+&()]+/gu, " ")
    .replace(/\bpitt? ?bull\b/g, "pitbull")
    .replace(/\bbull (terrier|mastiff)\b/g, "bull$1");
}

/** "unclear": a person has to say whether it is one of the listed breeds, since the rate depends on it. */
export type BreedClass = "ordinary" | "listed" | "unclear";

/** Whether a dog is of a listed breed or a cross with one, as its holder names the breeds. */
export function breedClass(...breeds: (string | undefined)[]): BreedClass {
  const names = breeds.flatMap((breed) => plain(breed ?? "").split(between)).map((name) => name.trim());
  if (names.some((name) => listed.has(name))) return "listed";
  return names.some((name) => resembling.test(name)) ? "unclear" : "ordinary";
}
