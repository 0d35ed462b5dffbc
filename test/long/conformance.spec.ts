import { busSuite } from "../integration/platform/messaging/conformance/bus-suite.ts";
import { kafkaSuite } from "../integration/platform/messaging/conformance/kafka-suite.ts";
import { storeSuite } from "../integration/platform/messaging/conformance/store-suite.ts";
import { conformance, seedsOf } from "../integration/platform/messaging/conformance/suite.ts";

// Other seeds than npm test has, a few at a time: side by side they wait for the same servers.
const [atOnce, rounds] = [8, 5];

for (let round = 0; round < rounds; round += 1) {
  const seeds = seedsOf(atOnce, 1_000 * (round + 1));
  conformance(storeSuite, seeds);
  conformance(busSuite, seeds);
  conformance(kafkaSuite, seeds);
}
