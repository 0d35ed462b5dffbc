import avro from "avsc";
import fc from "fast-check";

const longMax = 2 ** 53 - 2; // The largest that avsc takes.

/** Values of an avsc type as avsc takes them, also of types that contain themselves. */
export function arbitraryOf(type: avro.Type, depth = 0): fc.Arbitrary<unknown> {
  if (avro.Type.isType(type, "logical")) {
    return arbitraryOf((type as avro.types.LogicalType).underlyingType, depth);
  }
  switch (type.typeName) {
    case "null":
      return fc.constant(null);
    case "boolean":
      return fc.boolean();
    case "int":
      return fc.integer();
    case "long":
      return fc.integer({ min: -longMax, max: longMax });
    case "float":
      return fc.float();
    case "double":
      return fc.double();
    case "string":
      return fc.string({ unit: "grapheme" });
    case "bytes":
      return fc.uint8Array().map((bytes) => Buffer.from(bytes));
    case "fixed": {
      const { size } = type as avro.types.FixedType;
      return fc.uint8Array({ minLength: size, maxLength: size }).map((bytes) => Buffer.from(bytes));
    }
    case "enum":
      return fc.constantFrom(...(type as avro.types.EnumType).symbols);
    case "array":
      return fc.array(arbitraryOf((type as avro.types.ArrayType).itemsType, depth + 1), { maxLength: 5 });
    case "map":
      return fc.dictionary(
        fc.string().filter((key) => key !== "__proto__"),
        arbitraryOf((type as avro.types.MapType).valuesType as avro.Type, depth + 1),
        { maxKeys: 5 },
      );
    case "record":
      return fc.record(
        Object.fromEntries(
          (type as avro.types.RecordType).fields.map((field) => [field.name, arbitraryOf(field.type, depth + 1)]),
        ),
      );
    case "union:wrapped":
    case "union:unwrapped":
      return unionOf(type as avro.types.WrappedUnionType, depth);
    default:
      throw new TypeError(`no values for ${type.typeName}`);
  }
}

function unionOf(type: avro.types.WrappedUnionType, depth: number): fc.Arbitrary<unknown> {
  // Below this depth the first branch ends every recursion; the schemas of the tests have null there.
  const branches = depth > 6 ? type.types.slice(0, 1) : type.types;
  return fc.oneof(
    ...branches.map((branch) => {
      const values = arbitraryOf(branch, depth + 1);
      const name = branch.branchName ?? "";
      if (type.typeName === "union:unwrapped" || branch.typeName === "null") return values;
      return values.map((value) => ({ [name]: value }));
    }),
  );
}
