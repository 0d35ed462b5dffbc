import { expect } from "chai";
import { Fault } from "../../../../platform/faults.ts";
import { readStatement } from "../../../../services/payments/camt.ts";
import { type Chain, follow } from "../../../../services/payments/chain.ts";
import { type EntrySaid, type StatementSaid, statement } from "./statements.ts";

const entry: EntrySaid[] = [{ ref: "B1", cents: 33_00 }];
const balances = (said: StatementSaid, entries = entry) => readStatement(statement(entries, said)).balances;
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
    expect(refusal(leftOut)).to.include("does not follow");
  });

  it("are counted anew by the bank with the year", () => {
    const nextYear = (on: string) => `<Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">133.00</Amt>
      <CdtDbtInd>CRDT</CdtDbtInd></Bal><Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">133.00</Amt>
      <CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>${on}</Dt></Dt></Bal>`;
    expect(after({ number: 1, balances: nextYear("2027-01-04") })?.last.number).to.equal(1);
    expect(refusal(() => after({ number: 1, balances: nextYear("2026-12-30") }))).to.include("its number is not 8");
  });

  it("are refused where one is missing between, by what does not fit", () => {
    expect(refusal(() => after({ number: 9, openingCents: 133_00 }))).to.equal(
      "not-possible: statement invented-9 (no. 9) does not follow the last one that was taken in, statement invented-7 (no. 7) of 2026-03-02: its number is not 8. Nothing of it was booked",
    );
    expect(refusal(() => after({ number: 8, openingCents: 133_01 }))).to.include(
      "that one closed with 133.00 EUR, this one opens with 133.01 EUR",
    );
  });

  it("are the same when they come again, and not when something in them is another", () => {
    const chain = first();
    expect(follow(chain, balances({ number: 7, openingCents: 100_00 }))).to.deep.equal(chain);
    const changed = () => after({ number: 7, openingCents: 100_00 }, [{ ref: "B2", cents: 33_00 }]);
    expect(refusal(changed)).to.include("does not follow");
  });

  it("of which an older one comes again leave the chain where it is", () => {
    const chain = after({ number: 8, openingCents: 133_00 });
    expect(follow(chain, balances({ number: 7, openingCents: 100_00 }))).to.deep.equal(chain);
  });

  it("that hold nothing are told apart by their names", () => {
    const quiet = after({ number: 8, openingCents: 133_00 });
    expect(follow(quiet, balances({ number: 9, openingCents: 133_00 }, []))?.last.number).to.equal(9);
  });

  it("begin anew where a person has looked at what lies between", () => {
    const chain = follow(first(), balances({ number: 12, openingCents: 500_00 }), true);
    expect(chain?.last).to.include({ number: 12, closingCents: 533_00 });
    expect(chain?.taken).to.have.length(2);
  });
});
