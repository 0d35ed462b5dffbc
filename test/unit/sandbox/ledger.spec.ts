import { expect } from "chai";
import { outcomes } from "../../../sandbox/samples/sample.ts";
import { after, again, assessed, receipt, sample, told } from "./books.ts";

const one = sample([receipt], assessed);
const all = [told.receipt, told.decision(66_00), told.payment(33_00, 33_00), told.document()];
const good = { pushed: 1, answered: 1, unanswered: 0, doubled: 0, repeated: 0, refused: 0, settled: true, wrong: [] };

describe("what a portal makes of its answers", () => {
  it("is content with a receipt, the decision, what to pay and the notice", () =>
    expect(after(one, all)).to.deep.equal(good));

  it("waits as long as one of them is missing", () => {
    for (let i = 0; i < all.length; i += 1) expect(after(one, all.slice(0, i)).settled, String(i)).to.equal(false);
    expect(after(one, [])).to.include({ answered: 0, unanswered: 1 });
  });

  it("counts the same message again as repeated", () =>
    expect(after(one, [...all, { ...told.receipt, number: 1 }, { ...told.receipt, number: 1 }])).to.deep.equal({
      ...good,
      repeated: 2,
    }));

  it("counts one number with two contents as doubled", () => {
    expect(after(one, [...all, { ...told.decision(67_00), number: 2 }])).to.include({ doubled: 1, repeated: 0 });
    expect(after(one, [...all, { ...told.decision(67_00), number: 2, id: "other" }])).to.include({ doubled: 1 });
  });

  for (const [what, message] of [
    ["receipts", told.receipt],
    ["decisions", told.decision(66_00)],
    ["payments", told.payment(66_00)],
    ["documents that are one", told.document()],
  ] as const)
    it(`counts two ${what} under different numbers as doubled`, () =>
      expect(after(one, [...all, message])).to.include({ doubled: 1, repeated: 0 }));

  it("notices a number that was left out", () =>
    expect(after(one, [told.receipt, { ...told.decision(66_00), number: 3 }]).wrong).to.include(
      "number 3 came after number 1",
    ));

  it("notices a case number that changes", () =>
    expect(after(one, [told.receipt, { ...told.decision(66_00), caseNumber: "GLA-2" }]).wrong).to.include(
      "the case number changed",
    ));

  it("notices another amount, another state, claims that do not add up and a document too many", () => {
    const wrong = (...messages: Parameters<typeof after>[1]) => after(one, messages).wrong.join("; ");
    expect(wrong(told.receipt, told.decision(65_00))).to.include("expected cents 6600, got 6500");
    expect(wrong(told.receipt, told.inReview)).to.include("expected state assessed, got in-review");
    expect(wrong(told.receipt, told.decision(66_00), told.payment(33_00, 32_00))).to.include(
      "add up to 6600, got 6500",
    );
    expect(wrong(...all, told.document("%PDF-2.0"))).to.equal("expected documents 1, got 2");
  });

  it("does not wait for what cannot come any more: a person has it, or it is decided otherwise", () => {
    expect(after(one, [told.receipt, told.inReview])).to.include({ settled: true });
    expect(after(one, [told.receipt, told.decision(null, "withdrawn")])).to.include({ settled: true });
    expect(after(one, [told.receipt, told.decision(66_00), told.delayed])).to.include({ settled: true });
  });

  it("waits for what comes after a state that is only on the way", () => {
    const forwarded = sample([receipt], { ...assessed, through: "in-review" });
    expect(after(forwarded, [told.receipt, told.inReview])).to.include({ settled: false });
    expect(after(forwarded, [told.receipt, told.inReview, ...all.slice(1)])).to.deep.equal(good);
  });

  it("notices a document whose bytes are not what its hash says", () =>
    expect(after(one, [...all.slice(0, 3), told.document("%PDF-1.7", "another")]).wrong).to.include(
      "a document has another hash than was said",
    ));

  it("notices another date of receipt than the broker's", () =>
    expect(after(one, [{ kind: "receipt", day: "2026-11-23" }]).wrong[0]).to.include(
      "expected the date of receipt 2026-11-22",
    ));
});

describe("records that are pushed again", () => {
  const twice = sample([receipt, again], assessed);

  it("are answered by the same receipt again, which is no repetition", () =>
    expect(after(twice, [...all, { ...told.receipt, number: 1 }])).to.deep.equal({ ...good, pushed: 2, answered: 2 }));

  it("are unanswered while the receipt came once", () =>
    expect(after(twice, all)).to.include({ answered: 1, unanswered: 1, settled: false }));

  it("leave a third receipt a repetition", () => {
    const same = { ...told.receipt, number: 1 };
    expect(after(twice, [...all, same, same])).to.include({ answered: 2, repeated: 1, doubled: 0 });
  });

  it("are answered wrongly by a receipt of their own", () =>
    expect(after(twice, [...all, told.receipt])).to.include({ doubled: 1, unanswered: 1 }));
});

describe("records that are refused", () => {
  const differs = { kind: "record-refusal", code: "content-differs" } as const;
  const bad = { kind: "refusal", code: "form-mismatch", fields: ["/dog/name"] } as const;

  it("are told apart by where they lie, and leave the application as it is", () => {
    const result = after(sample([receipt, differs], assessed), [...all, told.recordRefusal("content-differs", 1)]);
    expect(result).to.deep.equal({ ...good, pushed: 2, answered: 2, refused: 1 });
  });

  it("are unanswered when the refusal is about another record", () =>
    expect(after(sample([differs], outcomes.none), [told.recordRefusal("content-differs", 7)])).to.include({
      unanswered: 1,
    }));

  it("must be refused for the reason that the sample gives, with the fields that do not fit", () => {
    const one = sample([bad], outcomes.refused);
    expect(after(one, [told.refusal("form-mismatch", ["/dog/name"])])).to.deep.equal({ ...good, refused: 1 });
    expect(after(one, [told.refusal("not-offered")]).wrong[0]).to.include(
      "expected refusal form-mismatch, got refusal not-offered",
    );
    expect(after(one, [told.refusal("form-mismatch")]).wrong).to.deep.equal(["the refusal does not name /dog/name"]);
  });

  it("may be repaired: the refusal answers the first, the receipt the second", () => {
    const result = after(sample([bad, receipt], assessed), [told.refusal("form-mismatch", ["/dog/name"]), ...all]);
    expect(result).to.deep.equal({ ...good, pushed: 2, answered: 2, refused: 1 });
  });

  it("are doubled when one of them is refused twice", () => {
    const result = after(sample([bad], outcomes.refused), [
      told.refusal("form-mismatch"),
      told.refusal("form-mismatch"),
    ]);
    expect(result).to.include({ doubled: 1 });
  });
});

describe("replies and withdrawals", () => {
  const reply = { kind: "submission", submission: "reply", submissionId: "r1", outcome: "taken" } as const;
  const both = sample([receipt, reply], outcomes.inReview);

  it("are answered by their own id", () =>
    expect(after(both, [told.receipt, told.inReview, told.reply("taken")])).to.deep.equal({
      ...good,
      pushed: 2,
      answered: 2,
    }));

  it("are wrong when they are too late and should not be", () =>
    expect(after(both, [told.receipt, told.inReview, told.reply("too-late")]).wrong[0]).to.include(
      "expected reply taken, got reply too-late",
    ));

  it("are doubled when they are answered under two numbers", () =>
    expect(after(both, [told.receipt, told.inReview, told.reply("taken"), told.reply("taken")])).to.include({
      doubled: 1,
    }));

  it("are told to be missing when they could never be pushed", () =>
    expect(after(both, [told.receipt, told.inReview], 1).wrong[0]).to.include("1 of its records could not be pushed"));
});
