import { expect } from "chai";
import { ServiceOffered } from "../../../platform/casework/case/events.ts";
import { readTownOffers, readTowns } from "../../../platform/casework/towns/towns.ts";
import { compileSchema, readSchema } from "../../../platform/messaging/contracts/validate.ts";
import { given } from "../../../test/support/given.ts";
import { offers as dogTax } from "../../dog-tax/dog-tax.ts";
import { announcement, gladbeck } from "../../intake/test/counter.ts";
import { announcements, type CatalogueState, catalogue, offersOf } from "../catalogue.ts";

const towns = readTowns();
const day = "2026-11-22";
const row = { municipality: gladbeck, town: "Gladbeck", service: "dog-tax", key: "99102013104000", from: "2022-11-01" };
const named = { municipality: gladbeck, service: "dog-tax", key: "99102013104000", from: "2022-11-01", until: null };

describe("catalogue", () => {
  it("says what a service announced, with its forms and the trust level that it demands", () => {
    const [first] = offersOf([announcement("dog-tax", dogTax)], towns, [], day).filter(({ key }) => key === row.key);
    expect(first).to.deep.equal({
      ...row,
      title: "Hundesteuer: Anmeldung",
      demandedTrustLevel: "basis",
      forms: ["dog-tax-registration.v1"],
      announced: true,
    });
  });

  it("says as well what a town names and no service has announced yet", () => {
    expect(offersOf([], towns, [named], day)).to.deep.equal([
      { ...row, title: "", demandedTrustLevel: "", forms: [], announced: false },
    ]);
    expect(
      offersOf([announcement("dog-tax", dogTax)], towns, [named], day).map(({ announced }) => announced),
    ).to.deep.equal(dogTax.map(() => true));
  });

  it("leaves out what has ended, and keeps what is going to begin", () => {
    const until = (until: string) =>
      offersOf([announcement("dog-tax", dogTax, { until })], towns, [{ ...named, until }], day);
    expect(until("2026-11-21")).to.deep.equal([]);
    expect(until(day)).to.have.length(dogTax.length);
    expect(offersOf([announcement("dog-tax", dogTax, { from: "2027-01-01" })], towns, [], day)[0]?.from).to.equal(
      "2027-01-01",
    );
  });

  it("leaves out keys that a service announces for a town and does not take", () => {
    const [registration] = dogTax;
    const half = announcement("dog-tax", registration ? [registration] : []);
    half.towns[0]?.keys.push({ key: "99102013070000", from: "2022-11-01", until: null });
    expect(offersOf([half], towns, [], day)).to.have.length(1);
  });

  it("is sorted by town and key, and fits the action's contract", () => {
    const offers = offersOf([announcement("dog-tax", dogTax)], towns, readTownOffers(), day);
    const order = offers.map(({ municipality, key }) => `${municipality} ${key}`);
    expect(order).to.deep.equal([...order].sort());
    expect(new Set(order).size).to.equal(order.length).and.to.equal(readTownOffers().length);
    const { returns } = readSchema("actions", "catalogue.offers.json") as { returns: object };
    expect(compileSchema(returns)({ offers })).to.deep.equal([]);
  });

  it("keeps each service's latest announcement", () => {
    const scene = given<CatalogueState>(catalogue).when(ServiceOffered, announcement("dog-tax", dogTax));
    scene.when(ServiceOffered, announcement("dog-tax", [])).leadsTo();
    expect(scene.key).to.equal("offers/announcement/dog-tax");
    expect(scene.state.announcement?.offers).to.deep.equal([]);
    expect(scene.view.status).to.equal("announced");
    expect(announcements.view(announcements.initial()).status).to.equal("unknown");
  });
});
