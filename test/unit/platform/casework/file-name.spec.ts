import { expect } from "chai";
import fc from "fast-check";
import { foreignLetter } from "../../../../platform/casework/texts/din-91379.ts";
import { fileNameMax, fileNameOf } from "../../../../platform/casework/texts/file-name.ts";

describe("the name of an attachment", () => {
  const names: [given: string, kept: string][] = [
    ["Impfpass.pdf", "Impfpass.pdf"],
    ["Mietvertrag Müller (Łódź), 2. Teil.pdf", "Mietvertrag Müller (Łódź), 2. Teil.pdf"],
    ["../../etc/passwd.pdf", "passwd.pdf"],
    ["C:\\Windows\\system32\\bescheid.pdf", "bescheid.pdf"],
    ["/etc/", "Datei"],
    ["..", "Datei"],
    ["", "Datei"],
    [".bashrc", "bashrc"],
    ["-rf.pdf", "rf.pdf"],
    ["a\u0000b\r\nc\u0007.pdf", "a_b_c_.pdf"],
    ["fdp.\u202Etxt.exe", "fdp._txt.exe"],
    ["Lohn\u200B\u200Dzettel.pdf", "Lohn_zettel.pdf"],
    ["عقد.pdf", "pdf"],
    ["📎 Anlage.pdf", "Anlage.pdf"],
    ["Müller & Sohn: Was? <neu>.pdf", "Müller & Sohn_Was_neu_.pdf"],
    ["O'Neill; $HOME.pdf", "O'Neill; $HOME.pdf"],
    ["NUL.pdf", "_NUL.pdf"],
    ["com1", "_com1"],
    ["Anlage.pdf. ", "Anlage.pdf"],
    ["Mu\u0308ller.pdf", "Müller.pdf"],
  ];
  for (const [given, kept] of names)
    it(`${JSON.stringify(given)} is kept as ${JSON.stringify(kept)}`, () => {
      expect(fileNameOf(given)).to.equal(kept);
    });

  it("of 5 kB is cut, and its ending stays", () => {
    const name = fileNameOf(`${"ä".repeat(5_000)}.pdf`);
    expect(name)
      .to.match(/^ä+\.pdf$/)
      .and.to.have.length(fileNameMax);
    expect(fileNameOf("x".repeat(5_000))).to.have.length(fileNameMax);
    expect(fileNameOf(`a.${"x".repeat(5_000)}`)).to.have.length(fileNameMax);
    expect(fileNameOf(`${"x".repeat(fileNameMax - 1)}.${"y".repeat(50)}`)).to.match(/^x+$/);
  });

  it("is harmless whatever a portal sends, and stays what it is when it is cleaned again", () => {
    const any = fc.oneof(
      fc.string({ unit: "binary", maxLength: 400 }),
      fc.string({ unit: "grapheme", maxLength: 400 }),
    );
    const parts = fc.array(fc.oneof(any, fc.constantFrom("..", "/", "\\", "\u0000", "\u202E", "\n", ".pdf", " ")));
    fc.assert(
      fc.property(parts, (list) => {
        const name = fileNameOf(list.join(""));
        expect(name.length).to.be.within(1, fileNameMax);
        expect(name)
          .to.match(/^[^.\s/\\-][^/\\\p{Cc}]*$/u)
          .and.not.to.match(/[.\s]$/);
        expect(foreignLetter(name, false)).to.equal(undefined);
        expect(fileNameOf(name)).to.equal(name);
      }),
    );
  });
});
