import { expect } from "chai";
import { Fault } from "../../../platform/messaging/faults.ts";
import { type Balance, type Chain, linked, linkOf } from "../statements/chain.ts";
import { type EntrySaid, readStatement, type StatementSaid, statement } from "./statements.ts";

const entry: EntrySaid[] = [{ ref: "B1", cents: 33_00 }];
const balances = (said: StatementSaid, entries = entry) => readStatement(statement(entries, said)).balances;
/** The chain with statements that follow, or begin it anew. */
const follow = (chain: Chain | undefined, statements: readonly Balance[], anew = false): Chain | undefined =>
  statements.reduce<Chain | undefined>(
    (after, next) => (linkOf(after, next, anew) === "known" ? after : linked(after, next)),
    chain,
  );
const first = () => follow(undefined, balances({ number: 7, openingCents: 100_00 })) as Chain;
const after = (said: StatementSaid, entries: EntrySaid[] = []) => follow(first(), balances(said, entries));

function refusal(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof Fault) return `${error.code}: ${error.detail}`;
    throw error;
  }
  return "";
}

describe("payments: statements that follow one another", () => {
  it("begin with any one, and go on with what it closed with and the next number", () => {
    expect(first().last).to.include({ number: 7, closingCents: 133_00 });
    expect(after({ number: 8, openingCents: 133_00 })?.last.number).to.equal(8);
  });

  it("may have no numbers: then the balances decide", () => {
    expect(after({ id: "other", openingCents: 133_00 })?.last.statementId).to.equal("other");
  });

  it("may come in pages, which have one number and follow each other", () => {
    const second = after({ number: 8, page: 1, openingCents: 133_00 }, [{ ref: "B2", cents: 1_00 }]) as Chain;
    const third = follow(second, balances({ number: 8, page: 2, openingCents: 134_00 }, [{ ref: "B3", cents: 2_00 }]));
    expect(third?.last).to.include({ number: 8, page: 2, closingCents: 136_00 });
    expect(follow(third, balances({ number: 9, openingCents: 136_00 }, []))?.last.number).to.equal(9);
    const leftOut = () => follow(second, balances({ number: 8, page: 3, openingCents: 134_00 }, []));
    expect(refusal(leftOut)).to.include("schließt nicht an");
  });

  it("are counted anew by the bank with the year", () => {
    const nextYear = (on: string) => `<Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">133.00</Amt>
      <CdtDbtInd>CRDT</CdtDbtInd></Bal><Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">133.00</Amt>
      <CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>${on}</Dt></Dt></Bal>`;
    expect(after({ number: 1, balances: nextYear("2027-01-04") })?.last.number).to.equal(1);
    expect(refusal(() => after({ number: 1, balances: nextYear("2026-12-30") }))).to.include("Es fehlt die Nr. 8");
  });

  for (const [what, ...numbers] of [
    ["are always nought", "00000", "00000", "00000"],
    ["have the year in them", "2026250", "2027001", "2027003"],
    ["never change", "1", "1", "1"],
  ])
    it(`may have numbers that ${what}: then the balances decide`, () => {
      let chain: Chain | undefined;
      for (const [i, number] of numbers.entries()) {
        const said = { id: `S${i}`, openingCents: 100_00 + i * 33_00, number };
        chain = follow(chain, balances(said, [{ ref: `B${i}`, cents: 33_00 }]));
        expect(chain?.last.statementId).to.equal(`S${i}`);
      }
      const gap = () => follow(chain, balances({ id: "S9", openingCents: 500_00, number: numbers[0] ?? "" }));
      expect(refusal(gap)).to.include("dieser beginnt mit 500,00 €");
    });

  it("are refused where one is missing between, by what does not fit", () => {
    expect(refusal(() => after({ number: 9, openingCents: 133_00 }))).to.equal(
      "not-possible: Kontoauszug invented-9 (Nr. 9) schließt nicht an den zuletzt übernommenen an, Kontoauszug invented-7 (Nr. 7) vom 02.03.2026: Es fehlt die Nr. 8. Nichts davon wurde gebucht. Übernehmen Sie zuerst den fehlenden oder unterbrochenen Auszug; haben Sie geprüft, was dazwischen liegt, setzen Sie anew.",
    );
    expect(refusal(() => after({ number: 8, openingCents: 133_01 }))).to.include(
      "Jener endet mit 133,00 €, dieser beginnt mit 133,01 €",
    );
  });

  it("are the same when they come again, and not when something in them is another", () => {
    const chain = first();
    expect(follow(chain, balances({ number: 7, openingCents: 100_00 }))).to.deep.equal(chain);
    const changed = () => after({ number: 7, openingCents: 100_00 }, [{ ref: "B2", cents: 33_00 }]);
    expect(refusal(changed)).to.include("schließt nicht an");
  });

  it("of which an older one comes again leave the chain where it is", () => {
    const chain = after({ number: 8, openingCents: 133_00 });
    expect(follow(chain, balances({ number: 7, openingCents: 100_00 }))).to.deep.equal(chain);
  });

  it("that hold nothing are told apart by their names", () => {
    const quiet = after({ number: 8, openingCents: 133_00 });
    expect(follow(quiet, balances({ number: 9, openingCents: 133_00 }, []))?.last.number).to.equal(9);
  });

  it("wait for the one that was begun and broke off, since it may be booked in part", () => {
    const chain = { ...first(), begun: { key: "of another one", preceding: {} } };
    expect(refusal(() => follow(chain, balances({ number: 8, openingCents: 133_00 }, [])))).to.include(
      "wurde unterbrochen",
    );
    expect(follow(chain, balances({ number: 8, openingCents: 133_00 }, []), true)?.begun).to.equal(undefined);
  });

  it("begin anew where a person has looked at what lies between", () => {
    const chain = follow(first(), balances({ number: 12, openingCents: 500_00 }), true);
    expect(chain?.last).to.include({ number: 12, closingCents: 533_00 });
    expect(chain?.taken).to.have.length(2);
  });
});
