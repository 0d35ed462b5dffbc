import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { compileSchema } from "../../messaging/index.ts";

/** Stands for the town where files lie whose case, and so whose town, is not known yet. */
export const noTown = "000000000000";

const folder = join(import.meta.dirname, "../../../towns");

/** A municipality, from towns/<town>/town.json. */
export interface Town {
  /** ARS, 12 digits */
  municipality: string;
  name: string;
  /** three letters that case numbers begin with */
  code: string;
  letterhead: { authority: string; office: string; lines: string[] };
  /** of the whole town; no postcode belongs to two of our towns */
  postcodes: string[];
  /** where actions against its decisions are brought, from towns/courts.json */
  administrativeCourt: Court;
}

export interface Court {
  name: string;
  /** of its address */
  lines: string[];
}

/** An entry of towns/courts.json. */
export interface CourtDistrict extends Court {
  kind: "administrative";
  from: string;
  until: string | null;
  /** how the ARS of its towns begin */
  municipalities: string[];
  source?: string;
  remark?: string;
}

/** A service key that a town offers, and the days between which it does. */
export interface OfferedKey {
  key: string;
  /** YYYY-MM-DD */
  from: string;
  until: string | null;
}

/** A row of dated data, as it stands in a file. */
export interface Row {
  /** YYYY-MM-DD */
  from: string;
  until?: string | null;
  source?: string;
  remark?: string;
}

/** What a town says of a service whose figures hold between two days. */
export interface TariffFile<Tariff> {
  offered: OfferedKey[];
  tariffs: Tariff[];
  /** days for which they were looked for and not found */
  unknown?: Row[];
}

/** What a service is made from whose towns say such figures. */
export interface TariffParts<Tariff> {
  towns: Map<string, Town>;
  /** by ARS */
  tariffs: Map<string, Pick<TariffFile<Tariff>, "tariffs">>;
}

/** A service key that a town offers, and whose it is. */
export interface TownOffer extends OfferedKey {
  municipality: string;
  service: string;
}

const read = (...path: string[]): unknown => JSON.parse(readFileSync(join(folder, ...path), "utf8"));

function folders(): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(folder, entry.name, "town.json")))
    .map(({ name }) => name)
    .sort();
}

/** The districts of the courts, also those of the past. */
export const readCourts = (): CourtDistrict[] => read("courts.json") as CourtDistrict[];

/** Gives all towns by ARS. @throws Error for a town that lies in the district of no court, or of two */
export function readTowns(): Map<string, Town> {
  const districts = readCourts();
  return new Map(
    folders().map((name) => {
      const town = read(name, "town.json") as Town;
      const courts = districts.filter(
        ({ until, municipalities }) =>
          until === null && municipalities.some((begin) => town.municipality.startsWith(begin)),
      );
      const [administrativeCourt] = courts;
      if (!administrativeCourt || courts.length > 1)
        throw new Error(`towns/courts.json: ${name} lies in ${courts.length} districts`);
      return [town.municipality, { ...town, administrativeCourt }];
    }),
  );
}

/** Says what each town says about one service, by ARS. Throws when a file does not fit the service's schema. */
export function readTownFiles<T>(service: string, schema: object): Map<string, T> {
  const check = compileSchema(schema);
  const found = new Map<string, T>();
  for (const name of folders()) {
    if (!existsSync(join(folder, name, `${service}.json`))) continue;
    const file = read(name, `${service}.json`);
    const problems = check(file);
    if (problems.length) throw new Error(`towns/${name}/${service}.json: ${JSON.stringify(problems)}`);
    found.set((read(name, "town.json") as Town).municipality, file as T);
  }
  return found;
}

/** Gives all towns, and what each of them says of a service whose figures hold between two days. @throws Error as the two that read them */
export const readTariffs = <Tariff>(service: string, schema: object) => ({
  towns: readTowns(),
  tariffs: readTownFiles<TariffFile<Tariff>>(service, schema),
});

/** Gives every service key that any town's files offer. */
export function readTownOffers(): TownOffer[] {
  return folders().flatMap((name) => {
    const { municipality } = read(name, "town.json") as Town;
    return readdirSync(join(folder, name))
      .filter((file) => file.endsWith(".json") && file !== "town.json")
      .flatMap((file) => {
        const { offered = [] } = read(name, file) as { offered?: OfferedKey[] };
        return offered.map(({ key, from, until }) => ({ municipality, service: file.slice(0, -5), key, from, until }));
      });
  });
}

/** Gives a town's figures of one kind that hold on a day, for the case's town; undefined where none are known. */
export const figuresOn = <Figures extends { from: string; until?: string | null }>(
  byTown: ReadonlyMap<string, { tariffs: readonly Figures[] }>,
  { metadata }: { metadata: { municipality?: string } },
  day: string,
): Figures | undefined => byTown.get(metadata.municipality ?? "")?.tariffs.find((one) => holds(one, day));

/** Says whether something holds on a day: from its first day to its last, both included. */
export function holds({ from, until }: { from: string; until?: string | null }, day: string): boolean {
  return from <= day && (!until || day <= until);
}
