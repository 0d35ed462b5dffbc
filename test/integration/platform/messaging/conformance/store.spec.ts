import { storeSuite } from "./store-suite.ts";
import { conformance, seedsOf } from "./suite.ts";

conformance(storeSuite, seedsOf(2));
