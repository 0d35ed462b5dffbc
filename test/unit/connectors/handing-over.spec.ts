import { expect } from "chai";
import { HandingOver } from "../../../connectors/portals/common/reading/handing-over.ts";
import type { Handover } from "../../../connectors/portals/common/reading/inbound.ts";
import { Turn } from "../../../connectors/portals/common/reading/turn.ts";
import { sozialplattformNrw as portal } from "../../../connectors/portals/sozialplattform-nrw/sozialplattform-nrw.ts";
import { systemClock } from "../../../platform/messaging/adapters/clock.ts";
import type { Caller, Params } from "../../../platform/messaging/contracts/action.ts";
import { Fault, type FaultCode } from "../../../platform/messaging/faults.ts";
import type { Log } from "../../../platform/messaging/telemetry/log.ts";
import { file } from "./canonical.ts";

type Item = Params<"intake.receive">["items"][number];

const log = { warn: () => {}, error: () => {} } as unknown as Log;
const handover = (recordKey: string, more: Partial<Handover> = {}): Handover => {
  const place = { deliveryId: recordKey, recordKey, partition: 0, offset: "0", sha256: "0".repeat(64) };
  const item: Item = { ...place, kind: "reply", receivedAt: "2026-11-28T00:00:00.000Z", traceparent: "", text: "t" };
  return { item, files: [], ...more };
};

/** Hands over to services of which one answers some records with a fault; gives up after the second wait. */
async function handOver(handovers: Handover[], faulty: (action: string, params: object) => FaultCode | undefined) {
  const taken: Item[] = [];
  let waits = 0;
  const caller: Caller = {
    call: async (action, params) => {
      const code = faulty(action, params as object);
      if (code) throw new Fault(code);
      if (action !== "intake.receive") return { complete: true };
      const { items } = params as Params<"intake.receive">;
      taken.push(...items);
      return { items: items.map(({ deliveryId }) => ({ deliveryId, outcome: "accepted" })) };
    },
  };
  const nothing = async () => {};
  const turn = new Turn({
    ...{ heartbeat: nothing, heartbeatMs: 1_000, goesOn: nothing, clock: systemClock, log },
    gone: () => waits > 1,
    waits: async () => {
      waits += 1;
    },
  });
  const done = await new HandingOver({ portal, caller, log }).take(handovers, turn);
  turn.end();
  return { done, taken: taken.map(({ recordKey, kind, problem }) => `${recordKey} ${problem?.code ?? kind}`) };
}

describe("connectors: a record that another service does not take", () => {
  const keys = ["a", "b", "c", "d", "e"];
  const kinds = ["application", "reply", "withdrawal", "reply", "reply"] as const;
  const has = (params: object, key: string, kind: string) =>
    ((params as Params<"intake.receive">).items ?? []).some((item) => item.recordKey === key && item.kind === kind);

  it("is refused alone, whatever was handed over with it", async () => {
    const { done, taken } = await handOver(
      keys.map((key) => handover(key)),
      (_, params) => (has(params, "c", "reply") ? "bad-request" : undefined),
    );
    expect(done).to.equal(true);
    expect(taken).to.have.members(["a reply", "b reply", "c unreadable", "d reply", "e reply"]);
  });

  it("keeps the order of an application's records, and holds up no other, while its files are put", async () => {
    const files = [file("Mietvertrag.pdf", "eins")];
    const handovers = [handover("a", { files }), handover("b"), handover("a"), handover("a", { files }), handover("c")];
    const named = handovers.map((one, i) => ({ ...one, item: { ...one.item, kind: kinds[i] ?? one.item.kind } }));
    const { taken } = await handOver(named, () => undefined);
    expect(taken).to.deep.equal(["b reply", "c reply", "a application", "a withdrawal", "a reply"]);
  });

  it("is refused also where documents does not take its file", async () => {
    const handovers = [handover("a"), handover("b", { files: [file("Impfpass.pdf", "eins")] })];
    const { done, taken } = await handOver(handovers, (action) =>
      action === "documents.put" ? "hash-differs" : undefined,
    );
    expect(done).to.equal(true);
    expect(taken).to.deep.equal(["a reply", "b unreadable"]);
  });

  for (const code of ["unavailable", "unexpected", "not-signed-in", "not-permitted"] as const)
    it(`waits where that does not lie in it: ${code}`, async () => {
      for (const failing of ["intake.receive", "documents.put"]) {
        const handovers = [handover("a", { files: [file("Impfpass.pdf", "eins")] })];
        const { done, taken } = await handOver(handovers, (action) => (action === failing ? code : undefined));
        expect(done).to.equal(false);
        expect(taken).to.deep.equal([]);
      }
    });
});
