/** What a statement's entry says of itself, as far as matching needs it. */
export interface Hints {
  /** structured reference (CdtrRefInf) */
  structured: string;
  /** what was told to the bank and comes back */
  endToEndId: string;
  /** what somebody wrote (Verwendungszweck) */
  text: string;
}

/** References that a town has given out, and which state each belongs to. */
export type References = ReadonlyMap<string, string>;

export type Match =
  /** the reference stands there letter by letter */
  | { kind: "exact"; reference: string; itemId: string }
  /** one letter is wrong, missing, too many, or two are swapped: for a person */
  | { kind: "similar"; reference: string }
  | { kind: "several" }
  | { kind: "none" }
  /** the entry is not what its parts come to: nothing is taken from what it says */
  | { kind: "unclear" };

const plain = (text: string): string => text.toUpperCase().replace(/[^0-9A-Z]/g, "");
/** "RF", check digits, the town's code, 15 digits: as services/payments/reference.ts makes them. */
const length = 22;
const whole = /(?=(RF\d\d[A-Z]{3}\d{15}))/g;
/** Of an invented million characters nobody reads more. */
const textMax = 500;

/**
 * Which reference an entry is for. Only an exact one counts; what is similar to a known one is for a person to say.
 * @param references of the town
 */
export function match(
  { structured, endToEndId, text }: Hints,
  references: References,
): Exclude<Match, { kind: "unclear" }> {
  const [, reference = "", item = ""] =
    /^(RF\d\d[A-Z]{3}\d{15}|V[0-9A-F]{20})(-\d{2,3})?$/.exec(endToEndId.trim()) ?? [];
  if (references.has(reference)) return { kind: "exact", reference, itemId: item ? `${reference}${item}` : "" };
  const texts = [structured, endToEndId, text].map((one) => plain(one.slice(0, textMax)));
  const named = texts.flatMap((one) => [...one.matchAll(whole)].flatMap(([, found = ""]) => found));
  const exact = new Set(named.filter((one) => references.has(one)));
  const [first] = exact;
  if (first !== undefined)
    return exact.size > 1 ? { kind: "several" } : { kind: "exact", reference: first, itemId: "" };
  const similar = new Set(texts.flatMap((one) => similarIn(one, references)));
  const [only] = similar;
  if (only === undefined) return { kind: "none" };
  return similar.size > 1 ? { kind: "several" } : { kind: "similar", reference: only };
}

/** Known references that a text has with one mistake. */
function similarIn(text: string, references: References): string[] {
  const found = new Set<string>();
  for (const start of starts(text))
    for (const size of [length - 1, length, length + 1]) {
      const window = text.slice(start, start + size);
      if (window.length < size) continue;
      for (const near of oneMistakeAway(window)) if (references.has(near)) found.add(near);
    }
  return [...found];
}

/**
 * Where a reference may begin. One mistake leaves either "RF" or the town's three letters in front of the digits whole,
 * so that not every place has to be tried.
 */
function starts(text: string): number[] {
  const places = new Set<number>();
  for (const { index } of text.matchAll(/RF/g)) for (const shift of [0, -1]) places.add(index + shift);
  for (const { index } of text.matchAll(/(?=[A-Z]{3}\d{4})/g))
    for (const shift of [-3, -4, -5]) places.add(index + shift);
  return [...places].filter((place) => place >= 0).slice(0, 40);
}

const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/** What a text of about the right length would be without one mistake. */
function* oneMistakeAway(text: string): Generator<string> {
  for (let i = 0; i <= text.length; i += 1) {
    const [before, char = "", after] = [text.slice(0, i), text[i], text.slice(i + 1)];
    if (text.length === length + 1 && char) yield `${before}${after}`;
    if (text.length === length && char) {
      yield `${before}${after[0] ?? ""}${char}${after.slice(1)}`;
      for (const other of alphabet) yield `${before}${other}${after}`;
    }
    if (text.length === length - 1) for (const other of alphabet) yield `${before}${other}${char}${after}`;
  }
}
