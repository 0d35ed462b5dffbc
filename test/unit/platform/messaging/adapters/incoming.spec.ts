import { expect } from "chai";
import { headers, type JsMsg } from "nats";
import { incoming } from "../../../../../platform/messaging/adapters/jetstream/bus.ts";

describe("what comes from JetStream", () => {
  it("has a name of its own, by its place on the stream, where it has no envelope that fits", () => {
    const bad = [
      "null",
      "7",
      "[]",
      "{",
      '{"id":{"a":1},"type":"t"}',
      '{"type":"t"}',
      `{"id":"${"x".repeat(1200)}","type":"t"}`,
    ];
    for (const text of bad) {
      const made = headers();
      made.set("Antragsbus-Envelope", text);
      const info = { deliveryCount: 1, stream: "s", streamSequence: 1 };
      const { delivery } = incoming({ headers: made, data: new Uint8Array(3), info } as unknown as JsMsg);
      expect(delivery.envelope).to.include({ id: "s-1", type: "without-envelope" });
    }
  });
});
