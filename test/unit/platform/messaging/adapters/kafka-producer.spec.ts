import { expect } from "chai";
import { notAnswered } from "../../../../../platform/messaging/adapters/kafka/producer.ts";

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
