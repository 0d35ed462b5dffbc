import type avro from "avsc";

/** A short string as Avro writes it. */
export const text = (value: string): Buffer =>
  Buffer.concat([Buffer.from([Buffer.byteLength(value) * 2]), Buffer.from(value)]);

/** A record that holds itself: two bytes of every level are branch 1 and an int. */
export const recursive: avro.schema.AvroSchema = [
  "null",
  {
    type: "record",
    name: "Link",
    fields: [
      { name: "value", type: "int" },
      { name: "next", type: ["null", "Link"] },
    ],
  },
];

const form: avro.schema.AvroSchema = {
  type: "record",
  name: "Form",
  namespace: "de.example",
  aliases: ["OldForm"],
  fields: [
    { name: "id", type: { type: "fixed", name: "Id", size: 16 } },
    { name: "state", type: { type: "enum", name: "State", symbols: ["OPEN", "CLOSED", "UNKNOWN"] } },
    { name: "fee", type: { type: "bytes", logicalType: "decimal", precision: 12, scale: 2 } },
    { name: "rate", type: { type: "fixed", name: "Rate", size: 6, logicalType: "decimal", precision: 12 } },
    { name: "at", type: { type: "long", logicalType: "timestamp-millis" } },
    {
      name: "answers",
      type: { type: "map", values: ["null", "string", "double", { type: "array", items: "int" }] },
    },
    { name: "numbers", type: ["int", "long", "float", "de.example.Id"] },
    { name: "paid", type: "boolean" },
    { name: "ratio", type: "float" },
    { name: "files", type: { type: "array", items: { type: "map", values: "bytes" } } },
    { name: "earlier", type: ["null", { type: "array", items: "Form" }] },
  ],
};

/** Schemas for the properties: each kind of type, unions wrapped and not, and types that hold themselves. */
export const schemas: Record<string, avro.schema.AvroSchema> = {
  "a linked list": recursive,
  "a form with everything": form,
  "a list of lists of nulls": { type: "array", items: { type: "array", items: "null" } },
  "an ambiguous union": ["null", "int", "long", { type: "array", items: ["null", "float", "double"] }],
  "a plain string": "string",
};
