import type { TariffParts } from "../../platform/casework/index.ts";
import type { HashKey } from "../../platform/messaging/index.ts";
import type { Household } from "./assessment/rules.ts";
import type { Tariff } from "./assessment/tariff.ts";
import type { DogCase } from "./cases.ts";

/** One state is one household: its dogs, what was assessed, its cases. */
export interface DogTaxState extends Household {
  cases: DogCase[];
}

export interface DogTaxParts extends TariffParts<Tariff> {
  /** hashes chip numbers */
  hashKey: HashKey;
}
