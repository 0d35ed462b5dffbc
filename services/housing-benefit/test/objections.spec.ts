import { expect } from "chai";
import {
  CaseDecided,
  CaseReferred,
  NoticeRequested,
  ObjectionAnswered,
  PaymentRequested,
} from "../../../platform/casework/case/events.ts";
import { compileSchema, readSchema } from "../../../platform/messaging/contracts/validate.ts";
import { Fault } from "../../../platform/messaging/faults.ts";
import { booked, objects } from "../../../test/support/objecting.ts";
import { applicant, Household, now } from "./grants.ts";

const me = now.members[0] as (typeof now.members)[number];
/** The first grant is objected to, on a day. */
const objected = (home = new Household(), day = "2026-02-02", caseId = "grant") =>
  objects(home, applicant, day, { caseId, caseNumber: `GLA-${caseId}` }) as Household;
const remedy = (home: Household, instead: object, caseId = "grant") => {
  const command = { caseNumber: `GLA-${caseId}`, outcome: "grant", reason: "Es war falsch angegeben.", instead };
  return home.decides(command, { caseId: "grant" }) as Household;
};
/** The same with less income: what the rules grant for it. */
const lessIncome = { members: [{ ...me, wagesCents: 1_200_00 }] };
const granted = new Household().granted;

describe("housing benefit: an objection to what was granted that is right (Abhilfe)", () => {
  it("is calculated anew from the corrected facts, from the same month on, and what was paid too little is paid", () => {
    const home = remedy(objected(), { facts: lessIncome });
    home.leadsTo(CaseDecided, PaymentRequested, NoticeRequested, ObjectionAnswered);
    const calculated = new Household().applies("2026-01-15", "other", { ...now, ...lessIncome }).granted;
    const more = calculated - granted;
    expect(more).to.be.greaterThan(0);
    expect(home.said(CaseDecided)).to.deep.include({
      outcome: "granted",
      decidedBy: "person",
      amountCents: calculated,
    });
    expect(home.granted).to.equal(calculated);
    expect(home.months).to.have.length(12);
    expect(home.months[0]).to.deep.equal(["01/2026", -more]);
    const { claims, payTo, totalCents, charge } = home.said(PaymentRequested);
    expect(claims.map(({ dueOn }) => dueOn).slice(0, 3)).to.deep.equal(["2026-02-02", "2026-02-02", "2026-02-27"]);
    expect({ payTo, totalCents, charge }).to.deep.equal({
      payTo: now.account,
      totalCents: -12 * more,
      charge: "benefit",
    });
    expect(booked(home.events, "2026-02-02")).to.deep.equal({
      ...{ assessed: -12 * more, receivable: 0, payout: 12 * more, refund: 0 },
    });
  });

  it("says so in a notice with the months, the calculation, the law and the costs", () => {
    const home = remedy(objected(), { facts: lessIncome, inPart: true });
    expect(home.said(ObjectionAnswered).outcome).to.equal("partly_remedied");
    const text = home.said(NoticeRequested).content;
    expect(compileSchema(readSchema("forms", "notice-content.v1.json"))(JSON.parse(text))).to.deep.equal([]);
    expect(JSON.parse(text).title).to.equal("Teilabhilfebescheid über Wohngeld");
    expect(text)
      .to.contain("eingegangenen Widerspruch gegen unseren Bescheid vom 15.01.2026 helfen wir teilweise ab")
      .and.contain("Ab dem 01.01.2026 sind")
      .and.contain("Unterschied zum bisherigen Bescheid")
      .and.contain("z4 = ")
      .and.contain("§ 72 Verwaltungsgerichtsordnung")
      .and.contain("§ 63 SGB X");
  });

  it("takes the amount that a person states, up to the rent that counts", () => {
    expect(() => remedy(objected(), { amountCents: 1_000_00 })).to.throw(
      Fault,
      "im Monat sind möglich: instead.amountCents",
    );
    const home = remedy(objected(), { amountCents: granted + 10_00 });
    expect(home.months).to.deep.include(["12/2026", -10_00]);
    expect(JSON.parse(home.said(NoticeRequested).content).title).to.equal("Abhilfebescheid über Wohngeld");
  });

  it("is to the good of who objects: not the same sum, not less, not none", () => {
    const home = objected();
    expect(() => remedy(home, { amountCents: granted })).to.throw(Fault, "derselbe Betrag");
    expect(() => remedy(home, { amountCents: granted - 1 })).to.throw(Fault, "ungünstiger");
    expect(() => remedy(home, { amountCents: 0 })).to.throw(Fault, "ungünstiger");
    expect(() => remedy(home, { annul: true })).to.throw(Fault, "ungünstiger");
    expect(() => remedy(home, { facts: { members: [{ ...me, wagesCents: 1_500_00 }] } })).to.throw(
      Fault,
      "ungünstiger",
    );
    expect(() => remedy(home, { facts: { rentCents: -1 } })).to.throw(Fault, "/rentCents");
    expect(home.granted).to.equal(granted);
  });

  it("brings no other account: money keeps going where it went", () => {
    const account = { iban: "DE73000000000000000013", holder: "Änne Beispiel" };
    expect(() => remedy(objected(), { facts: { ...lessIncome, account } })).to.throw(Fault, "kein anderes Konto");
  });

  it("is decided once; who objects again starts from what was corrected", () => {
    const home = remedy(objected(), { amountCents: granted + 10_00 });
    expect(() => remedy(home, { amountCents: granted + 20_00 })).to.throw(Fault, "not-waiting");
    objected(home, "2026-03-02");
    expect(() => remedy(home, { amountCents: granted + 10_00 })).to.throw(Fault, "derselbe Betrag");
    expect(remedy(home, { amountCents: granted + 12_00 }).months[0]).to.deep.equal(["01/2026", -2_00]);
  });

  it("ends where a change took its place, and the change can be objected to itself", () => {
    const home = new Household().changes("2026-06-10", { rentCents: 500_00 });
    const { monthlyCents: raised = 0 } = home.grant.amounts[1] ?? {};
    remedy(objected(home, "2026-07-01"), { amountCents: granted + 10_00 });
    expect(home.months.map(([month]) => month)).to.deep.equal(["01/2026", "02/2026", "03/2026", "04/2026", "05/2026"]);
    objected(home, "2026-07-02", "change");
    remedy(home, { amountCents: raised + 5_00 }, "change");
    expect(home.months.map(([month]) => month)[0]).to.equal("06/2026");
    expect(home.grant.amounts).to.deep.equal([
      { from: "2026-01-01", monthlyCents: granted + 10_00 },
      { from: "2026-06-01", monthlyCents: raised + 5_00 },
    ]);
  });

  it("to a change that is left as it is leaves what came after it as well", () => {
    const home = new Household().changes("2026-06-10", { rentCents: 500_00 });
    home.changes("2026-09-10", { rentCents: 700_00 }, "2026-09-10", "second");
    const { grant } = home;
    objected(home, "2026-10-01", "change");
    home.decides({ caseNumber: "GLA-change", outcome: "refuse", reason: "Es bleibt dabei." });
    expect(home.grant).to.deep.equal(grant);
  });

  it("cannot be to a grant whose place a change from the same month took", () => {
    const home = new Household().changes("2026-01-20", { rentCents: 500_00 });
    objected(home);
    expect(() => remedy(home, { amountCents: granted + 10_00 })).to.throw(Fault, "hat diese Bewilligung ersetzt");
  });

  it("lets no rule go below it with a later change", () => {
    const home = remedy(objected(), { amountCents: granted + 100_00 });
    home.changes("2026-06-10", { rentCents: 390_00 }).leadsTo(CaseReferred);
    expect(home.codes).to.deep.equal(["change-below-granted"]);
  });
});
