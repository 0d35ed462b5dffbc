import { germanNumber } from "../../platform/casework/index.ts";
import type { FormData } from "../../types/generated/forms.ts";

export type Application = FormData["street-use.v1"];
type Uses = Application["use"];
export type Kind = keyof Uses & string;

/** What a use takes up, as far as it can be measured so: each started square metre, metre, piece. */
export interface Measures {
  "square-metre"?: number;
  metre?: number;
  piece?: number;
}

const names: Record<Kind, string> = {
  scaffold: "Gerüst",
  skip: "Container",
  goods: "Warenauslage",
  cafeTables: "Außengastronomie",
  poster: "Plakate",
  infoStand: "Informationsstand",
  event: "Veranstaltung",
  movingZone: "Haltverbotszone für einen Umzug",
};

export const kinds = Object.keys(names) as Kind[];

const surfaces: Record<Application["place"]["surface"], string> = {
  pavement: "Gehweg",
  roadway: "Fahrbahn",
  parking: "Parkfläche",
  "pedestrian-zone": "Fußgängerzone",
  green: "Grünfläche",
};

/** The one kind of use that an application is about; its form's schema lets exactly one through. */
export function kindOf({ use }: Application): Kind {
  const [kind] = Object.keys(use) as Kind[];
  if (!kind) throw new RangeError("a form without a use does not fit its schema");
  return kind;
}

/** Centimetres make whole numbers of what is measured: each started square metre or metre counts. */
export function measuresOf({ use }: Application): Measures {
  const { poster, skip, movingZone, ...areas } = use;
  if (poster) return { piece: poster.count };
  if (movingZone) return { metre: Math.ceil(movingZone.lengthCm / 100) };
  if (skip) return { "square-metre": squareMetres(skip, skip.count), piece: skip.count };
  const [area] = Object.values(areas);
  return area ? { "square-metre": squareMetres(area, 1) } : {};
}

const squareMetres = (one: { lengthCm: number; widthCm: number }, count: number): number =>
  Math.ceil((one.lengthCm * one.widthCm * count) / 10_000);

/** What is planned, German, without anybody's name: "Gerüst, 12 m²". */
export function subjectOf(form: Application): string {
  const measures = measuresOf(form);
  const size = measures["square-metre"] ? `${measures["square-metre"]} m²` : "";
  const length = measures.metre ? `${measures.metre} m` : "";
  const pieces = measures.piece ? `${measures.piece} Stück` : "";
  return [names[kindOf(form)], pieces, size, length].filter((part) => part).join(", ");
}

/** Where, German: "Musterweg 1, 45966 Gladbeck, Gehweg". */
export function placeOf({ place }: Application, town: string): string {
  const { street, houseNumber, postcode, detail, surface } = place;
  const address = [street, houseNumber].filter((part) => part).join(" ");
  return [address, `${postcode} ${town}`, surfaces[surface], detail].filter((part) => part).join(", ");
}

const metres = (cm: number): string => `${germanNumber(String(cm / 100))} m`;

/** What was applied for in detail, as rows of a permit, German: it is allowed as it was described and not otherwise. */
export function detailsOf({ use }: Application): [label: string, value: string][] {
  const { scaffold, goods, cafeTables, poster, infoStand, event, movingZone } = use;
  const area = Object.values(use)[0] as { lengthCm?: number; widthCm?: number } | undefined;
  const size = area?.lengthCm && area.widthCm ? `${metres(area.lengthCm)} × ${metres(area.widthCm)}` : undefined;
  const yesOrNo = (is: boolean) => (is ? "ja" : "nein");
  const rows: [string, string | undefined][] = [
    ["Länge und Breite", size],
    ["Freie Gehwegbreite", scaffold && metres(scaffold.remainingCm)],
    ["Waren", goods?.goods],
    ["Gaststätte", cafeTables?.establishment],
    ["Sitzplätze", cafeTables && String(cafeTables.seats)],
    ["Format", poster?.format === "banner" ? "Banner" : poster?.format],
    ["Anlass", poster?.occasion],
    ["Thema", infoStand?.topic],
    ["Veranstaltung", event?.name],
    ["Gleichzeitige Besucher", event && germanNumber(String(event.visitors))],
    ["Straßensperrung", event && yesOrNo(event.roadClosed)],
    ["Musik", event && yesOrNo(event.music)],
    ["Uhrzeit", movingZone && `täglich ${movingZone.beginsAt} bis ${movingZone.endsAt} Uhr`],
  ];
  return rows.flatMap(([label, value]) => (value === undefined ? [] : [[label, value]]));
}
