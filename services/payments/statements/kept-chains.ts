import { type Checkpoints, Fault } from "../../../platform/messaging/index.ts";
import type { Chain } from "./chain.ts";

/** What is said where two take in statements of one town. */
export const isTaken =
  "Ein anderer Kontoauszug dieser Stadt wird gerade übernommen. Versuchen Sie es in einer Minute noch einmal.";

/** How far the accounts of a town are, as the store keeps it. */
export class KeptChains {
  private readonly checkpoints: Pick<Checkpoints, "versioned" | "swap">;
  private readonly municipality: string;
  private readonly versions = new Map<string, number>();

  constructor(checkpoints: Pick<Checkpoints, "versioned" | "swap">, municipality: string) {
    this.checkpoints = checkpoints;
    this.municipality = municipality;
  }

  /** Reads how far some accounts are; one that is not known has nothing. */
  async read(ibans: Iterable<string>): Promise<Map<string, Chain>> {
    const chains = new Map<string, Chain>();
    for (const iban of ibans) {
      const { value, version } = await this.checkpoints.versioned(this.nameOf(iban));
      this.versions.set(iban, version);
      if (value) chains.set(iban, value as Chain);
    }
    return chains;
  }

  /**
   * Keeps how far an account is.
   * @throws Fault unavailable where somebody else has taken it further since it was read: who stood still longer than the
   *   lease lasts must not take that back
   */
  async keep(iban: string, chain: Chain): Promise<void> {
    const version = this.versions.get(iban) ?? 0;
    if (!(await this.checkpoints.swap(this.nameOf(iban), version, chain))) throw new Fault("unavailable", isTaken);
    this.versions.set(iban, version + 1);
  }

  private nameOf(iban: string): string {
    return `statements ${this.municipality} ${iban}`;
  }
}
