import { expect } from "chai";
import { beginsWithVerb, DocComments } from "../support/doc-comments.ts";
import { Syntax } from "../support/syntax.ts";

describe("the doors of the platform's rooms", () => {
  const syntax = new Syntax();
  after(() => syntax.close());

  for (const door of ["platform/messaging/index.ts", "platform/casework/index.ts"])
    it(`${door} says of each symbol that others may use what it does, is or guarantees`, () => {
      expect(new DocComments(syntax).lacking(door)).to.deep.equal([]);
    });
});

describe("the check of a door's comments", () => {
  const written = new Syntax({
    "platform/messaging/index.ts": 'export { a, type Some, Of, one, type Named } from "./a.ts";',
    "platform/messaging/a.ts": [
      "export function a(one: 1, two: 1) { return [one, two]; }",
      "/** Something. */\nexport interface Some extends Base { f(): void; /** @returns nothing */ g(): void; h: () => void; i: 1 }",
      "interface Base { /** Looks of others. */ f(): void }",
      "/** Makes one. */\nexport class Of { private x() {} y() {} /** Reads. */ z = () => {}; #w() {} }",
      "/** The one. */\nexport const one = () => 1;",
      "/** What is named. */\nexport type Named = Base;",
    ].join("\n"),
  });
  after(() => written.close());

  it("sees what has no comment, and comments that say nothing of what is done", () => {
    const found = new DocComments(written).lacking("platform/messaging/index.ts");
    const names = found.map((one) => one.replace(/^\S+ /, ""));
    expect(names.sort()).to.deep.equal([
      "Base: has no comment",
      "a: has no comment",
      'f: "Looks of others. …"',
      "f: has no comment",
      "g: has no comment",
      "h: has no comment",
      'one: "The one. …"',
      "y: has no comment",
    ]);
    expect(beginsWithVerb("Notes that it is there.")).to.equal(true);
    for (const noun of ["Notes of a partition.", "States as they are stored.", "The state.", "Whether it is.", ""])
      expect(beginsWithVerb(noun), noun).to.equal(false);
  });
});
