import { isUtf8 } from "node:buffer";

/** Bounds of one record. Lengths are in bytes; `maxItems` counts all array and map items of a record together. */
export interface AvroLimits {
  maxBytes: number;
  maxDepth: number;
  maxItems: number;
  maxStringBytes: number;
  maxBytesBytes: number;
}

export type AvroGuardCode =
  | "too-large"
  | "truncated"
  | "trailing"
  | "too-deep"
  | "too-many-items"
  | "bad-length"
  | "bad-index"
  | "bad-varint"
  | "bad-utf8"
  | "bad-key";

/**
 * Why bytes were refused before decoding. `position` is the byte at which the offending element starts, `path`
 * the way to it by the schema's own names (`household.dogs[3].name`, `answers{}` for a map, whose keys are data).
 * Neither the message nor any property holds something that was read from the bytes.
 */
export class AvroGuardError extends Error {
  readonly code: AvroGuardCode;
  readonly position: number;
  readonly path: string;

  constructor(code: AvroGuardCode, position: number, path: string) {
    super(`${code} at byte ${position} of ${path || "the record"}`);
    this.name = "AvroGuardError";
    this.code = code;
    this.position = position;
    this.path = path;
  }
}

const nothing = Buffer.alloc(0);
const protoKey = Buffer.from("__proto__");

/** A reading position that cannot leave its bytes. It allocates nothing that the bytes ask for. */
export class AvroCursor {
  pos = 0;
  readonly limits: AvroLimits;
  #bytes: Buffer = nothing;
  #depth = 0;
  #items = 0;
  readonly #path: (string | number)[];

  constructor(limits: AvroLimits) {
    this.limits = limits;
    this.#path = new Array<string | number>(limits.maxDepth + 1).fill("");
  }

  /** Runs `walk` over all of `bytes`. Holds the bytes no longer than that. */
  run(bytes: Buffer, walk: (cursor: AvroCursor) => void): void {
    this.#bytes = bytes;
    this.pos = 0;
    this.#depth = 0;
    this.#items = 0;
    try {
      if (bytes.length > this.limits.maxBytes) this.fail("too-large", 0);
      walk(this);
      if (this.pos < bytes.length) this.fail("trailing", this.pos);
    } finally {
      this.#bytes = nothing;
    }
  }

  enter(): void {
    if (this.#depth >= this.limits.maxDepth) this.fail("too-deep", this.pos);
    this.#depth++;
    this.#path[this.#depth] = "";
  }

  leave(): void {
    this.#depth--;
  }

  /** Notes which part of the innermost record, array or map is read now: a field's name or an item's number. */
  at(part: string | number): void {
    this.#path[this.#depth] = part;
  }

  /** Counts items before they are read, so that a block's count is refused before anything is made of it. */
  count(items: number, start: number): void {
    this.#items += items;
    if (this.#items > this.limits.maxItems) this.fail("too-many-items", start);
  }

  skip(length: number, start: number): void {
    if (length > this.#bytes.length - this.pos) this.fail("truncated", start);
    this.pos += length;
  }

  boolean(): void {
    const start = this.pos;
    this.skip(1, start);
    // Java reads 2 as false, avsc as true: such a byte must not mean different things to two readers.
    if ((this.#bytes[start] ?? 0) > 1) this.fail("bad-index", start);
  }

  int(): void {
    this.#varint(5, 0x0f);
  }

  /** A 64-bit number. Exact up to 2^53, above that only its sign and magnitude are right. */
  long(): number {
    return this.#varint(10, 0x01);
  }

  index(count: number): number {
    const start = this.pos;
    const index = this.long();
    if (index < 0 || index >= count) this.fail("bad-index", start);
    return index;
  }

  bytes(max: number): void {
    const start = this.pos;
    this.#length(max, start);
  }

  /** Answers where the string's own bytes begin; they end at `pos`. */
  string(): number {
    const start = this.pos;
    const from = this.#length(this.limits.maxStringBytes, start);
    this.#utf8(from, start);
    return from;
  }

  /** A map's key. `__proto__` is refused: avsc would hang the item into the map as its prototype. */
  key(): void {
    const start = this.pos;
    const from = this.string();
    if (this.pos - from !== protoKey.length) return;
    if (protoKey.equals(this.#bytes.subarray(from, this.pos))) this.fail("bad-key", start);
  }

  fail(code: AvroGuardCode, position: number): never {
    throw new AvroGuardError(code, position, this.#where());
  }

  #where(): string {
    let path = "";
    for (let level = 1; level <= this.#depth; level++) {
      const part = this.#path[level] ?? "";
      if (typeof part === "number") path += `[${part}]`;
      else path += path === "" || part === "" || part === "{}" ? part : `.${part}`;
    }
    return path;
  }

  /** Reads a length, steps over as many bytes, and answers where these begin. */
  #length(max: number, start: number): number {
    const length = this.long();
    if (length < 0) this.fail("bad-length", start);
    if (length > max) this.fail("too-large", start);
    const from = this.pos;
    this.skip(length, start);
    return from;
  }

  #utf8(from: number, start: number): void {
    const bytes = this.#bytes;
    const end = this.pos;
    let pos = from;
    // A view and a call of isUtf8 take 150 ns, whatever the length; looking here takes 3 ns a byte. Latin letters
    // of two bytes are looked at here too, because nearly every German text has one.
    if (end - from <= 48) {
      while (pos < end) {
        const byte = bytes[pos] ?? 0;
        if (byte < 0x80) pos++;
        else if (byte >= 0xc2 && byte < 0xe0 && pos + 1 < end && ((bytes[pos + 1] ?? 0) & 0xc0) === 0x80) pos += 2;
        else break;
      }
    }
    if (pos < end && !isUtf8(bytes.subarray(pos, end))) this.fail("bad-utf8", start);
  }

  /**
   * Zigzag number of at most `maxBytes` bytes whose last possible byte is at most `lastByte` (5 bytes hold 32
   * bits, 10 bytes 64). Padding with zero groups inside these bounds is legal Avro and passes.
   */
  #varint(maxBytes: number, lastByte: number): number {
    const bytes = this.#bytes;
    const start = this.pos;
    let pos = start;
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = bytes[pos++];
      if (byte === undefined) this.fail("truncated", start);
      value += (byte & 0x7f) * scale;
      if (pos - start === maxBytes && byte > lastByte) this.fail("bad-varint", start);
      if (byte < 0x80) break;
      scale *= 128;
    }
    this.pos = pos;
    // The sign is the lowest bit of the first byte; `value` itself loses it above 2^53.
    return (bytes[start] ?? 0) & 1 ? -(value + 1) / 2 : value / 2;
  }
}
