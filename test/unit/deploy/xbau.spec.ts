import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { expect } from "chai";
import { temporaryFolders } from "./folder.ts";

const project = resolve(import.meta.dirname, "../../..");

describe("npm run xbau", () => {
  const folder = temporaryFolders();

  function xbau(schemas: string, ...args: string[]) {
    const { status, stdout, stderr } = spawnSync(process.execPath, ["antragsbus.cjs", "xbau", ...args], {
      cwd: project,
      env: { ...process.env, XBAU_XSD_FOLDER: schemas },
      encoding: "utf8",
    });
    return { status, stdout, stderr };
  }

  it("checks nothing, and says why, without a folder of XSD files or without a message", () => {
    const empty = folder();
    expect(xbau("", "a.xml")).to.deep.include({ status: 2, stdout: "" });
    expect(xbau("", "a.xml").stderr).to.include("XBAU_XSD_FOLDER is not set");
    expect(xbau(empty, "a.xml").stderr).to.include("has no xbau-nachrichten-baugenehmigung.xsd");
    expect(xbau(empty).stderr).to.include("Missing required argument 'file.xml'");
  });
});
