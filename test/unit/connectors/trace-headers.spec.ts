import { expect } from "chai";
import { formsOfPortal } from "../../../cli/docs/forms.ts";
import { readRecord } from "../../../connectors/portals/common/reading/inbound.ts";
import { recordOf } from "../../../connectors/portals/common/reading/reader.ts";
import { sozialplattformNrw as portal } from "../../../connectors/portals/sozialplattform-nrw/sozialplattform-nrw.ts";
import { fetchedOf } from "../../../platform/messaging/adapters/kafka/reader.ts";
import { Codec } from "../../../platform/messaging/contracts/codec.ts";
import { memoryRegistry } from "./memory-registry.ts";

const traceparent = `00-${"a".repeat(32)}-${"b".repeat(16)}-01`;
type Headers = Record<string, string | Buffer | (string | Buffer)[]>;
const read = (headers: Headers) =>
  recordOf(0, fetchedOf({ key: null, value: null, timestamp: "0", offset: "7", attributes: 0, headers }), new Date());

describe("connectors: what tracing systems want to be kept of a record", () => {
  it("stands in headers of 512 bytes together and no more", () => {
    const stateOf = (tracestate: Headers[string]) => read({ tracestate }).tracestate;
    const state = `vendor=${"v".repeat(250)},other=${"o".repeat(247)}`;
    expect(state).to.have.length(511);
    const members = state.split(",");
    for (const header of [state, Buffer.from(state), members, members.map((one) => Buffer.from(one))])
      expect(stateOf(header)).to.equal(state);
    expect(stateOf(`${state}o`)).to.have.length(512);
    for (const header of [`${state}oo`, [state, "a=1"]]) expect(stateOf(header)).to.equal("");
    expect(read({}).tracestate).to.equal("");
  });

  it("is handed on as far as it fits; what does not costs the record nothing", async () => {
    const codec = new Codec(memoryRegistry());
    await codec.register(portal.pushes);
    const [, reply] = portal.pushes;
    if (!reply) throw new Error("a contract is missing");
    const value = codec.encode(reply, { submissionId: "S-1", replyId: "R-1", message: "Anbei.", files: [] });
    async function item(tracestate: Headers[string], parent = traceparent) {
      const record = { ...read({ traceparent: parent, tracestate }), key: Buffer.from("S-1"), value };
      const { item } = await readRecord(
        portal,
        codec,
        { ...record, timestamp: "1795341600000" },
        { forms: formsOfPortal(portal.name) },
      );
      expect(item).to.have.property("kind", "reply");
      return item;
    }
    const tracestate = "vendor=1,other=2";
    expect(await item(tracestate)).to.include({ traceparent, tracestate });
    expect(await item([Buffer.from("vendor=1"), Buffer.from("other=2")])).to.include({ traceparent, tracestate });
    expect(await item("vendor=1,NoKey=x,other=2,=,üß=1")).to.include({ traceparent, tracestate });
    for (const none of ["", "geheim", "\u0000=\r\n", ",,,,", Buffer.from([0xff, 0xfe]), `${"v".repeat(300)}=1`]) {
      expect(await item(none)).to.include({ traceparent });
      expect(await item(none)).not.to.have.property("tracestate");
    }
    expect(await item(tracestate, "00-none")).not.to.have.property("tracestate");
  });
});
