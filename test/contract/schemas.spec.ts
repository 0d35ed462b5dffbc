import { globSync, readdirSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { expect } from "chai";
import { formSchemas } from "../../cli/docs/forms.ts";
import { compileSchema, readSchema } from "../../platform/messaging/contracts/validate.ts";
import { allEvents } from "../../platform/messaging/messages/event.ts";
import { type AvroSchema, contracts, enumsWithoutUnknown, incompatible, newWithoutDefault } from "./released.ts";

const json = (path: string) => JSON.parse(readFileSync(path, "utf8"));
const names = (folder: string) => readdirSync(folder).map((file) => file.replace(/\.(json|avsc)$/, ""));

describe("contracts: events and the portals' records", () => {
  for (const { name, current, released } of contracts()) {
    it(`${name} was released, and every released version can read it and be read by it`, () => {
      expect(released.length, `copy schemas/${name}.avsc to schemas/released/${name}/1.avsc`).to.be.greaterThan(0);
      for (const earlier of released) {
        expect(incompatible(current, earlier)).to.equal(undefined);
        expect(newWithoutDefault(current, earlier)).to.deep.equal([]);
      }
    });

    it(`${name} has an UNKNOWN for words that a reader does not know yet`, () => {
      expect(enumsWithoutUnknown(current)).to.deep.equal([]);
    });
  }

  it("have no release that belongs to no schema", () => {
    const known = new Set(contracts().map(({ name }) => name));
    for (const kind of readdirSync("schemas/released"))
      for (const name of readdirSync(`schemas/released/${kind}`)) {
        const inner =
          kind === "events" ? [name] : readdirSync(`schemas/released/${kind}/${name}`).map((one) => `${name}/${one}`);
        for (const one of inner) expect(known).to.include(`${kind}/${one}`);
      }
  });

  const field = (name: string, type: unknown, more = {}) => ({ name, type, ...more });
  const record = (...fields: AvroSchema["fields"] & object) => ({ type: "record", name: "R", fields }) as AvroSchema;
  const words = (...symbols: string[]) => ({
    type: "enum",
    name: "E",
    symbols: ["UNKNOWN", ...symbols],
    default: "UNKNOWN",
  });
  const before = record(field("a", "string"), field("e", words("x")));

  it("may get a field with a default, or one more word in an enum", () => {
    for (const after of [
      record(field("a", "string"), field("e", words("x")), field("b", "long", { default: 0 })),
      record(field("a", "string"), field("e", words("x", "y"))),
    ]) {
      expect(incompatible(after, before)).to.equal(undefined);
      expect(newWithoutDefault(after, before)).to.deep.equal([]);
    }
  });

  const broken: Record<string, AvroSchema> = {
    "lose a field": record(field("e", words("x"))),
    "change a type": record(field("a", "long"), field("e", words("x"))),
    "change a name": record(field("b", "string"), field("e", words("x"))),
    "get a field without a default": record(field("a", "string"), field("e", words("x")), field("b", "long")),
    "become optional, since who reads the old one cannot": record(
      field("a", ["null", "string"]),
      field("e", words("x")),
    ),
  };
  for (const [what, after] of Object.entries(broken))
    it(`may not ${what}`, () => {
      expect(incompatible(after, before)).to.be.a("string");
    });

  it("are told apart by their checks: a field without a default, an enum without UNKNOWN", () => {
    expect(newWithoutDefault(record(field("a", "string"), field("b", "long")), before)).to.deep.equal(["R.b"]);
    expect(enumsWithoutUnknown(record(field("e", { type: "enum", name: "E", symbols: ["x"] })))).to.deep.equal(["E"]);
    const nested = { type: "array", items: { type: "enum", name: "Deep", symbols: ["UNKNOWN", "x"] } };
    expect(enumsWithoutUnknown(record(field("list", nested)))).to.deep.equal(["Deep"]);
  });
});

describe("contracts: golden samples of events", () => {
  it("are there for each event, and for nothing else", () => {
    expect(names("schemas/samples/events")).to.have.members(names("schemas/events"));
  });

  for (const { name, type } of allEvents())
    it(`${name}: the sample has every field and is the same after it was encoded`, () => {
      const sample = json(`schemas/samples/events/${name}.json`);
      const body: unknown = type.fromString(JSON.stringify(sample));
      const bytes = type.toBuffer(body);
      const again: unknown = type.fromBuffer(bytes);
      expect(JSON.parse(type.toString(again))).to.deep.equal(sample);
      expect(type.toBuffer(again).equals(bytes)).to.equal(true);
      expect(JSON.stringify(sample)).not.to.include("UNKNOWN");
    });
});

describe("contracts: forms", () => {
  const schemas = formSchemas();
  const samples = globSync(["schemas/samples/forms/*.json", "services/*/samples/forms/*.json"]);

  it("have samples, each of them, in the same folder", () => {
    const places = (patterns: string[], part: string) =>
      globSync(patterns)
        .map((path) => path.replace(part, ""))
        .sort();
    const forms = places(["schemas/forms/*.json", "services/*/forms/*.json"], "");
    expect(places(["schemas/samples/forms/*.json", "services/*/samples/forms/*.json"], "samples/")).to.deep.equal(
      forms,
    );
    expect(forms).to.have.length(schemas.size);
  });

  for (const path of samples) {
    const form = basename(path, ".json");
    const schema = schemas.get(form) ?? {};
    const { good, bad } = json(path) as {
      good: unknown[];
      bad: { value: unknown; problems: string[] }[];
    };

    it(`${form} compiles in strict mode, and its good samples fit`, () => {
      const check = compileSchema(schema);
      expect(good).not.to.deep.equal([]);
      for (const value of good) expect(check(value)).to.deep.equal([]);
    });

    it(`${form} says of its bad samples what is wrong, and where`, () => {
      const check = compileSchema(schema);
      expect(bad).not.to.deep.equal([]);
      for (const { value, problems } of bad) {
        const found = new Set(check(value).map(({ path, rule }) => `${path} ${rule}`));
        for (const problem of problems) expect(found).to.include(problem);
      }
    });

    it(`${form} takes no field that it does not name`, () => {
      const check = compileSchema(schema);
      const [first] = good;
      const rules = check({ ...(first as object), somethingElse: 1 }).map(({ rule }) => rule);
      expect(rules).to.deep.equal(["additionalProperties"]);
    });
  }

  it("of actions compile in strict mode as well", () => {
    for (const action of names("schemas/actions")) {
      const { params, returns } = readSchema("actions", `${action}.json`) as { params: object; returns: object };
      compileSchema(params);
      compileSchema(returns);
    }
  });

  it("and what towns and laws are held against are schemas themselves, which no process checks at its start", () => {
    const ajv = new Ajv2020({ logger: false });
    const files = globSync([
      "schemas/{forms/*,portal-form.schema}.json",
      "services/*/forms/*.json",
      "services/**/*.schema.json",
    ]);
    const schemas = [
      ...files
        .map((file) => ({ file, schema: JSON.parse(readFileSync(file, "utf8")) }))
        .filter(({ schema }) => schema.$schema),
      ...names("schemas/actions").flatMap((file) => {
        const { params, returns } = readSchema("actions", `${file}.json`) as { params: object; returns: object };
        return [params, returns].map((schema) => ({ file, schema }));
      }),
    ];
    expect(schemas).to.have.length.above(60);
    for (const { file, schema } of schemas) expect(ajv.validateSchema(schema), file).to.equal(true);
  });
});
