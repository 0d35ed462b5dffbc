import { kafkaSuite } from "./kafka-suite.ts";
import { conformance, seedsOf } from "./suite.ts";

conformance(kafkaSuite, seedsOf(2));
