import { expect } from "chai";
import { caseLife, isClosed, life, moved, type Status } from "../../../../platform/casework/case/life.ts";

const turns = { from: ["a"], to: "b", when: "it turns" } as const;

describe("a life", () => {
  it("is refused where nothing leads to a state, or a move begins or ends nowhere", () => {
    const states = { a: "for this", b: "for that" };
    expect(() => life({ first: "a", subject: "one", states, moves: { turns } })).not.to.throw();
    const lost = { ...states, c: "for nothing" } as typeof states;
    expect(() => life({ first: "a", subject: "one", states: lost, moves: { turns } })).to.throw("c");
    expect(() => life({ first: "a", subject: "one", states, moves: { turns: { ...turns, from: [] } } })).to.throw(
      "turns",
    );
    const elsewhere = { ...turns, from: ["a", "x" as "a"] } as const;
    expect(() => life({ first: "a", subject: "one", states, moves: { turns: elsewhere } })).to.throw("x");
  });

  it("moves only as it says", () => {
    const one = life({ first: "a", subject: "one", states: { a: "for this", b: "for that" }, moves: { turns } });
    expect(one.after("a", "turns")).to.equal("b");
    expect(() => one.after("b", "turns")).to.throw("a case that is b cannot turns");
  });
});

describe("the life of every case", () => {
  const files = (Object.keys(caseLife.states) as Status[]).map((status) => ({ status, kept: 1 }));

  it("keeps what else is in the file", () => {
    expect(moved({ status: "collecting", kept: 1 }, "refer")).to.deep.equal({ status: "waiting-for-person", kept: 1 });
  });

  it("leads out of each state in which somebody waits, and back from a closed one only by a decision or an objection", () => {
    const moves = Object.entries(caseLife.moves) as [string, { from: readonly Status[] }][];
    const out = ({ status }: { status: Status }) =>
      moves.filter(([, { from }]) => from.includes(status)).map(([name]) => name);
    for (const file of files.filter((one) => !isClosed(one))) expect(out(file), file.status).not.to.deep.equal([]);
    expect(out({ status: "decided" })).to.have.members(["refer", "decide", "reopen"]);
    expect(out({ status: "withdrawn" })).to.deep.equal(["reopen"]);
    expect(out({ status: "forwarded" })).to.deep.equal([]);
  });
});
