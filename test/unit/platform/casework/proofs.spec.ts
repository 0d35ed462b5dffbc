import { globSync, readFileSync } from "node:fs";
import { expect } from "chai";
import { attachmentsOf, missingProofs, type Proofs } from "../../../../platform/casework/questions/proofs.ts";
import { enclosed } from "../../../support/enclosed.ts";

const proofs: Proofs = {
  contract: ["Bitte senden Sie uns Ihren Vertrag.", "SGB I § 60"],
  income: ["Bitte senden Sie uns Nachweise über Ihr Einkommen.", "SGB I § 60"],
};
type File = ReturnType<typeof enclosed>;

/** What is asked for where a contract and an income are announced, or nothing is. */
function asked(files: File[], later: File[] = [], announced = ["contract", "income"]) {
  const replies = [{ submissionId: "R-1", text: "", attachments: later, at: "" }];
  const found = attachmentsOf({ application: { attachments: files } as never, replies });
  return missingProofs(proofs, ["contract", "income"], announced, found);
}
const codes = (...given: Parameters<typeof asked>) => asked(...given).map(({ code }) => code);

const [contract, income] = [enclosed("vertrag.pdf"), enclosed("lohn.pdf")];
const empty = (name: string): File => ({ ...enclosed(name), bytes: 0 });
const again = (file: File, name: string): File => ({ ...file, name });

describe("proofs", () => {
  const table: [says: string, found: string[], expected: string[]][] = [
    ["both files are there", codes([contract, income]), []],
    ["one did not come", codes([contract]), ["income-missing"]],
    ["none came", codes([]), ["contract-missing", "income-missing"]],
    ["both are empty", codes([empty("a.pdf"), empty("b.pdf")]), ["contract-missing", "income-missing"]],
    ["the first is empty: that one is asked for", codes([empty("a.pdf"), income]), ["contract-missing"]],
    ["the second is the first one under another name", codes([contract, again(contract, "b.pdf")]), ["income-missing"]],
    ["the reply brings what was empty", codes([empty("a.pdf"), income], [contract]), []],
    ["the reply is empty as well", codes([empty("a.pdf"), income], [empty("c.pdf")]), ["contract-missing"]],
    ["the reply brings what was there before", codes([contract], [again(contract, "lohn.pdf")]), ["income-missing"]],
    ["the reply brings one file twice", codes([], [contract, again(contract, "b.pdf")]), ["income-missing"]],
    ["nothing was announced and two files came", codes([contract, income], [], []), []],
    ["nothing was announced and one file came twice", codes([contract, contract], [], []), ["income-missing"]],
  ];
  for (const [says, found, expected] of table)
    it(`asks for ${expected.join(" and ") || "nothing"} where ${says}`, () => {
      expect(found).to.deep.equal(expected);
    });

  it("tells who sent an empty file that it was one", () => {
    const [first, second] = asked([empty("a.pdf")]);
    expect(first?.sentence).to.include("ist leer oder dieselbe wie eine andere");
    expect(second?.sentence).to.equal("Bitte senden Sie uns Nachweise über Ihr Einkommen.");
  });

  it("are counted here alone: no service counts files by itself", () => {
    const counting = globSync("services/**/*.ts").filter((path) => {
      const isStore = path.startsWith("services/documents/");
      return !isStore && /attachments\.(length|reduce|filter)/.test(readFileSync(path, "utf8"));
    });
    expect(counting).to.deep.equal([]);
  });
});
