import { isUtf8 } from "node:buffer";
import avro from "avsc";
import { expect } from "chai";
import fc from "fast-check";
import { AvroGuardError, compileGuard, defaultLimits } from "../../../../../platform/messaging/contracts/avro-guard.ts";
import { arbitraryOf } from "./avro-arbitrary.ts";
import { schemas } from "./avro-schemas.ts";

// One seed, so that a run says something about the code and not about luck. Change both to search further.
const search = { seed: 20_261_122, numRuns: 300 };

/** Cuts a piece out and puts other bytes in its place: flips, insertions, deletions and truncations are cases. */
const mutation = fc.record({
  at: fc.nat(400),
  remove: fc.nat(4),
  insert: fc.oneof(
    fc.uint8Array({ maxLength: 4 }),
    fc.constantFrom("80a8d6b907", "ffffffffffffffffff01", "01", "7f", "80", "ffffffff0f").map(hexBytes),
  ),
});

function hexBytes(hex: string): Uint8Array {
  return Buffer.from(hex, "hex");
}

for (const [name, schema] of Object.entries(schemas)) {
  const type = avro.Type.forSchema(schema);
  const guard = compileGuard(schema, { ...defaultLimits, maxItems: 2_000 });
  const encoded = arbitraryOf(type).map((value) => type.toBuffer(value));

  describe(`For ${name}`, () => {
    it("whatever avsc encodes passes the guard", () => {
      fc.assert(
        fc.property(encoded, (bytes) => guard(bytes)),
        search,
      );
    });

    it("whatever passes the guard is decoded, or is a long beyond 2^53", () => {
      let passed = 0;
      let refused = 0;
      const check = (bytes: Buffer, { at, remove, insert }: { at: number; remove: number; insert: Uint8Array }) => {
        const from = bytes.length === 0 ? 0 : at % bytes.length;
        const damaged = Buffer.concat([bytes.subarray(0, from), insert, bytes.subarray(from + remove)]);
        try {
          guard(damaged);
        } catch (error) {
          if (!(error instanceof AvroGuardError)) throw error;
          refused++;
          return;
        }
        passed++;
        try {
          type.fromBuffer(damaged);
        } catch (error) {
          expect(String(error)).to.equal("Error: potential precision loss");
        }
      };
      fc.assert(fc.property(encoded, mutation, check), { ...search, numRuns: 2_000 });
      expect({ passed: passed > 20, refused: refused > 20 }).to.deep.equal({ passed: true, refused: true });
    });
  });
}

describe("For any short bytes", () => {
  const guard = compileGuard("string");
  it("the guard takes as text what the platform takes as UTF-8", () => {
    const short = fc.oneof(
      fc.uint8Array({ maxLength: 4 }),
      fc.string({ unit: "binary", maxLength: 4 }).map((text) => Buffer.from(text)),
    );
    fc.assert(
      fc.property(fc.array(short, { maxLength: 14 }), (pieces) => {
        const body = Buffer.concat(pieces);
        const bytes = Buffer.concat([avro.Type.forSchema("long").toBuffer(body.length), body]);
        expect(isAccepted(bytes)).to.equal(isUtf8(body));
      }),
      { ...search, numRuns: 3_000 },
    );
  });

  function isAccepted(bytes: Buffer): boolean {
    try {
      guard(bytes);
      return true;
    } catch (error) {
      if (error instanceof AvroGuardError && error.code === "bad-utf8") return false;
      throw error;
    }
  }
});
