import type { FromSchema, JSONSchema } from "json-schema-to-ts";
import { type DryRun, InputProblem, type OfferedKey, readTownFiles } from "../../platform/casework/index.ts";
import { breedClass } from "./assessment/breeds.ts";
import { type Dog, schedule, sumOf } from "./assessment/schedule.ts";
import type { Tariff } from "./assessment/tariff.ts";
import tariffSchema from "./tariff.schema.json" with { type: "json" };

const towns = readTownFiles<{ offered: OfferedKey[]; tariffs: Tariff[] }>("dog-tax", tariffSchema);

/** A household's dogs in one year. */
const inputSchema = {
  type: "object",
  required: ["id", "municipality", "year", "dogs"],
  additionalProperties: false,
  properties: {
    id: { type: ["string", "integer"] },
    municipality: { type: "string", description: "ARS" },
    year: { type: "integer", minimum: 1900, maximum: 2200 },
    dogs: {
      type: "array",
      items: {
        type: "object",
        required: ["from", "breed"],
        additionalProperties: false,
        properties: {
          from: { type: "string", format: "date", description: "the first day in the household" },
          to: { type: ["string", "null"], format: "date", description: "the last day; null while it is there" },
          breed: { type: "string", description: "as the holder names it" },
          relief: { enum: [null, "half", "exempt"] },
        },
      },
    },
  },
} as const satisfies JSONSchema;

type Input = FromSchema<typeof inputSchema>;

/** Why a person has to look at it. */
type ToPerson = "unknown-municipality" | "breed-unclear" | "listed-breed" | "no-tariff";

/** Whole cents for all dogs: of the year, and of its twelve months. */
interface Found {
  cents: number;
  perMonth: number[];
  toPerson: ToPerson | null;
}

const person = (toPerson: ToPerson): Found => ({ cents: 0, perMonth: Array<number>(12).fill(0), toPerson });

function dogOf({ from, to = null, breed, relief = null }: Input["dogs"][number], index: number): Dog {
  if (to !== null && to < from) throw new InputProblem(`/dogs/${index}/to`, "must not be before from");
  const listed = breedClass(breed) === "listed";
  const reliefs = relief ? [{ kind: relief, from: from.slice(0, 7) }] : [];
  return { id: String(index), name: "", breed, listed, chipNumber: "", from, to, yearlyCents: null, reliefs };
}

/** What the household owes for the year. What its dogs did before and after it does not matter. */
function calculate({ municipality, year, dogs }: Input): Found {
  const first = `${year}-01-01`;
  const last = `${year}-12-31`;
  const there = dogs
    .map(dogOf)
    .filter(({ from, to }) => from <= last && (to === null || to >= first))
    .map((dog) => ({ ...dog, from: dog.from < first ? first : dog.from }));
  const tariffs = towns.get(municipality)?.tariffs;
  if (!tariffs) return person("unknown-municipality");
  if (there.some(({ breed }) => breedClass(breed) === "unclear")) return person("breed-unclear");
  const owed = schedule(there, tariffs, year);
  if (owed === "rate") return person("listed-breed");
  if (owed === "tariff") return person("no-tariff");
  const months = Array.from({ length: 12 }, (_, i) => `${year}-${String(i + 1).padStart(2, "0")}`);
  const perMonth = months.map((month) => owed[month]?.cents ?? 0);
  return { cents: sumOf(perMonth), perMonth, toPerson: null };
}

/** Hundesteuer of one household for a year. */
export default {
  inputSchema,
  calculate,
  explain: ({ id }, found) => ({ id, ...found }),
} satisfies DryRun<Input, Found>;
