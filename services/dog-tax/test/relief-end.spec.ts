import { expect } from "chai";
import {
  ApplicationAccepted,
  CaseDecided,
  CaseReferred,
  NoticeRequested,
  ObjectionRaised,
  PaymentRequested,
} from "../../../platform/casework/case/events.ts";
import { compileSchema, readSchema } from "../../../platform/messaging/contracts/validate.ts";
import { Fault } from "../../../platform/messaging/faults.ts";
import { objects } from "../../../test/support/objecting.ts";
import { AssessYear } from "../assessment/yearly.ts";
import { type House, holder, household } from "./household.ts";

const file = { name: "bescheid.pdf", mediaType: "application/pdf", sha256: "a".repeat(64), bytes: 1 };

function appliesForRelief(house: House, day: string, reason = "social_benefits"): House {
  const enclosed = reason === "social_benefits" ? ["benefit-notice"] : ["rescue-dog-certificate"];
  const data = JSON.stringify({ dog: { name: "Bello" }, reason, enclosed });
  return house
    .on(day)
    .newCase()
    .when(ApplicationAccepted, {
      ...{ applicant: holder, form: "dog-tax-relief.v1", data, attachments: [file] },
      ...{ trustLevel: "substantiell", demandedTrustLevel: "basis" },
    })
    .confirmed();
}

/** A dog since January 2026, at half the rate from March to the last day that a person names. */
const halved = (until?: string) =>
  appliesForRelief(
    household("Gladbeck", "2026-01-10").registers("Bello", "2026-01-05").isArranged("2026-01-11"),
    "2026-02-10",
  )
    .person("grant", until ? { until } : {})
    .isArranged("2026-02-11");

const timers = (house: House) => house.view.timers.filter(({ name }) => name === "relief-ends");
const fires = (house: House, day: string) => {
  const [timer] = timers(house);
  return house.on(day).handle("timer.relief-ends", {}, { id: timer?.id ?? "none" });
};
const ends = (house: House, day: string, endedOn: string, name = "Bello") =>
  house.on(day).newCase().applies("dog-tax-relief-end.v1", { dog: { name }, endedOn }).confirmed();

describe("dog tax: how long a relief is granted", () => {
  it("is to a later day where a person finds an objection right, from the same month on", () => {
    const house = halved("2026-06-30");
    objects(house, holder, "2026-03-02");
    expect(() => house.person("grant", { until: "2026-05-31" })).to.throw(Fault, "ungünstiger");
    house.person("grant", { until: "2026-09-30" });
    expect(house.said(CaseDecided)).to.deep.include({ outcome: "granted", amountCents: -3 * 5_50 });
    expect(house.isArranged("2026-03-02").notice.title).to.equal("Abhilfebescheid zur Hundesteuer");
    expect(timers(house).map(({ due }) => due)).to.deep.equal(["2026-09-30T22:00:00.000Z"]);
  });

  it("is to the month of the last day that a person names, and the later months stay as they were assessed", () => {
    const house = halved("2026-06-30");
    // March to June, half of 11 € each.
    expect(house.claimed).to.equal(132_00 - 4 * 5_50);
    expect(house.text).to.contain("ab März 2026 bis einschließlich Juni 2026 die Hälfte der Hundesteuer zu zahlen");
    expect(timers(house).map(({ due }) => due)).to.deep.equal(["2026-06-30T22:00:00.000Z"]);
  });

  it("is a year for social benefits where a person names no day, and without an end for a rescue dog", () => {
    expect(timers(halved()).map(({ due }) => due)).to.deep.equal(["2027-02-28T23:00:00.000Z"]);
    const house = household("Gladbeck", "2026-01-10").registers("Bello", "2026-01-05").isArranged("2026-01-11");
    appliesForRelief(house, "2026-02-10", "rescue_dog").person("grant").isArranged("2026-02-11");
    expect(timers(house)).to.deep.equal([]);
    expect(house.text).not.to.contain("einschließlich");
  });

  it("cannot be to a day before it begins", () => {
    const house = household("Gladbeck", "2026-01-10").registers("Bello", "2026-01-05").isArranged("2026-01-11");
    appliesForRelief(house, "2026-02-10");
    expect(() => house.person("grant", { until: "2026-02-28" })).to.throw(
      Fault,
      "bevor die Ermäßigung oder Befreiung beginnt. Bitte nennen: until",
    );
  });

  it("ends within the next year's assessment: half until then, all afterwards", () => {
    const house = halved().handle(AssessYear.name, { year: 2027 });
    expect(house.cents).to.equal(2 * 5_50 + 10 * 11_00);
  });
});

describe("dog tax: a relief that runs out", () => {
  it("is told in the case that granted it, with nothing to pay where the months were assessed in full", () => {
    const house = fires(halved("2026-06-30"), "2026-07-01").leadsTo(CaseDecided, NoticeRequested);
    expect(house.said(CaseDecided).sentence).to.equal(
      "Die Ermäßigung der Hundesteuer für Ihren Hund „Bello“ endet mit dem Monat Juni 2026. Ab Juli 2026 ist die volle Hundesteuer zu zahlen. Es ist nichts auszugleichen. Der Bescheid folgt.",
    );
    expect(house.newEvent(CaseDecided).metadata.caseNumber).to.equal(house.caseNumber);
    expect(house.notice.title).to.equal("Bescheid über das Ende der Ermäßigung der Hundesteuer");
    expect(compileSchema(readSchema("forms", "notice-content.v1.json"))(house.notice)).to.deep.equal([]);
  });

  it("is told once: its timer is gone, and a second one changes nothing", () => {
    const house = halved("2026-06-30");
    const [timer] = timers(house);
    fires(house, "2026-07-01");
    expect(timers(house)).to.deep.equal([]);
    house.handle("timer.relief-ends", {}, { id: timer?.id ?? "" }).leadsTo();
  });

  it("assesses no year ahead: the next one has an assessment of its own", () => {
    const house = fires(halved("2026-12-31"), "2027-01-01").leadsTo(CaseDecided, NoticeRequested);
    expect(Object.keys(house.state.assessed).every((month) => month.startsWith("2026"))).to.equal(true);
    house.handle(AssessYear.name, { year: 2027 });
    expect(house.cents).to.equal(132_00);
  });

  it("asks for what is missing where months after its end were assessed with it", () => {
    const house = halved("2026-06-30");
    const [dog] = house.state.dogs;
    const assessed = { ...house.state.assessed, "2026-07": 5_50, "2026-08": 5_50 };
    house.states.set(house.key, { ...house.state, dogs: dog ? [dog] : [], assessed });
    fires(house, "2026-07-01").leadsTo(CaseDecided, PaymentRequested);
    expect(house.cents).to.equal(2 * 5_50);
    house.isArranged("2026-07-02").leadsTo(NoticeRequested);
  });

  it("is not told when it was renewed before, which goes on without a gap", () => {
    const house = appliesForRelief(halved("2026-06-30"), "2026-05-10").person("grant", { until: "2026-12-31" });
    expect(house.said(CaseDecided).sentence).to.contain("ab Juli 2026 bis einschließlich Dezember 2026");
    house.isArranged("2026-05-11");
    expect(house.claimed).to.equal(132_00 - 10 * 5_50);
    expect(timers(house).map(({ due }) => due)).to.deep.equal(["2026-12-31T23:00:00.000Z"]);
  });

  it("is not told of a dog that has left", () => {
    const house = halved("2026-06-30").on("2026-05-20").deregisters("Bello", "2026-05-19");
    expect(timers(house)).to.deep.equal([]);
  });

  it("waits while a notice in its case is on its way", () => {
    const house = appliesForRelief(
      household("Gladbeck", "2026-01-10").registers("Bello", "2026-01-05").isArranged("2026-01-11"),
      "2026-02-10",
    ).person("grant", { until: "2026-06-30" });
    expect(() => fires(house, "2026-07-01")).to.throw(Fault, "not-yet");
  });

  it("leaves a case that waits for an objection to a person", () => {
    const house = halved("2026-06-30");
    const objection = {
      ...{ municipality: "055620014014", portal: "portal", applicationId: "o", caseId: "objection" },
      ...{ caseNumber: "GLA-26-00000-00000-00", serviceKey: "99102013149000", account: "objection/objection" },
      receivedAt: "2026-03-01T10:00:00Z",
    };
    const applicant = JSON.stringify(holder);
    house.when(ObjectionRaised, { objection, grounds: "Ganz befreien.", applicant, attachments: 0, doubts: [] });
    fires(house, "2026-07-01").leadsTo(CaseDecided, NoticeRequested);
    expect(house.view.tasks.map(({ reasons }) => reasons)).to.deep.equal([["objection"]]);
  });
});

describe("dog tax: a relief whose ground falls away", () => {
  it("ends with that month by rule: from the next one on the full tax is asked for", () => {
    const house = ends(halved(), "2026-08-20", "2026-08-05").leadsTo(CaseDecided, PaymentRequested);
    expect(house.said(CaseDecided)).to.deep.include({ outcome: "assessed", decidedBy: "rule", amountCents: 4 * 5_50 });
    house.isArranged("2026-08-21").leadsTo(NoticeRequested);
    expect(house.text).to.contain("endet mit dem Monat August 2026. Ab September 2026 ist die volle Hundesteuer");
    expect(timers(house), "its end was told").to.deep.equal([]);
    expect(house.claimed).to.equal(132_00 - 6 * 5_50);
  });

  it("is collected by the mandate that came with the dog's registration", () => {
    const mandate = { iban: "DE46000000000000000014", holder: "Žofie Beispielová", signedOn: "2026-01-05" };
    const house = household("Gladbeck", "2026-01-10").registers("Bello", "2026-01-05", { mandate });
    appliesForRelief(house.isArranged("2026-01-11"), "2026-02-10").person("grant");
    expect(house.said(PaymentRequested).mandate, "nothing is collected for what is given back").to.equal(null);
    ends(house.isArranged("2026-02-11"), "2026-08-20", "2026-08-05");
    expect(house.said(PaymentRequested).mandate).to.deep.equal(mandate);
  });

  it("may have fallen away before the relief began: then nothing of it holds", () => {
    expect(ends(halved(), "2026-08-20", "2026-01-31").claimed).to.equal(132_00);
  });

  it("goes to a person where the dog has none, where it ended already, or where nobody knows the dog", () => {
    const plain = household("Gladbeck", "2026-01-10").registers("Bello", "2026-01-05").isArranged("2026-01-11");
    expect(ends(plain, "2026-08-20", "2026-08-05").leadsTo(CaseReferred).reasons).to.deep.equal(["relief-none"]);
    expect(ends(halved("2026-06-30"), "2026-08-20", "2026-08-05").reasons).to.deep.equal(["relief-none"]);
    expect(ends(halved(), "2026-08-20", "2026-08-05", "Niemand").reasons).to.deep.equal(["dog-unknown"]);
  });

  it("can be applied for anew afterwards", () => {
    const house = ends(halved(), "2026-08-20", "2026-08-05").isArranged("2026-08-21");
    appliesForRelief(house, "2026-10-10").person("grant").isArranged("2026-10-11");
    expect(house.claimed).to.equal(132_00 - 8 * 5_50);
  });

  it("by somebody whom the register does not find is a person's, and closed by their decision", () => {
    const house = halved().on("2026-08-20").newCase();
    house.applies("dog-tax-relief-end.v1", { dog: { name: "Bello" }, endedOn: "2026-08-05" }).unclear();
    house.leadsTo(CaseReferred).person("grant").leadsTo(CaseDecided, PaymentRequested);
    expect(house.view.tasks).to.deep.equal([]);
  });
});
