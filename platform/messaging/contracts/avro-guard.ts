import avro from "avsc";
import { AvroCursor, type AvroLimits } from "./avro-cursor.ts";

export { type AvroGuardCode, AvroGuardError, type AvroLimits } from "./avro-cursor.ts";

/** What a portal's record may hold: one attachment of 8 MiB and a form of 64 KiB beside it. */
export const defaultLimits: AvroLimits = {
  maxBytes: 8 * 1024 * 1024 + 64 * 1024,
  maxDepth: 32,
  maxItems: 10_000,
  maxStringBytes: 64 * 1024,
  maxBytesBytes: 8 * 1024 * 1024,
};

// 64 bytes are a decimal of 153 digits. Turning a longer one into digits takes more than linear time.
const decimalBytesMax = 64;

type Walk = (cursor: AvroCursor) => void;

/** Only there so that avsc tells us which bytes are decimals. It is never asked to convert one. */
class DecimalMark extends avro.types.LogicalType {
  protected override _fromValue(value: unknown): unknown {
    return value;
  }
  protected override _toValue(value: unknown): unknown {
    return value;
  }
  protected override _resolve(): unknown {
    return undefined;
  }
}

/**
 * Compiles a check of Avro's binary encoding against the schema it was written with. The check has to run before
 * avsc sees the bytes: avsc trusts counts and lengths, and 6 bytes that announce 1e9 items end the process.
 *
 * @param schema the writer's schema as JSON, or an avsc type (with decimals bounded only if it marks them itself)
 * @returns a function that takes one encoded value without any header and throws AvroGuardError, or returns;
 *   then avsc decodes the same bytes, also through a resolver. One thing is left to avsc, which throws a plain
 *   Error: a long beyond 2^53.
 */
export function compileGuard(
  schema: avro.Type | avro.schema.AvroSchema,
  limits: AvroLimits = defaultLimits,
): (bytes: Buffer) => void {
  const type = avro.Type.isType(schema)
    ? (schema as avro.Type)
    : avro.Type.forSchema(schema, { logicalTypes: { decimal: DecimalMark } });
  const walk = walkOf(type, new Map(), limits);
  const cursor = new AvroCursor(limits);
  return (bytes) => cursor.run(bytes, walk);
}

function walkOf(type: avro.Type, known: Map<avro.Type, Walk>, limits: AvroLimits): Walk {
  const seen = known.get(type);
  if (seen) return seen;
  let made: Walk | undefined;
  // A type that contains itself finds this entry instead of being compiled without end.
  known.set(type, (cursor) => made?.(cursor));
  made = newWalk(type, (inner) => walkOf(inner, known, limits), limits);
  known.set(type, made);
  return made;
}

function newWalk(type: avro.Type, inner: (type: avro.Type) => Walk, limits: AvroLimits): Walk {
  if (isLogical(type)) {
    const { underlyingType } = type;
    if (type.typeName === "logical:decimal" && underlyingType.typeName === "bytes") {
      return bytesWalk(Math.min(decimalBytesMax, limits.maxBytesBytes));
    }
    return inner(underlyingType);
  }
  switch (type.typeName) {
    case "null":
      return () => {};
    case "boolean":
      return (cursor) => cursor.boolean();
    case "int":
      return (cursor) => cursor.int();
    case "long":
    case "abstract:long":
      return (cursor) => void cursor.long();
    case "float":
      return fixedWalk(4);
    case "double":
      return fixedWalk(8);
    case "string":
      return (cursor) => void cursor.string();
    case "bytes":
      return bytesWalk(limits.maxBytesBytes);
    case "fixed":
      return fixedWalk((type as avro.types.FixedType).size);
    case "enum":
      return enumWalk((type as avro.types.EnumType).symbols.length);
    case "array":
      return blocksWalk(inner((type as avro.types.ArrayType).itemsType), false);
    case "map":
      return blocksWalk(inner((type as avro.types.MapType).valuesType as avro.Type), true);
    case "union:wrapped":
    case "union:unwrapped":
      return unionWalk((type as avro.types.WrappedUnionType).types.map(inner));
    case "record":
    case "error":
      return recordWalk((type as avro.types.RecordType).fields.map(({ name, type }) => ({ name, walk: inner(type) })));
    default:
      throw new TypeError(`no guard for the Avro type ${type.typeName}`);
  }
}

function isLogical(type: avro.Type): type is avro.types.LogicalType {
  return avro.Type.isType(type, "logical");
}

function bytesWalk(max: number): Walk {
  return (cursor) => cursor.bytes(max);
}

function fixedWalk(size: number): Walk {
  return (cursor) => cursor.skip(size, cursor.pos);
}

function enumWalk(symbols: number): Walk {
  return (cursor) => void cursor.index(symbols);
}

function unionWalk(branches: Walk[]): Walk {
  return (cursor) => branches[cursor.index(branches.length)]?.(cursor);
}

function recordWalk(fields: { name: string; walk: Walk }[]): Walk {
  return (cursor) => {
    const start = cursor.pos;
    cursor.enter();
    for (const { name, walk } of fields) {
      cursor.at(name);
      walk(cursor);
    }
    cursor.leave();
    // Records without a byte are not bounded by the length: a schema can nest them to 2^32 pieces.
    if (cursor.pos === start) cursor.count(1, start);
  };
}

/** Arrays and maps: blocks of items, each headed by its count; a negative count is followed by a length in bytes. */
function blocksWalk(item: Walk, keyed: boolean): Walk {
  return (cursor) => {
    cursor.enter();
    let index = 0;
    for (;;) {
      const start = cursor.pos;
      const header = cursor.long();
      if (header === 0) break;
      const count = Math.abs(header);
      cursor.count(count, start);
      const length = header < 0 ? cursor.long() : undefined;
      const first = cursor.pos;
      for (let i = 0; i < count; i++) {
        cursor.at(keyed ? "{}" : index++);
        if (keyed) cursor.key();
        item(cursor);
      }
      // avsc jumps by this length when the reader's schema lacks the field, wherever it points.
      if (length !== undefined && cursor.pos - first !== length) cursor.fail("bad-length", start);
    }
    cursor.leave();
  };
}
