import { readSchema, remembered } from "../../messaging/index.ts";
import { readTownFiles } from "../towns/towns.ts";

/** A part of a town's administration, from towns/<town>/offices.json, and what it works on. */
export interface Office {
  name: string;
  /** German */
  title: string;
  /** service keys (LeiKa) whose cases it works on */
  serviceKeys: string[];
  /** services all of whose tasks are its own, whatever the case: payments */
  services: string[];
}

export type Offices = ReadonlyMap<string, readonly Office[]>;

/** The offices of each town, by ARS; read once. Throws when a town's file does not fit schemas/towns/offices.schema.json. */
export const readOffices: () => Offices = remembered<void, Offices>(
  () =>
    new Map(
      [...readTownFiles<{ offices: Office[] }>("offices", readSchema("towns", "offices.schema.json"))].map(
        ([municipality, { offices }]) => [municipality, offices],
      ),
    ),
);
