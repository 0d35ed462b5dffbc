import { expect } from "chai";
import { Fault } from "../../../platform/messaging/faults.ts";
import { cpuMs } from "../../../test/support/cpu.ts";
import { linesMax, StatementReader, statementBytesMax } from "../camt/camt.ts";
import { balance, readStatement, statement, statements, townIban } from "./statements.ts";

const reference = "RF98GLA000000000000001";

function refusal(bytes: Buffer): string {
  try {
    readStatement(bytes);
  } catch (error) {
    if (error instanceof Fault) return `${error.code}: ${error.detail}`;
    throw error;
  }
  return "";
}

describe("payments: bank statements (camt.053)", () => {
  it("say what came in, for what, and from whom", () => {
    const { iban, lines } = readStatement(
      statement([{ ref: "B1", cents: 33_00, structured: reference, text: "Hundesteuer & mehr" }]),
    );
    expect(iban).to.equal(townIban);
    expect(lines).to.have.length(1);
    expect(lines[0]).to.deep.include({
      cents: 33_00,
      bookedOn: "2026-03-02",
      structured: reference,
      text: "Hundesteuer & mehr",
      returned: null,
      payer: { iban: "DE73000000000000000013", holder: "Bernd Beispiel" },
    });
  });

  it("say what came back, why, and what the bank took for it", () => {
    const debit = { ref: "B2", cents: -36_50, returned: "AC04", charges: 3_50, endToEnd: `${reference}-01` };
    const payout = { ref: "B3", cents: 441_00, returned: "AC01", endToEnd: `${reference}-02` };
    const { lines } = readStatement(statement([debit, payout]));
    expect(lines.map(({ cents, returned, chargeCents }) => [cents, returned?.reason, chargeCents])).to.deep.equal([
      [-36_50, "AC04", 3_50],
      [441_00, "AC01", 0],
    ]);
    expect(lines.map(({ payer, endToEndId }) => [payer.holder, endToEndId])).to.deep.equal([
      ["Bernd Beispiel", `${reference}-01`],
      ["Bernd Beispiel", `${reference}-02`],
    ]);
  });

  it("have the same ids when they come again, and others for other entries", () => {
    const ids = (...refs: string[]) =>
      readStatement(statement(refs.map((ref) => ({ ref, cents: 1 })))).lines.map(({ id }) => id);
    expect(ids("B1", "B2")).to.deep.equal([...ids("B1"), ...ids("B2")]);
    expect(ids("B1")).not.to.deep.equal(ids("B2"));
  });

  it("leave out what is only expected: it comes once more when it is booked", () => {
    const { lines } = readStatement(statement([{ ref: "B1", cents: 33_00, status: "PDNG" }]));
    expect(lines).to.deep.equal([]);
  });

  it("are split where the bank booked several payments as one, if these add up to it", () => {
    const part = (cents: string, id: string) =>
      `<TxDtls><Refs><EndToEndId>${id}</EndToEndId></Refs><Amt Ccy="EUR">${cents}</Amt></TxDtls>`;
    const lump = (second: string) =>
      statement([], {
        more: {
          cents: 66_50,
          xml: `<Ntry><Amt Ccy="EUR">66.5</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><DtTm>2026-03-02T12:00:00</DtTm></BookgDt>
         <AcctSvcrRef>LUMP</AcctSvcrRef><NtryDtls>${part("33.00", "a")}${part(second, "b")}</NtryDtls></Ntry>`,
        },
      });
    const { lines } = readStatement(lump("33.50"));
    expect(lines.map(({ cents, endToEndId }) => [cents, endToEndId])).to.deep.equal([
      [33_00, "a"],
      [33_50, "b"],
    ]);
    expect(new Set(lines.map(({ id }) => id)).size).to.equal(2);
    const [only, ...others] = readStatement(lump("33.00")).lines;
    expect(only, "left to a person as one").to.include({ cents: 66_50, isUnclear: true });
    expect(others).to.deep.equal([]);
  });

  it("say what the account held before and after, also in debt and over several pages", () => {
    const read = readStatement(statement([{ ref: "B1", cents: -33_00 }], { openingCents: 20_00, number: 7 }));
    expect(read.balances).to.have.length(1);
    expect(read.balances[0]).to.include({
      ...{ statementId: "invented-7", number: 7, closedOn: "2026-03-02" },
      ...{ openingCents: 20_00, closingCents: -13_00 },
    });
    const { balances, lines } = readStatement(
      statements(
        [[{ ref: "B1", cents: 1_00 }], { balances: balance("PRCD", 0) + balance("ITBD", 1_00) }],
        [[{ ref: "B2", cents: 2_00 }], { balances: balance("ITBD", 1_00) + balance("ITBD", 3_00) }],
        [
          [{ ref: "B3", cents: 3_00 }],
          { balances: balance("ITBD", 3_00) + balance("CLBD", 6_00) + balance("CLAV", 9_00) },
        ],
      ),
    );
    expect(balances.map(({ openingCents, closingCents }) => [openingCents, closingCents])).to.deep.equal([
      [0, 1_00],
      [1_00, 3_00],
      [3_00, 6_00],
    ]);
    expect(lines).to.have.length(3);
  });

  const good = statement([{ ref: "B1", cents: 33_00 }]).toString();
  const laughs = Array.from({ length: 12 }, (_, i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`).join("");
  const bad: Record<string, [Buffer, string]> = {
    "an XML bomb": [
      Buffer.from(good.replace("?>", `?><!DOCTYPE d [<!ENTITY l0 "ha">${laughs}]>`).replace("invented-1", "&l12;")),
      "Dokumenttyp",
    ],
    "an entity that reads a file": [
      Buffer.from(
        good.replace("?>", '?><!DOCTYPE d [<!ENTITY f SYSTEM "file:///etc/passwd">]>').replace("33.00", "&f;"),
      ),
      "Dokumenttyp",
    ],
    "a bomb in UTF-16, where the document type hides": [
      Buffer.from(`\uFEFF<!DOCTYPE d [<!ENTITY l0 "ha">]>${good}`, "utf16le"),
      "UTF-8",
    ],
    "another declared encoding": [Buffer.from(good.replace("UTF-8", "UTF-7")), "UTF-8"],
    "an entity nobody named": [Buffer.from(good.replace("33.00", "&nobody;")), "kein vollständiges XML"],
    nothing: [Buffer.alloc(0), "kein vollständiges XML"],
    garbage: [Buffer.from("Guten Tag, anbei der Kontoauszug"), "kein vollständiges XML"],
    "bytes that are no text": [Buffer.from([0x3c, 0xff, 0xfe, 0x3e]), "UTF-8"],
    "half a statement": [Buffer.from(good.slice(0, 700)), "kein vollständiges XML"],
    "a very deep one": [
      Buffer.from(good.replace("invented-1", `${"<a>".repeat(50_000)}${"</a>".repeat(50_000)}`)),
      "zu tief",
    ],
    "another message": [Buffer.from(good.replace("camt.053.001.08", "camt.052.001.08")), "camt.053.001.02 bis .08"],
    "a file without statements": [Buffer.from(good.replace(/<Stmt>.*<\/Stmt>/s, "")), "keinen Kontoauszug"],
    "no account": [Buffer.from(good.replace(/<Acct>.*<\/Acct>/, "")), "fehlt die IBAN des Kontos"],
    dollars: [Buffer.from(good.replace('"EUR"', '"USD"')), "Euro"],
    "tenths of a cent": [Buffer.from(good.replace("33.00", "33.005")), "ganzen Cent"],
    "a negative amount": [Buffer.from(good.replace("33.00", "-33.00")), "ganzen Cent"],
    "an entry in dollars": [
      Buffer.from(good.replace('Ccy="EUR">33.00', 'Ccy="USD">33.00')),
      "Kontoauszug invented-1, Umsatz 1: Der Betrag ist keiner in Euro",
    ],
    "an entry on neither side": [
      Buffer.from(good.replace("<CdtDbtInd>CRDT</CdtDbtInd>\n    <Sts>", "<Sts>")),
      "Kontoauszug invented-1, Umsatz 1: Es ist weder",
    ],
    "a day that there is not": [
      statement([{ ref: "B1", cents: 1, on: "2026-99-99" }]),
      "Kontoauszug invented-1, Umsatz 1: Den Buchungstag gibt es nicht",
    ],
    "a day in 7973 years": [
      statement([
        { ref: "B1", cents: 1 },
        { ref: "B2", cents: 2, on: "9999-12-31" },
      ]),
      "Kontoauszug invented-1, Umsatz 2: Den Buchungstag gibt es nicht",
    ],
    "a day that is far away": [
      statement([{ ref: "B1", cents: 1, on: "2026-03-10" }]),
      "Kontoauszug invented-1, Umsatz 1: Der Buchungstag liegt zu weit entfernt vom Tag des Schlusssaldos, dem 02.03.2026",
    ],
    "one that does not add up": [
      Buffer.from(good.replace("1033.00", "1033.01")),
      "geht nicht auf: Anfangssaldo und Umsätze weichen vom Schlusssaldo um −0,01 € ab",
    ],
    "one without balances": [
      statement([{ ref: "B1", cents: 1 }], { balances: "" }),
      "fehlt der Anfangssaldo oder der Schlusssaldo",
    ],
    "one with a closing balance only": [
      statement([{ ref: "B1", cents: 1 }], { balances: balance("CLBD", 1) }),
      "fehlt der Anfangssaldo oder der Schlusssaldo",
    ],
    "a closing balance without its day": [
      Buffer.from(good.replaceAll(/<Dt><Dt>[^<]*<\/Dt><\/Dt>\s*<\/Bal>/g, "</Bal>")),
      "fehlt der Tag des Schlusssaldos",
    ],
  };
  const cost = cpuMs(() => readStatement(Buffer.from(good)));
  for (const [what, [bytes, sentence]] of Object.entries(bad))
    it(`are refused clearly, and cost little more than a good one: ${what}`, () => {
      expect(refusal(bytes))
        .to.match(/^bad-request: /)
        .and.to.include(sentence);
      expect(cpuMs(() => refusal(bytes))).to.be.below(50 * cost);
    });

  it("are refused beyond 64 MiB and 50,000 movements, and taken up to there", () => {
    expect([statementBytesMax, linesMax]).to.deep.equal([64 * 1024 * 1024, 50_000]);
    const bytes = statement([
      { ref: "B1", cents: 1 },
      { ref: "B2", cents: 2 },
    ]);
    const read = (bounds: { bytes: number; lines: number }) => {
      const reader = new StatementReader(bounds);
      return [...reader.write(bytes), ...reader.end()].length;
    };
    expect(read({ bytes: bytes.length, lines: 2 })).to.equal(3);
    expect(() => read({ bytes: bytes.length - 1, lines: 2 })).to.throw(Fault, "64 MiB");
    expect(() => read({ bytes: bytes.length, lines: 1 })).to.throw(Fault, "höchstens 1 Umsätze");
  });

  it("are the same in whichever pieces they come, and with whatever prefix", () => {
    const bytes = statement([{ ref: "B1", cents: 33_00, text: "für Änne" }]);
    const prefixed = Buffer.from(
      bytes
        .toString()
        .replace(/<(\/?)(?=[A-Z])/g, "<$1c:")
        .replace("xmlns=", "xmlns:c="),
    );
    expect(readStatement(bytes, 1)).to.deep.equal(readStatement(bytes));
    expect(readStatement(prefixed)).to.deep.equal(readStatement(bytes));
  });
});
