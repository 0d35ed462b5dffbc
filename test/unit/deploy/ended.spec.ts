import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { inWords, lastLogLine } from "../../../deploy/processes/ended.ts";
import { temporaryFolders } from "./folder.ts";

describe("the last words of a process that ended", () => {
  const folder = temporaryFolders();
  const ofMongod = `{"t":{"$date":"2026-11-28T12:00:00Z"},"s":"E","c":"NETWORK","id":23024,"ctx":"main","msg":"Failed to unlink socket file","attr":{"path":"/tmp/x","error":"Operation not permitted"}}`;
  const ofUs = `{"level":"error","time":"2026-11-28T12:00:00Z","service":"intake","error":{"name":"MongoNetworkError","message":"connection closed"},"msg":"what waits failed"}`;

  it("are words, also where its log is JSON", () => {
    expect(inWords(ofMongod)).to.equal("Failed to unlink socket file (Operation not permitted)");
    expect(inWords(ofUs)).to.equal("what waits failed (connection closed)");
    expect(inWords(`{"s":"I","msg":"Connection accepted","attr":{"remote":"127.0.0.1:1"}}`)).to.equal(
      "Connection accepted",
    );
    expect(inWords("  [WARN] out of disk ")).to.equal("[WARN] out of disk");
    for (const text of ['{"cut', '{"level":"error"}', '{"msg":7}']) expect(inWords(text)).to.equal(text);
  });

  it("are the last of its log that say something", () => {
    const file = join(folder(), "mongodb.log");
    writeFileSync(file, `first\n${ofMongod}\n\n`);
    expect(lastLogLine(file)).to.match(/^Failed to unlink/);
    expect(lastLogLine(file, /first/)).to.equal("first");
    writeFileSync(file, "");
    expect(lastLogLine(file)).to.equal(undefined);
  });
});
