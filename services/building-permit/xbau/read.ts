import type { XmlElement } from "libxml2-wasm";
import { readXml, XmlProblem, type XmlProblemCode } from "../../../platform/casework/index.ts";
import { kinds, namespace, type Station } from "./xbau.ts";

/** What we take from an application (message 0200); what it does not say is "" or null. */
export interface BuildingProject {
  messageId: string;
  /** UUID that the applicant's platform gave it */
  reference: string;
  author: Station | null;
  reader: Station | null;
  /** what is to be built, German */
  title: string;
  /** addresses of the plot, in one line each */
  plots: string[];
  /** parcels of the land register (Flurstücke), German, in one line each */
  parcels: string[];
  /** whole euros */
  costsEuros: number | null;
  /** someone applies, or is named as the one who builds (Bauherr) */
  hasApplicant: boolean;
}

export type Unreadable = XmlProblemCode | "other-message" | "other-version";
export type Reading = { ok: true; project: BuildingProject } | { ok: false; problem: Unreadable };

/** UTF-8 bytes of an application that we take. */
export const messageBytesMax = 150_000;
const names = { x: namespace };
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Reads an application. Never throws for what it holds: whoever sent it is told what is wrong with it. */
export function readApplication(message: string): Reading {
  try {
    return readXml(Buffer.from(message), messageBytesMax, readingOf);
  } catch (error) {
    if (error instanceof XmlProblem) return { ok: false, problem: error.code };
    throw error;
  }
}

const plot = "x:bauvorhaben/x:verortung/x:baugrundstueck/x:grundstueck";
const plotsMax = 20;

const textAt = (element: XmlElement, path: string, max = 200): string =>
  element.get(path, names)?.content.replace(/\s+/gu, " ").trim().slice(0, max) ?? "";

const all = (element: XmlElement, path: string): XmlElement[] =>
  element.find(path, names).map((node) => node as XmlElement);

function readingOf(root: XmlElement): Reading {
  if (root.name !== kinds.application) return { ok: false, problem: "other-message" };
  if (root.namespaceUri !== namespace) return { ok: false, problem: "other-version" };
  const head = "nachrichtenkopf.g2g";
  const reference = textAt(root, "x:referenzAntragsservice/referenzAntragsservice");
  const costs = textAt(root, "x:bauvorhaben/x:gegenstand/x:herstellungskosten/x:summeHerstellungskosten");
  const builders = "x:bauvorhaben/x:beteiligte/x:bauherr/x:bauherr/*";
  const project: BuildingProject = {
    messageId: textAt(root, `${head}/identifikation.nachricht/nachrichtenUUID`),
    reference: uuid.test(reference) ? reference : "",
    author: stationOf(root, `${head}/autor`),
    reader: stationOf(root, `${head}/leser`),
    title: textAt(root, "x:bauvorhaben/x:bezeichnungDesBauvorhabens"),
    plots: all(root, `${plot}/x:anschrift`).slice(0, plotsMax).map(addressOf),
    parcels: all(root, `${plot}/x:flurstueck/kodierungFlurstueck`).slice(0, plotsMax).map(parcelOf),
    costsEuros: /^\d{1,12}$/.test(costs) ? Number(costs) : null,
    hasApplicant: root.get(`x:antragsteller/*|${builders}`, names) !== null,
  };
  return { ok: true, project };
}

function stationOf(root: XmlElement, path: string): Station | null {
  const found = root.get(path, names) as XmlElement | null;
  if (!found) return null;
  const directory = found.get("verzeichnisdienst", names) as XmlElement | null;
  return {
    listVersion: directory?.attrs.find(({ name }) => name === "listVersionID")?.value.slice(0, 20) ?? "",
    directory: textAt(found, "verzeichnisdienst/code"),
    id: textAt(found, "kennung"),
    name: textAt(found, "name"),
  };
}

function addressOf(element: XmlElement): string {
  const parts = (...paths: string[]) => paths.map((path) => textAt(element, path)).filter((one) => one);
  const [street = parts("strasse", "hausnummer").join(" ")] = parts("strasseHausnummer");
  return [street, parts("postleitzahl", "ort").join(" ")].filter((one) => one).join(", ");
}

/** "Gemarkung Gladbeck, Flur 12, Flurstück 345/6" */
function parcelOf(element: XmlElement): string {
  const [district = textAt(element, "gemarkung/nummer")] = [textAt(element, "gemarkung/bezeichnung")].filter(Boolean);
  const number = [textAt(element, "zaehler"), textAt(element, "nenner")].filter(Boolean).join("/");
  const parts: [string, string][] = [
    ["Gemarkung", district],
    ["Flur", textAt(element, "flur")],
    ["Flurstück", number],
  ];
  return parts.flatMap(([name, value]) => (value ? [`${name} ${value}`] : [])).join(", ");
}
