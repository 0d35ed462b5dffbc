import { expect } from "chai";
import fc from "fast-check";
import { caseNumber, checkDigits, isCaseNumber } from "../../../../platform/casework/case/case-number.ts";
import { comparable, computeId, hashKeyOf, keyedHash, sha256 } from "../../../../platform/messaging/ids.ts";

describe("ids", () => {
  it("are the same for the same parts in every process", () => {
    expect(computeId("case", "portal", "a-1")).to.equal(computeId("case", "portal", "a-1"));
    expect(computeId("case", 1)).to.equal(computeId("case", "1"));
    expect(computeId("delivery")).to.match(/^[0-9a-f]{32}$/);
    // SHA-256 of "4:case": what is stored today has to be found tomorrow.
    expect(computeId("case")).to.equal(sha256(Buffer.from("4:case")).slice(0, 32));
  });

  it("differ wherever the parts differ, also in where one ends", () => {
    expect(computeId("ab", "c")).not.to.equal(computeId("a", "bc"));
    expect(computeId("a", "")).not.to.equal(computeId("a"));
    expect(computeId("ä")).not.to.equal(computeId("a\u0308"));
    const parts = fc.array(fc.string(), { maxLength: 4 });
    fc.assert(
      fc.property(parts, parts, (a, b) => {
        expect(computeId(...a) === computeId(...b)).to.equal(JSON.stringify(a) === JSON.stringify(b));
      }),
    );
  });

  it("know SHA-256", () => {
    expect(sha256(Buffer.alloc(0))).to.equal("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  });
});

describe("ids: keyed hashes", () => {
  const key = hashKeyOf(Buffer.alloc(32, 7));

  it("do not mind capitals, Unicode form and spaces", () => {
    expect(keyedHash(key, " Žofie  ÄNNE\t")).to.equal(keyedHash(key, "žofie a\u0308nne"));
    expect(keyedHash(key, "Müller\u00a0Beispiel")).to.equal(keyedHash(key, "müller beispiel"));
  });

  it("mind everything else: letters, order, where a value ends, and the key", () => {
    const hashes = [
      keyedHash(key, "a", "b"),
      keyedHash(key, "b", "a"),
      keyedHash(key, "ab"),
      keyedHash(key, "a b"),
      keyedHash(key, "ä", "b"),
      keyedHash(key, "a", "b", ""),
      keyedHash(hashKeyOf(Buffer.alloc(32, 8)), "a", "b"),
    ];
    expect(new Set(hashes).size).to.equal(hashes.length);
  });
});

describe("ids: text as it is compared", () => {
  it("is the same in whatever form it was typed", () => {
    for (const text of ["Müller  Lüdenscheidt", " mu\u0308ller lu\u0308denscheidt", "MÜLLER\tLÜDENSCHEIDT"])
      expect(comparable(text)).to.equal("müller lüdenscheidt");
    expect(comparable("a\u0323\u0301")).to.equal(comparable("a\u0301\u0323"));
  });

  it("has no run of combining marks that would take the square of its length to order", () => {
    const runs = comparable(`a${"\u0301\u0323".repeat(16_000)}`).split("\u034F");
    expect(Math.max(...runs.map((run) => run.length))).to.be.at.most(31);
  });
});

describe("ids: case numbers", () => {
  const number = fc.string({ minLength: 1, maxLength: 20 }).map((id) => caseNumber("GLA", 2026, "portal", id));

  it("say town and year, and are right by their check digits", () => {
    fc.assert(
      fc.property(number, (number) => {
        expect(number).to.match(/^GLA-26-[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}-\d\d$/);
        expect(isCaseNumber(number)).to.equal(true);
      }),
    );
    expect(caseNumber("DOR", 2105, "p", "1").slice(0, 7)).to.equal("DOR-05-");
  });

  it("tell a mistyped one: a digit for a digit, a letter for a letter, or two of a kind that changed places", () => {
    const at = fc.integer({ min: 7, max: 16 });
    const sign = fc.constantFrom(..."0123456789ABCDEFGHJKMNPQRSTVWXYZ");
    const kind = (char = "-") => (char === "-" ? "-" : /\d/.test(char) ? "digit" : "letter");
    fc.assert(
      fc.property(number, at, sign, (number, at, sign) => {
        const [one = "", two = ""] = number.slice(at, at + 2);
        const other = `${number.slice(0, at)}${sign}${number.slice(at + 1)}`;
        if (kind(one) === kind(sign)) expect(isCaseNumber(other)).to.equal(other === number);
        const swapped = `${number.slice(0, at)}${two}${one}${number.slice(at + 2)}`;
        if (kind(one) === kind(two)) expect(isCaseNumber(swapped)).to.equal(swapped === number);
      }),
      { numRuns: 300 },
    );
    for (const wrong of ["", "GLA-26-7K3M9-Q2XAB", "gla-26-7k3m9-q2xab-41", "GLA-26-7K3M9-Q2XAB-41 "])
      expect(isCaseNumber(wrong)).to.equal(false);
  });

  it("have the check digits of ISO 7064 MOD 97-10", () => {
    // An IBAN's are calculated over its account and "DE".
    expect(checkDigits("370400440532013000DE")).to.equal("89");
    expect(checkDigits("539007547034RF")).to.equal("18");
  });
});
