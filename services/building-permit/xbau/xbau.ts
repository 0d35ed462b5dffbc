import { type XmlElement as Element, escaped, xmlDocument } from "../../../platform/casework/index.ts";
import { computeId } from "../../../platform/messaging/index.ts";

/** XBau-Hochbau 2.6. What lies within types of its Kernmodul, and the heads of messages, has no namespace. */
export const namespace = "http://www.xleitstelle.de/xbau/2/6";
export const version = "2.6";

/** Messages of the procedure for a building permit, by what they are about. */
export const kinds = {
  application: "baugenehmigung.antrag.0200",
  formalCheck: "baugenehmigung.formellePruefung.0201",
  hearing: "baugenehmigung.anhoerung.0203",
  statement: "baugenehmigung.stellungnahme.0204",
  decision: "baugenehmigung.bescheid.0205",
} as const;
export type Kind = (typeof kinds)[keyof typeof kinds];

/** An authority or platform as the head of a message names it. */
export interface Station {
  /** listVersionID of the code list of directories */
  listVersion: string;
  directory: string;
  id: string;
  name: string;
}

/** An element without a namespace. What is missing among its parts is left out. */
export const plain = (
  name: string,
  content: string | (Element | undefined)[],
  attributes: Record<string, string> = {},
): Element => ({
  ...{ name, attributes },
  content: typeof content === "string" ? content : content.filter((one) => one !== undefined),
});

/** An element of XBau's own namespace. */
export const xbauElement = (
  name: string,
  content: string | (Element | undefined)[],
  attributes: Record<string, string> = {},
) => plain(`xbau:${name}`, content, attributes);

/** An unformatted text (Kernmodul `Text`): a paragraph for each of its lines. */
export const paragraphs = (name: string, text: string): Element =>
  xbauElement(
    name,
    text
      .split("\n")
      .filter((line) => line.trim())
      .map((line) => plain("textabsatz", line.trim())),
  );

/** A formatted text (Kernmodul `TextFormatiert`): Base64 of HTML, a paragraph for each line. */
export function formatted(name: string, text: string): Element {
  const lines = text.split("\n").filter((line) => line.trim());
  const html = lines.map((line) => `<p>${escaped(line.trim())}</p>`).join("");
  return xbauElement(name, [plain("text", Buffer.from(html).toString("base64"))]);
}

const similar: Record<string, string> = { "–": "-", "—": "-", "„": '"', "“": '"', "”": '"', "‚": "'", "‘": "'" };

/** Text in the letters of DIN 91379 type C as far as they are one character; another becomes "?". */
export const inLetters = (text: string): string =>
  text
    .normalize("NFC")
    .replaceAll("…", "...")
    .replace(/[–—„“”‚‘]/gu, (char) => similar[char] ?? char)
    .replace(/[^\t\n\r\x20-~\xA0-\xAC\xAE-žƠơƯưǍ-ǜǞǟǢ-ǰǴǵǸ-ǿȘ-țȞȟẀ-ẇẞẠ-ỹ’€]/gu, "?");

/** A computed id as a UUID (version 8, RFC 9562): the same parts, the same message. */
export function uuidOf(...parts: string[]): string {
  const hex = computeId("xbau", ...parts);
  const variant = "89ab"[Number.parseInt(hex[16] ?? "0", 16) % 4];
  const blocks = [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `${variant}${hex.slice(17, 20)}`];
  return [...blocks, hex.slice(20)].join("-");
}

/** A whole document in UTF-8. The same element gives the same bytes. */
export const documentOf = xmlDocument;
