import { expect } from "chai";
import { closeDatabase, openDatabase } from "../../../platform/messaging/adapters/mongodb/connect.ts";
import { modelsOf } from "../../../platform/messaging/adapters/mongodb/models.ts";
import { mongoStore } from "../../../platform/messaging/adapters/mongodb/store.ts";
import type { Fault, Store } from "../../../platform/messaging/index.ts";
import { logOf } from "../../../platform/messaging/telemetry/log.ts";
import { type Balance, linked } from "../../../services/payments/statements/chain.ts";
import { KeptChains } from "../../../services/payments/statements/kept-chains.ts";
import { servers } from "../../support/servers.ts";

describe("payments: the chain of an account's statements", function () {
  this.timeout(60_000);
  const municipality = "055620014014";
  let store: Store;

  before(async () => {
    const connection = await openDatabase((await servers()).config("chains"), "chains", logOf("chains"));
    store = mongoStore(connection, modelsOf(connection));
    await store.prepare();
  });
  after(() => closeDatabase());

  it("is kept only where nobody else has taken it further", async () => {
    const named = (name: string): Balance => ({
      ...{ statementId: name, number: null, page: null, openingCents: 0, closingCents: 0 },
      ...{ closedOn: "2026-03-02", key: name },
    });
    const first = linked(undefined, named("S1"));
    const begun = { ...first, begun: { key: "S2", preceding: {} } };
    const second = linked(begun, named("S2"));
    const iban = "DE-of-a-test";
    const reader = async () => {
      const chains = new KeptChains(store.checkpoints, municipality);
      await chains.read([iban]);
      return chains;
    };
    const refused = async (work: Promise<void>) =>
      work.then(
        () => "kept",
        (error) => (error as Fault).code,
      );
    const [one, other] = [await reader(), await reader()];
    await one.keep(iban, first);
    expect(await refused(other.keep(iban, first)), "two begin").to.equal("unavailable");
    const still = await reader();
    await one.keep(iban, begun);
    await one.keep(iban, second);
    expect(await refused(still.keep(iban, second)), "who stood still meanwhile").to.equal("unavailable");
    expect((await new KeptChains(store.checkpoints, municipality).read([iban])).get(iban)).to.deep.equal(second);
  });
});
