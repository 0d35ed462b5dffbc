import { expect } from "chai";
import {
  CaseDecided,
  CaseReferred,
  IdentityRefused,
  NoticeRequested,
  PaymentArranged,
  PaymentRequested,
  ReplyReceived,
  SubmissionAnswered,
  WithdrawalReceived,
} from "../../../platform/casework/case/events.ts";
import { Fault } from "../../../platform/messaging/faults.ts";
import { offers } from "../dog-tax.ts";
import { type House, household, mandate } from "./household.ts";

const form = "dog-tax-registration.v1";
const reply = (house: House) =>
  house.when(ReplyReceived, { submissionId: "r-1", text: "Anbei der Impfpass.", attachments: [] });
const withdrawal = (house: House) => house.when(WithdrawalReceived, { submissionId: "w-1", reason: "" });

const open = () => household().newCase();
const applied = () => {
  const house = open();
  return house.applies(form, house.form("Bello", "2026-11-02"));
};
const waiting = () => household().registers("Kira", "2026-11-02", { breed: "Bullterrier" });
const decided = () => household().registers("Bello", "2026-11-02");

describe("dog tax: a case", () => {
  it("is decided once both the application and the identity are there, in whatever order", () => {
    applied().leadsTo().confirmed().leadsTo(CaseDecided, PaymentRequested);
    const house = open().confirmed().leadsTo();
    house.applies(form, house.form("Bello", "2026-11-02")).leadsTo(CaseDecided, PaymentRequested);
    expect(house.said(CaseDecided)).to.deep.equal({
      outcome: "assessed",
      sentence:
        "Ihr Hund ist zur Hundesteuer angemeldet (ab November 2026). Es sind 22,00 € zu zahlen. Die Anmeldung ging nach Ablauf der Frist ein. Der Bescheid folgt.",
      decidedOn: "2026-11-22",
      decidedBy: "rule",
      amountCents: 22_00,
    });
  });

  it("is not decided a second time when its application or identity comes again", () => {
    const house = decided();
    house.applies(form, house.form("Bello", "2026-11-02")).leadsTo();
    house.confirmed().leadsTo();
    expect(house.state.dogs).to.have.length(1);
    expect(house.claimed).to.equal(22_00);
  });

  it("says its own envelope in every event, also when its household's other case is handled", () => {
    const house = waiting();
    const kira = house.caseId;
    house.registers("Bello", "2026-11-02");
    const number = house.state.cases.find(({ metadata }) => metadata.caseId === kira)?.metadata.caseNumber;
    house.decides({ caseNumber: number, outcome: "grant", reason: "Rate", yearlyCents: 600_00, basis: "§ 3" });
    for (const { metadata } of house.events) expect(metadata).to.include({ caseId: kira, caseNumber: number });
  });

  it("asks for money first and writes the notice once it is arranged, once", () => {
    const house = decided();
    house.isArranged("2026-11-22").leadsTo(NoticeRequested);
    expect(house.said(NoticeRequested).kind).to.equal("notice");
    house
      .when(PaymentArranged, {
        reference: "x",
        method: "transfer",
        claims: [],
        totalCents: 0,
        mandateReference: "",
        creditorId: "",
        payeeName: "",
        payeeIban: "",
        epcCode: "",
        mandateUnused: "none",
      })
      .leadsTo();
  });

  it("hands the applicant and the mandate to payments", () => {
    const house = household().registers("Bello", "2026-11-02", { mandate });
    expect(house.said(PaymentRequested)).to.deep.include({
      ...{ purpose: "Hundesteuer", mandate, totalCents: 22_00, charge: "tax" },
    });
    expect(house.said(PaymentRequested).payer.familyName).to.equal("Beispielová");
  });

  it("has one state for a household: the town and the account", () => {
    const house = applied().for({ account: "another household" });
    expect(house.key).to.equal("055620014014/household/household");
    house.newCase().applies(form, house.form("Bello", "2026-11-02")).confirmed();
    expect(house.key).to.equal("055620014014/household/another household");
    expect(house.state.cases).to.have.length(1);
  });
});

describe("dog tax: late registration", () => {
  const late = (keptSince: string, receivedOn: string) =>
    household("Gladbeck", receivedOn).registers("Bello", keptSince).said(CaseDecided).sentence.includes("Frist");

  it("is noted from the fifteenth day on", () => {
    expect(late("2026-06-02", "2026-06-16")).to.equal(false);
    expect(late("2026-06-02", "2026-06-17")).to.equal(true);
    expect(late("2024-02-15", "2024-02-29")).to.equal(false);
    expect(late("2024-02-15", "2024-03-01")).to.equal(true);
  });

  it("is not noted on the working day after a period that ends on a weekend or holiday", () => {
    expect(late("2026-05-02", "2026-05-18"), "Saturday 16 May").to.equal(false);
    expect(late("2026-05-21", "2026-06-05"), "Corpus Christi 4 June").to.equal(false);
    expect(late("2026-05-02", "2026-05-19")).to.equal(true);
  });

  it("counts to the day of receipt, not to the day of the decision", () => {
    const house = household("Gladbeck", "2026-06-16").newCase();
    house.applies(form, house.form("Bello", "2026-06-02"));
    house.on("2026-07-20").for({ receivedAt: "2026-06-16T21:59:00Z" }).confirmed();
    expect(house.said(CaseDecided).sentence).not.to.include("Frist");
  });
});

describe("dog tax: what goes to a person", () => {
  const persons: Record<string, [string[], () => House]> = {
    "a listed breed where the tariff has no rate": [["listed-breed"], waiting],
    "a breed that may be a listed one": [
      ["breed-unclear"],
      () => household("Dorsten").registers("Kira", "2026-11-02", { breed: "Pitbull" }),
    ],
    "a dog that comes in more than a month": [["begins-later"], () => household().registers("Bello", "2026-12-23")],
    "a dog kept for more than four years": [["begins-long-ago"], () => household().registers("Bello", "2022-11-21")],
    "an applicant of whom identity is not sure": [["identity-no-exact-match"], () => applied().unclear()],
    "an applicant whom the register does not know": [
      ["identity-not-a-resident"],
      () => applied().when(IdentityRefused, { reason: "not_a_resident", sentence: "Kein Eintrag." }),
    ],
    "everything at once": [
      ["identity-no-exact-match", "listed-breed", "begins-long-ago"],
      () => {
        const house = open();
        return house.applies(form, house.form("Kira", "2020-01-01", { breed: "Bullterrier" })).unclear();
      },
    ],
  };
  for (const [what, [codes, make]] of Object.entries(persons))
    it(`${what}, with the reason`, () => {
      const house = make().leadsTo(CaseReferred);
      expect(house.reasons).to.deep.equal(codes);
      for (const { sentence, paragraph } of house.said(CaseReferred).reasons) {
        expect(sentence).to.match(/^[A-ZÄÖÜ].*\.$/);
        expect(paragraph).to.match(/Satzung|AO|KAG|LHundG|BMeldDigiV/);
      }
      const { tasks, status } = house.view;
      expect(status).to.equal("0 dogs");
      const { caseId, caseNumber } = house;
      const since = "2026-11-22T11:00:00.000Z";
      expect(tasks).to.deep.equal([{ caseId, caseNumber, serviceKey: "", since, reasons: codes }]);
    });

  it("a dog that was kept before its holder moved: the person finds from when the tax begins in this town", () => {
    const moved = () => {
      const house = open();
      return house.applies(form, house.form("Bello", "2024-03-01")).confirmed("2026-09-10").leadsTo(CaseReferred);
    };
    expect(moved().reasons).to.deep.equal(["kept-before-address"]);
    const fromElsewhere = moved().person("grant", { from: "2026-09-10" });
    expect(fromElsewhere.cents).to.equal(4 * 11_00);
    expect(fromElsewhere.state.dogs[0]?.from).to.equal("2026-09-10");
    expect(moved().person("grant").cents, "within the town").to.equal((10 + 12 + 12) * 11_00);
    expect(moved().person("grant", { from: "2020-01-01" }).state.dogs[0]?.from).to.equal("2024-03-01");
  });

  it("and not a dog that comes within a month, or has been kept for four years to the day", () => {
    expect(household().registers("Bello", "2026-12-22").names).to.include(CaseDecided.name);
    expect(household().registers("Bello", "2022-11-22").names).to.include(CaseDecided.name);
  });
});

describe("dog tax: a case worker's decision", () => {
  it("sets the rate that the tariff does not name", () => {
    const house = waiting().person("grant", { yearlyCents: 600_00 });
    house.leadsTo(CaseDecided, PaymentRequested);
    expect(house.said(CaseDecided)).to.include({ decidedBy: "person", outcome: "assessed", amountCents: 100_00 });
    expect(house.view).to.deep.equal({ status: "1 dogs", tasks: [], timers: [] });
  });

  it("cannot grant a listed breed without a rate", () => {
    const house = waiting();
    expect(() => house.person("grant")).to.throw(Fault, "Bitte nennen: yearlyCents und basis");
  });

  it("grants what only had to be looked at: who it is, how long ago, which breed", () => {
    expect(applied().unclear().person("grant").cents).to.equal(22_00);
    expect(household().registers("Bello", "2022-01-01").person("grant").cents).to.equal(5 * 132_00);
    const pitbull = () => household("Dorsten").registers("Kira", "2026-11-02", { breed: "Pitbull" });
    expect(pitbull().person("grant").cents, "not a listed one").to.equal(18_00);
    expect(pitbull().person("grant", { yearlyCents: 432_00 }).cents).to.equal(72_00);
  });

  it("says that a dog is of a listed breed, or is not, so that the town's rate for it holds", () => {
    const pitbull = () => household("Dorsten").registers("Kira", "2026-11-02", { breed: "Pitbull" });
    expect(pitbull().person("grant", { listed: true }).cents).to.equal(72_00);
    expect(pitbull().person("grant", { listed: false }).cents).to.equal(18_00);
    const rottweiler = household("Gladbeck").registers("Kira", "2026-11-02", { breed: "Rottweiler" });
    expect(rottweiler.person("grant", { listed: false }).cents, "not a listed one after all").to.equal(22_00);
    const house = pitbull().person("grant", { listed: true }).registers("Bello", "2026-11-02");
    expect(house.cents, "and stays one").to.equal(20_00 + 80_00 - 72_00);
  });

  it("cannot say so where the town has no rate for it, save with one", () => {
    const pitbull = () => household("Gladbeck").registers("Kira", "2026-11-02", { breed: "Pitbull" });
    expect(() => pitbull().person("grant", { listed: true })).to.throw(Fault, "Bitte nennen: yearlyCents und basis");
    expect(pitbull().person("grant", { listed: true, yearlyCents: 600_00 }).cents).to.equal(100_00);
  });

  it("grants a dog's early registration once it is at most a month away", () => {
    const house = household().registers("Bello", "2026-12-23");
    expect(() => house.person("grant")).to.throw("später als in einem Monat");
    expect(house.on("2026-11-23").person("grant").cents).to.equal(11_00);
  });

  it("shows what is new instead, when the household has changed since", () => {
    const chipNumber = "999000000000001";
    const house = household().registers("Kira", "2026-11-02", { breed: "Pitbull", chipNumber });
    const number = house.caseNumber;
    house.registers("Bello", "2026-11-02", { chipNumber });
    house.decides({ caseNumber: number, outcome: "grant", reason: "Kein Listenhund." }).leadsTo(CaseReferred);
    expect(house.reasons).to.deep.equal(["breed-unclear", "chip-known"]);
  });

  it("refuses with a reason, a notice and no money", () => {
    const house = waiting().person("refuse", { reason: "Der Hund ist nicht haltbar." });
    house.leadsTo(CaseDecided, NoticeRequested);
    expect(house.said(CaseDecided)).to.include({ outcome: "refused", decidedBy: "person", amountCents: null });
    expect(house.said(CaseDecided).sentence).to.equal("Der Hund ist nicht haltbar.");
    expect(house.state.dogs).to.deep.equal([]);
  });

  it("is not taken for a case that waits for none", () => {
    for (const house of [applied(), decided(), withdrawal(waiting())])
      expect(() => house.person("grant")).to.throw(Fault, "not-waiting");
    expect(() => decided().decides({ caseNumber: "GLA-26-XXXXX-XXXXX-00", outcome: "grant", reason: "x" })).to.throw(
      Fault,
      "not-waiting",
    );
  });
});

describe("dog tax: replies and withdrawals", () => {
  const outcome = (house: House) => house.said(SubmissionAnswered).outcome;

  it("takes a reply as long as the case is open", () => {
    for (const house of [open(), applied(), waiting()])
      expect(outcome(reply(house).leadsTo(SubmissionAnswered))).to.equal("taken");
    for (const house of [decided(), waiting().person("refuse"), withdrawal(waiting())])
      expect(outcome(reply(house).leadsTo(SubmissionAnswered))).to.equal("too_late");
  });

  it("keeps a case with a person when a reply comes", () => {
    const house = reply(waiting());
    expect(house.view.tasks).to.have.length(1);
    expect(house.person("grant", { yearlyCents: 600_00 }).names).to.include(CaseDecided.name);
  });

  it("closes an open case by a withdrawal, without money or notice", () => {
    for (const house of [open(), applied(), waiting()]) {
      withdrawal(house).leadsTo(SubmissionAnswered, CaseDecided);
      expect(house.said(SubmissionAnswered)).to.include({ outcome: "taken", submissionId: "w-1", kind: "withdrawal" });
      expect(house.said(CaseDecided)).to.include({ outcome: "withdrawn", amountCents: null });
      expect(house.view.tasks).to.deep.equal([]);
    }
  });

  it("decides nothing that was withdrawn before its application or identity came", () => {
    const house = withdrawal(open());
    house.applies(form, house.form("Bello", "2026-11-02")).leadsTo();
    house.confirmed().leadsTo();
    expect(house.state.dogs).to.deep.equal([]);
  });

  it("cannot withdraw what is decided: the tax stays", () => {
    const house = withdrawal(decided()).leadsTo(SubmissionAnswered);
    expect(outcome(house)).to.equal("too_late");
    expect(house.state.dogs).to.have.length(1);
  });
});

describe("dog tax: what it offers", () => {
  it("is taken under its five keys at trust level basis, by one household for all", () => {
    expect(offers.map(({ key, demandedTrustLevel }) => [key, demandedTrustLevel])).to.deep.equal([
      ["99102013104000", "basis"],
      ["99102013070000", "basis"],
      ["99102013149000", "basis"],
      ["99102013010000", "basis"],
      ["99102013012000", "basis"],
    ]);
    expect(new Set(offers.map(({ account }) => account.join())).size).to.equal(1);
  });
});
