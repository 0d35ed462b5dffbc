import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import avro from "avsc";
import { expect } from "chai";
import { AvroGuardError, compileGuard, defaultLimits } from "../../../../../platform/messaging/contracts/avro-guard.ts";
import { recursive, text } from "./avro-schemas.ts";

type Schema = avro.schema.AvroSchema;
const endless = Buffer.from("80a8d6b90700", "hex"); // An array block that announces 1,000,000,000 items.

function refusal(schema: Schema, bytes: Buffer, limits = defaultLimits): AvroGuardError {
  try {
    compileGuard(schema, limits)(bytes);
  } catch (error) {
    if (error instanceof AvroGuardError) return error;
    throw error;
  }
  throw new Error("the guard let the bytes pass");
}

const long = (value: number) => avro.Type.forSchema("long").toBuffer(value);
const array = (items: Schema): Schema => ({ type: "array", items });
const map = (values: Schema): Schema => ({ type: "map", values });
const record = (name: string, fields: Record<string, Schema>): Schema => ({
  type: "record",
  name,
  fields: Object.entries(fields).map(([field, type]) => ({ name: field, type })),
});
const pets = record("Household", { dogs: array(record("Dog", { name: "string" })) });

describe("The Avro guard refuses", () => {
  const hostile: [what: string, code: string, schema: Schema, bytes: Buffer][] = [
    ["an array of a thousand million items", "too-many-items", array("string"), endless],
    ["a map of a thousand million items", "too-many-items", map("string"), endless],
    ["a thousand million nulls, which need no bytes", "too-many-items", array("null"), endless],
    ["a thousand million empty records", "too-many-items", array(record("Empty", {})), endless],
    ["the same count written as a negative one", "too-many-items", array("null"), Buffer.concat([long(-1e9), long(0)])],
    ["the smallest count there is", "too-many-items", array("null"), Buffer.from("ffffffffffffffffff0100", "hex")],
    ["many blocks that are small each", "too-many-items", array("null"), Buffer.concat(Array(11).fill(long(1000)))],
    ["a block whose length in bytes is not its own", "bad-length", array("int"), Buffer.from("01ff0f0200", "hex")],
    ["a block that jumps back", "bad-length", array("int"), Buffer.concat([long(-1), long(-9), long(1), long(0)])],
    ["a string longer than the record", "truncated", "string", Buffer.concat([long(500), text("Rex")])],
    ["a string longer than allowed", "too-large", "string", long(1e12)],
    ["a string of negative length", "bad-length", "string", long(-1)],
    ["bytes longer than allowed", "too-large", "bytes", long(2 ** 40)],
    ["bytes of negative length", "bad-length", "bytes", long(-(2 ** 40))],
    ["a fixed that is cut off", "truncated", { type: "fixed", name: "F", size: 4 }, Buffer.alloc(3)],
    ["a double that is cut off", "truncated", "double", Buffer.alloc(7)],
    ["nothing at all", "truncated", "int", Buffer.alloc(0)],
    ["one byte too many", "trailing", "int", Buffer.from("0200", "hex")],
    ["a number that never ends", "bad-varint", "long", Buffer.alloc(12, 0xff)],
    ["a number cut off in the middle", "truncated", "long", Buffer.alloc(9, 0xff)],
    ["a long of more than 64 bits", "bad-varint", "long", Buffer.from("80808080808080808002", "hex")],
    ["an int of more than 32 bits", "bad-varint", "int", Buffer.from("8080808010", "hex")],
    ["a union branch that does not exist", "bad-index", ["null", "string"], long(2)],
    ["a negative union branch", "bad-index", ["null", "string"], long(-1)],
    ["an enum symbol that does not exist", "bad-index", { type: "enum", name: "E", symbols: ["A"] }, long(1)],
    ["a boolean that is neither", "bad-index", "boolean", Buffer.from("02", "hex")],
    ["text that is no UTF-8", "bad-utf8", "string", Buffer.from("04c328", "hex")],
    ["half a surrogate pair", "bad-utf8", "string", Buffer.from("06eda080", "hex")],
    [
      "a map key that would become a prototype",
      "bad-key",
      map("int"),
      Buffer.concat([long(1), text("__proto__"), long(1), long(0)]),
    ],
    [
      "the same key behind a padded length",
      "bad-key",
      map("int"),
      Buffer.concat([long(1), Buffer.from([0x92, 0x00]), Buffer.from("__proto__"), long(1), long(0)]),
    ],
    ["a record nested 33 times", "too-deep", recursive, Buffer.concat(Array(33).fill(Buffer.from("0202", "hex")))],
    [
      "a decimal of more than 64 bytes",
      "too-large",
      { type: "bytes", logicalType: "decimal", precision: 9, scale: 2 } as Schema,
      Buffer.concat([long(65), Buffer.alloc(65)]),
    ],
  ];
  for (const [what, code, schema, bytes] of hostile) {
    it(`${what} (${code})`, () => expect(refusal(schema, bytes).code).to.equal(code));
  }

  it("a record that is larger than the limit, before looking at it", () =>
    expect(refusal("bytes", Buffer.alloc(9), { ...defaultLimits, maxBytes: 8 }).code).to.equal("too-large"));

  it("a schema that unfolds to millions of records without a single byte", () => {
    let schema: Schema = record("R0", {});
    for (let level = 1; level < 25; level++) {
      schema = record(`R${level}`, { left: schema, right: `R${level - 1}` });
    }
    expect(refusal(schema, Buffer.alloc(0)).code).to.equal("too-many-items");
  });

  it("a record that contains itself without an end", () =>
    expect(refusal(record("Loop", { next: "Loop" }), Buffer.alloc(0)).code).to.equal("too-deep"));
});

describe("The Avro guard says where", () => {
  it("names the field and the number of the item", () => {
    const bytes = Buffer.concat([long(2), text("Rex"), Buffer.from("04c328", "hex"), long(0)]);
    expect(refusal(pets, bytes)).to.include({ code: "bad-utf8", position: 5, path: "dogs[1].name" });
  });

  it("never repeats a value, and a map's key is one", () => {
    const bytes = Buffer.concat([long(1), text("Geheimnis"), Buffer.from("04c328", "hex"), long(0)]);
    const error = refusal(record("Form", { answers: map(record("Answer", { text: "string" })) }), bytes);
    expect(error.path).to.equal("answers{}.text");
    expect(error.message).to.equal("bad-utf8 at byte 11 of answers{}.text");
  });

  it("starts anew after a refusal", () => {
    const guard = compileGuard(pets);
    expect(() => guard(long(1))).to.throw(AvroGuardError);
    guard(Buffer.concat([long(1), text("Rex"), long(0)]));
  });
});

describe("The six bytes", () => {
  const root = resolve(import.meta.dirname, "../../../../..");
  const child = (guarded: boolean) =>
    spawnSync(
      process.execPath,
      [
        "--max-old-space-size=64",
        "--input-type=module-typescript",
        "--eval",
        `import avro from "avsc";
         import { compileGuard } from "./platform/messaging/contracts/avro-guard.ts";
         const schema = { type: "array", items: "string" };
         const bytes = Buffer.from("${endless.toString("hex")}", "hex");
         try {
           ${guarded ? "compileGuard(schema)(bytes);" : ""}
           avro.Type.forSchema(schema).fromBuffer(bytes);
         } catch (error) {
           console.log("caught", error.code);
         }`,
      ],
      { encoding: "utf8", cwd: root },
    );

  it("end a process that decodes them, and no catch helps", () => {
    const { status, signal, stdout } = child(false);
    expect(stdout).to.equal("");
    expect(status === 0 && signal === null, `status ${status}, signal ${signal}`).to.equal(false);
  });

  it("are an ordinary error behind the guard", () => {
    const { status, stdout } = child(true);
    expect({ status, stdout }).to.deep.equal({ status: 0, stdout: "caught too-many-items\n" });
  });
});
