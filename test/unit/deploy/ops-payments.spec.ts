import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import type { Connection } from "../../../cli/ops/connection.ts";
import { payments } from "../../../cli/ops/payments.ts";
import { temporaryFolders } from "./folder.ts";

/** What is written to standard error while something is done. */
async function saidDuring(work: () => Promise<unknown>): Promise<string> {
  const { write } = process.stderr;
  let said = "";
  process.stderr.write = ((text: string) => {
    said += text;
    return true;
  }) as typeof write;
  try {
    await work().catch(() => {});
  } finally {
    process.stderr.write = write;
  }
  return said;
}

describe("ops payments debits and payouts", () => {
  const town = "055620014014";
  const folder = temporaryFolders();
  const answer = { id: "F1", orders: 1, cents: 33_00, more: false, xml: "<file/>" };
  const connected = (answers: () => unknown, asked: unknown[] = []): Connection => ({
    services: [],
    call: async (_name, _service, params) => {
      asked.push(params);
      return answers() as never;
    },
    close: async () => {},
  });

  for (const kind of ["debits", "payouts"])
    it(`say under which id before they begin, so that what a lost answer held can be had again: ${kind}`, async () => {
      const path = join(folder(), "to.xml");
      const lost = connected(() => {
        throw new Error("the answer is lost");
      });
      const said = await saidDuring(() => payments(lost, [kind, "2026-12-31", path], { town }));
      const [, id = ""] = /--command-id (\S+)/.exec(said) ?? [];
      expect(id).not.to.equal("");
      const asked: unknown[] = [];
      await saidDuring(() =>
        payments(
          connected(() => answer, asked),
          [kind, "2026-12-31", path],
          { town, commandId: id },
        ),
      );
      expect(asked).to.deep.equal([{ municipality: town, commandId: id, kind, until: "2026-12-31" }]);
      expect(readFileSync(path, "utf8")).to.equal("<file/>");
    });

  it("hand a statement over in pieces that a call takes, and wait for it as long as it may take", async () => {
    const path = join(folder(), "from.xml");
    const calls: [string, unknown, number | undefined][] = [];
    const connection: Connection = {
      ...connected(() => ({})),
      call: async (name, _service, params, timeout) => {
        calls.push([name, params, timeout]);
        return (name === "payments.put" ? { complete: true } : { lines: 0, closingCents: 0 }) as never;
      },
    };
    writeFileSync(path, Buffer.alloc(1024 * 1024 + 1, " "));
    await payments(connection, ["statement", path], { town });
    expect(calls.map(([name]) => name)).to.deep.equal([...Array(3).fill("payments.put"), "payments.statement"]);
    expect(calls.map(([, params]) => (params as { piece?: number }).piece)).to.deep.equal([0, 1, 2, undefined]);
    expect(calls.map(([, , timeout]) => timeout)).to.deep.equal([undefined, undefined, undefined, 600_000]);
    const last = calls[2]?.[1] as { data: string };
    expect(Buffer.from(last.data, "base64")).to.have.length(1);
  });
});
