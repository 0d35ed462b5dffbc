import { expect } from "chai";
import { notAnswered } from "../../../../../platform/messaging/adapters/kafka/producer.ts";
import { fetchedOf } from "../../../../../platform/messaging/adapters/kafka/reader.ts";

describe("adapters: a request to Kafka of which a part was left out", () => {
  const answers = [
    { topicName: "a.status", partition: 0 },
    { topicName: "b.status", partition: 1 },
  ];

  it("is not taken for sent: each partition that has messages has to be acknowledged", () => {
    expect(notAnswered(new Set(["a.status/0", "b.status/0", "b.status/1"]), answers)).to.deep.equal(["b.status/0"]);
    expect(notAnswered(new Set(["a.status/0", "b.status/1"]), answers)).to.deep.equal([]);
  });
});

describe("adapters: a record of kafkajs", () => {
  it("has all values of a header in their order, whatever form they came in", () => {
    const headers = { none: undefined, text: "a", bytes: Buffer.from("b"), several: ["c", Buffer.from("d")] };
    const record = fetchedOf({ key: null, value: null, timestamp: "0", offset: "7", attributes: 0, headers });
    const texts = Object.entries(record.headers).map(([name, values = []]) => [name, values.map(String)]);
    expect(Object.fromEntries(texts)).to.deep.equal({ none: [], text: ["a"], bytes: ["b"], several: ["c", "d"] });
  });
});
