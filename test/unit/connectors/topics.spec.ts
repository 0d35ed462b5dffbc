import { expect } from "chai";
import { topicProblems } from "../../../connectors/portals/common/topic-check.ts";

const good = {
  "compression.type": "uncompressed",
  "message.timestamp.type": "LogAppendTime",
  "max.message.bytes": "10485760",
  "cleanup.policy": "delete",
  "retention.ms": "1209600000",
  "retention.bytes": "-1",
};
const problems = (change: Record<string, string> = {}) =>
  topicProblems(new Map(Object.entries({ ...good, ...change })));

describe("a portal's topic", () => {
  it("is taken with fourteen days, with more, and with no end", () => {
    for (const days of ["1209600000", "1209600001", "-1"]) expect(problems({ "retention.ms": days })).to.deep.equal([]);
  });

  const dangerous: [name: string, value: string][] = [
    ["cleanup.policy", "compact"],
    ["cleanup.policy", "compact,delete"],
    ["cleanup.policy", "delete,compact"],
    ["cleanup.policy", ""],
    ["retention.ms", "60000"],
    ["retention.ms", "1209599999"],
    ["retention.ms", "604800000"],
    ["retention.ms", "-2"],
    ["retention.ms", "long"],
    ["retention.bytes", "1073741824"],
    ["retention.bytes", "0"],
    ["compression.type", "producer"],
    ["message.timestamp.type", "CreateTime"],
    ["max.message.bytes", "1048588"],
  ];
  for (const [name, value] of dangerous)
    it(`is refused with ${name}=${value}, which is named`, () => {
      const [only, ...others] = problems({ [name]: value });
      expect(only).to.match(new RegExp(`^${name.replaceAll(".", "\\.")} has to be `));
      expect(others).to.deep.equal([]);
    });

  it("is refused where Kafka does not say how it is set up", () => {
    expect(topicProblems(new Map())).to.have.length(Object.keys(good).length);
  });
});
