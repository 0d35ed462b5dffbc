// Writes the TypeScript types of all contracts to types/generated/: events from Avro, forms, actions and decisions from
// JSON Schema.
import { globSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";

const root = join(import.meta.dirname, "..");
const target = join(root, "types/generated");

type Avro = string | Avro[] | AvroObject;
interface AvroObject {
  type: string;
  name?: string;
  namespace?: string;
  doc?: string;
  fields?: { name: string; type: Avro; doc?: string }[];
  symbols?: string[];
  items?: Avro;
  values?: Avro;
}

const primitives: Record<string, string> = {
  null: "null",
  boolean: "boolean",
  int: "number",
  long: "number",
  float: "number",
  double: "number",
  bytes: "Buffer",
  string: "string",
};

/** The TypeScript type of an Avro type; `named` resolves references inside one schema. */
function typeOf(schema: Avro, named: Map<string, string>): string {
  if (typeof schema === "string") {
    const known = primitives[schema] ?? named.get(schema);
    if (!known) throw new Error(`unknown Avro type ${schema}`);
    return known;
  }
  if (Array.isArray(schema)) return unionOf(schema, named);
  const { type, name = "", fields = [], symbols = [], items, values } = schema;
  if (type === "array" && items) return `(${typeOf(items, named)})[]`;
  if (type === "map" && values) return `Record<string, ${typeOf(values, named)}>`;
  if (type === "fixed") return "Buffer";
  const text =
    type === "enum"
      ? symbols.map((symbol) => JSON.stringify(symbol)).join(" | ")
      : type === "record"
        ? `{ ${fields.map((f) => `${f.doc ? `/** ${f.doc} */ ` : ""}${f.name}: ${typeOf(f.type, named)};`).join(" ")} }`
        : typeOf(type, named);
  if (name) named.set(name, text);
  return text;
}

/** avsc wraps a value in its branch's full name where several branches are records; elsewhere it is the plain value. */
function unionOf(branches: Avro[], named: Map<string, string>): string {
  const texts = branches.map((branch) => typeOf(branch, named));
  const records = branches.filter((branch) => typeof branch === "object" && "fields" in branch);
  if (records.length < 2) return texts.join(" | ");
  const names = branches.map((branch) => (typeof branch === "object" && "name" in branch ? branch.name : branch));
  return texts.map((text, i) => `{ ${JSON.stringify(`${named.get("")}.${names[i]}`)}: ${text} }`).join(" | ");
}

const read = (path: string): unknown => JSON.parse(readFileSync(join(root, path), "utf8"));
const declared = (name: string, rows: string[]): string => `export interface ${name} {\n${rows.join("\n")}\n}\n`;

/** One interface that maps each file's contract name to its type. */
function table(name: string, folders: string | string[], suffix: string, text: (json: unknown) => string): string {
  const files = globSync(
    [folders].flat().map((folder) => `${folder}/*${suffix}`),
    { cwd: root },
  );
  const rows = files.sort().map((file) => `  ${JSON.stringify(basename(file, suffix))}: ${text(read(file))};`);
  return declared(name, rows);
}

// The entry without a name holds the namespace.
const avro = (json: unknown) => typeOf(json as AvroObject, new Map([["", (json as AvroObject).namespace ?? ""]]));
const schema = (json: unknown) => `FromSchema<${JSON.stringify(json)}>`;
const action = (json: unknown) => {
  const { params, returns } = json as { params: unknown; returns: unknown };
  return `{ params: ${schema(params)}; returns: ${schema(returns)} }`;
};
const head = "// Generated from schemas/ and services/ by deploy/types.ts.\n";
const fromSchema = 'import type { FromSchema } from "json-schema-to-ts";\n';

mkdirSync(target, { recursive: true });
writeFileSync(join(target, "events.ts"), head + table("EventBodies", "schemas/events", ".avsc", avro));
writeFileSync(
  join(target, "forms.ts"),
  head + fromSchema + table("FormData", ["schemas/forms", "services/*/forms"], ".json", schema),
);
writeFileSync(
  join(target, "actions.ts"),
  head + fromSchema + table("ActionContracts", "schemas/actions", ".json", action),
);
const decisions = globSync("services/*/decision.schema.json", { cwd: root })
  .sort()
  .map((file) => `  ${JSON.stringify(basename(dirname(file)))}: ${schema(read(file))};`);
writeFileSync(join(target, "decisions.ts"), head + fromSchema + declared("DecisionFacts", decisions));
for (const portal of readdirSync(join(root, "schemas/portals"))) {
  writeFileSync(
    join(target, `portal-${portal}.ts`),
    head + table("PortalRecords", `schemas/portals/${portal}`, ".avsc", avro),
  );
}
