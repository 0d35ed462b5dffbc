import { existsSync, globSync, readdirSync, readFileSync } from "node:fs";
import { basename, join, relative } from "node:path";
import avro from "avsc";

/** What a schema file says, as far as compatibility goes. */
export interface AvroSchema {
  type?: unknown;
  name?: string;
  default?: unknown;
  symbols?: string[];
  items?: unknown;
  fields?: { name: string; type: unknown; default?: unknown }[];
}

const read = (path: string): AvroSchema => JSON.parse(readFileSync(path, "utf8"));

export interface Contract {
  /** e.g. events/case.decided.v1, portals/sozialplattform-nrw/CaseUpdate */
  name: string;
  current: AvroSchema;
  /** frozen copies, oldest first: schemas/released/<name>/1.avsc, 2.avsc … */
  released: AvroSchema[];
}

/** Every Avro contract with its released versions. */
export function contracts(): Contract[] {
  return globSync(["schemas/events/*.avsc", "schemas/portals/*/*.avsc"])
    .sort()
    .map((path) => {
      const name = relative("schemas", path).replace(/\.avsc$/, "");
      const folder = join("schemas/released", name);
      const versions = existsSync(folder) ? readdirSync(folder).map((file) => Number(basename(file, ".avsc"))) : [];
      const released = versions.sort((a, b) => a - b).map((version) => read(join(folder, `${version}.avsc`)));
      return { name, current: read(path), released };
    });
}

function parts(schema: unknown): AvroSchema[] {
  if (Array.isArray(schema)) return schema.flatMap(parts);
  if (!schema || typeof schema !== "object") return [];
  const one = schema as AvroSchema;
  const inner = [
    one.items,
    typeof one.type === "object" ? one.type : [],
    ...(one.fields ?? []).map(({ type }) => type),
  ];
  return [one, ...inner.flatMap(parts)];
}

/** Enums that a reader of an older version could not read a new word of. */
export const enumsWithoutUnknown = (schema: AvroSchema): string[] =>
  parts(schema)
    .filter(({ type }) => type === "enum")
    .filter(({ symbols, default: fallback }) => fallback !== "UNKNOWN" || symbols?.[0] !== "UNKNOWN")
    .map(({ name = "" }) => name);

/** Fields that an earlier version does not have and that have no default. */
export function newWithoutDefault(current: AvroSchema, earlier: AvroSchema): string[] {
  const before = new Map(parts(earlier).map((part) => [part.name, part]));
  return parts(current).flatMap(({ name, fields = [] }) => {
    const known = before.get(name)?.fields;
    if (!known) return [];
    return fields
      .filter((field) => !known.some((one) => one.name === field.name) && !("default" in field))
      .map((field) => `${name}.${field.name}`);
  });
}

/** Why one of two versions cannot read what the other wrote, or nothing. */
export function incompatible(a: AvroSchema, b: AvroSchema): string | undefined {
  try {
    const [one, other] = [a, b].map((schema) => avro.Type.forSchema(schema as avro.Schema));
    if (!one || !other) return "no schema";
    one.createResolver(other);
    other.createResolver(one);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : "cannot be compared";
  }
}
