import { expect } from "chai";
import {
  ApplicationAccepted,
  ApplicationRefused,
  RecordRefused,
  ServiceOffered,
} from "../../../platform/casework/case/events.ts";
import { Fault } from "../../../platform/messaging/faults.ts";
import { offers as dogTax } from "../../dog-tax/dog-tax.ts";
import type { OfferState } from "../intake.ts";
import { Offers } from "../offers.ts";
import { allOffers, announcement, Counter, gladbeck } from "./counter.ts";

const counter = () => new Counter();

describe("intake: the date of receipt", () => {
  const [first, later] = ["2026-10-31T22:59:00.000Z", "2026-11-22T10:00:00.000Z"];
  const receivedAt = (pushed: Counter) => pushed.newEvent(ApplicationAccepted).metadata.receivedAt;

  it("stays the first record's when it is repaired", () => {
    expect(receivedAt(counter().push({ data: {} }, first).push({}, later))).to.equal(first);
    expect(receivedAt(counter().push({ form: "x" }, first).push({ data: {} }, later).push({}, later))).to.equal(first);
  });

  it("stays the first record's when that could not be read", () => {
    const garbage = { kind: "unreadable", problem: { code: "attachment-hash" }, sha256: "f".repeat(64) } as const;
    expect(receivedAt(counter().push(garbage, first).push({}, later))).to.equal(first);
  });

  it("is not moved by what comes after", () => {
    const pushed = counter().push({}, first).push({ form: "x" }, later);
    expect(pushed.newEvent(RecordRefused).metadata.receivedAt).to.equal(first);
    expect(pushed.state.receivedAt).to.equal(first);
  });

  it("gives the repaired application the year of the first record", () => {
    const pushed = counter().push({ data: {} }, "2026-12-30T10:00:00.000Z").push({}, "2027-01-02T10:00:00.000Z");
    expect(pushed.newEvent(ApplicationAccepted).metadata.caseNumber).to.match(/^GLA-26-/);
  });

  it("decides whether a service is offered, from its first day to its last, in Berlin", () => {
    const days = { from: "2026-11-01", until: "2026-11-30" };
    const names = (receivedAt: string) => new Counter(allOffers(days, [])).push({}, receivedAt).names;
    expect(names("2026-10-31T22:59:59.000Z")).to.deep.equal([ApplicationRefused.name]);
    expect(names("2026-10-31T23:00:00.000Z")).to.deep.equal([ApplicationAccepted.name]);
    expect(names("2026-11-30T22:59:59.000Z")).to.deep.equal([ApplicationAccepted.name]);
    expect(names("2026-11-30T23:00:00.000Z")).to.deep.equal([ApplicationRefused.name]);
  });
});

describe("intake: what services announce", () => {
  it("is waited for where the town's files name the service: nothing is refused for that", () => {
    const pushed = new Counter(
      new Offers([
        { municipality: gladbeck, service: "dog-tax", key: "99102013104000", from: "2022-11-01", until: null },
      ]),
    );
    let fault: unknown;
    try {
      pushed.push();
    } catch (error) {
      fault = error;
    }
    expect(fault).to.be.instanceOf(Fault).and.to.include({ code: "not-announced", retry: true });
    pushed.offers.set(1, announcement("dog-tax", dogTax));
    pushed.push().leadsTo(ApplicationAccepted);
  });

  it("is not waited for where no town's file names it, or its days are over", () => {
    const over = {
      municipality: gladbeck,
      service: "dog-tax",
      key: "99102013104000",
      from: "2022-11-01",
      until: "2026-11-21",
    };
    for (const expected of [[], [over]])
      expect(new Counter(new Offers(expected)).push().said(ApplicationRefused).code).to.equal("not-offered");
  });

  it("is not waited for where the service has spoken and does not take the key", () => {
    const [, deregistration] = dogTax;
    const offers = new Offers([
      { municipality: gladbeck, service: "dog-tax", key: "99102013104000", from: "2022-11-01", until: null },
    ]);
    offers.set(1, announcement("dog-tax", deregistration ? [deregistration] : []));
    expect(new Counter(offers).push().said(ApplicationRefused).code).to.equal("not-offered");
  });

  it("is taken at its latest word: a form that is withdrawn is not taken any more", () => {
    const offers = allOffers();
    const pushed = new Counter(offers).push().leadsTo(ApplicationAccepted);
    const [registration] = dogTax.map((offer) => ({ ...offer, forms: ["dog-tax-deregistration.v1"] }));
    offers.set(2, announcement("dog-tax", registration ? [registration] : []));
    expect(offers.versionOf("dog-tax")).to.equal(2);
    expect(pushed.push({ recordKey: "a-2" }).said(ApplicationRefused).code).to.equal("unknown-form");
  });

  it("is kept under the service's name", () => {
    const pushed = counter();
    pushed.when(ServiceOffered, announcement("dog-tax", dogTax)).leadsTo();
    expect(pushed.key).to.equal("offers/offer/dog-tax");
    expect((pushed.states.get(pushed.key) as unknown as OfferState).announcement?.service).to.equal("dog-tax");
    expect(pushed.view.status).to.equal("announced");
  });
});
