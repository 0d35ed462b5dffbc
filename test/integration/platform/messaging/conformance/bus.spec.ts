import { busSuite } from "./bus-suite.ts";
import { conformance, seedsOf } from "./suite.ts";

conformance(busSuite, seedsOf(2));
