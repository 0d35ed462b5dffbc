/** Street and house number as somebody wrote them; the number may stand in the street, or there is none. */
export interface Dwelling {
  street: string;
  houseNumber: string;
}

const fractions: Record<string, string> = { "½": " 1/2", "¼": " 1/4", "¾": " 3/4" };
/** "12", "12 a", "12a-c", "12 A - 14 B", "12/14", "12 bis 14", "3 1/2", "Nr. 12" at the end of a line. */
const houseNumberAtEnd =
  /\s((?:nr\.?\s?)?\d{1,5}(?:\s?[a-z])?(?:\s\d\/\d|½|¼|¾)?(?:\s?(?:[-–—/+&]|bis|und|u\.)\s?(?:\d{1,5}(?:\s?[a-z])?|[a-z]))?)$/iu;
/** Longer than any house number with what joins two of them: only there is looked for one. */
const houseNumberMax = 40;

/** Parts a line as people write it: "Musterstraße 12 a", "Musterweg 12 A - 14 B", "Platz der Freiheit". What was written is kept. */
export function splitAddress(line: string): Dwelling {
  const text = line.trim().replace(/\s+/gu, " ");
  const tail = text.slice(-houseNumberMax);
  const found = houseNumberAtEnd.exec(tail);
  const houseNumber = found?.[1];
  if (!houseNumber || text.length <= houseNumber.length + 1) return { street: text, houseNumber: "" };
  return { street: text.slice(0, text.length - houseNumber.length).trimEnd(), houseNumber };
}

const german: Record<string, string> = { ä: "ae", ö: "oe", ü: "ue", ß: "ss" };

/** Small letters without marks, German ones as they are written without them. */
const plainLetters = (text: string): string =>
  text
    .normalize("NFC")
    .toLocaleLowerCase("de")
    .replace(/[äöüß]/gu, (letter) => german[letter] ?? letter)
    .normalize("NFD")
    .replace(/\p{M}+/gu, "");

const words = (text: string): string[] => plainLetters(text).match(/[\p{L}\p{N}]+/gu) ?? [];

/** A street's words in one: "Muster-Str." is "musterstrasse", "St.-Anna-Pl." "sanktannaplatz". */
function streetKey(street: string): string {
  const all = words(street);
  return all
    .map((word, i) => {
      if (word === "str") return "strasse";
      if (word === "st" && i < all.length - 1) return "sankt";
      if (i < all.length - 1) return word;
      if (word === "pl") return "platz";
      return word.replace(/str$/, "strasse");
    })
    .join("");
}

/** "12 A" is "12a", "12a-c" "12a-12c", "3 1/2" "3_1/2", "Nr. 012" "12"; "" for none. */
function numberKey(houseNumber: string): string {
  const text = plainLetters(houseNumber.replace(/[½¼¾]/gu, (sign) => fractions[sign] ?? sign))
    .replace(/[(,;].*$/su, "") // "12 a, 2. OG", "12 (Hinterhaus)"
    .replace(/\s+/gu, " ")
    .trim()
    .replace(/^nr\.? ?/u, "")
    .replace(/\.$/u, "")
    .replace(/(\d) (\d\/\d)/gu, "$1_$2")
    .replace(/ ?(?:[-–—+&]|bis|und|u\.) ?/gu, "-")
    .replaceAll(" ", "")
    .replace(/\d+/gu, (digits) => digits.replace(/^0+(?=\d)/u, ""));
  return text.replace(/^(\d+)-([a-z])$/u, "$1$2").replace(/^(\d+)([a-z])-([a-z])$/u, "$1$2-$1$3");
}

/** Something in which addresses are compared: what two spellings of one address have in common. */
function dwellingKey({ street, houseNumber }: Dwelling): string {
  const inStreet = splitAddress(street);
  const key = numberKey(houseNumber);
  if (!inStreet.houseNumber) return `${streetKey(street)} ${key}`;
  const written = numberKey(inStreet.houseNumber);
  if (/^\d+$/u.test(written) && /^[a-z]$/u.test(key)) return `${streetKey(inStreet.street)} ${written}${key}`;
  // The number once more in its own field is the same; another one there belongs to the street's name.
  return key === "" || key === written ? `${streetKey(inStreet.street)} ${written}` : `${streetKey(street)} ${key}`;
}

/**
 * The ways in which addresses were compared so far, by name. A change of one is a new one: what is known under a hash of a
 * former one is then found by that.
 */
export const addressForms = {
  "address.v1": (one: Dwelling & { postcode: string }): string =>
    `${dwellingKey(one)} ${one.postcode.replace(/\s/gu, "")}`,
} as const;

export type AddressForm = keyof typeof addressForms;
/** Says whether an account names a form in which addresses are compared. */
export const isAddressForm = (name: string): name is AddressForm => Object.hasOwn(addressForms, name);

/** An address as it is compared, in the present form; what was written is kept beside it. */
export const addressKey = addressForms["address.v1"];

/** Gives a place's name as it is compared: "Castrop Rauxel" is "Castrop-Rauxel". */
export const cityKey = (city: string): string => words(city).join(" ");
