import { expect } from "chai";
import { CaseDecided } from "../../../platform/casework/case/events.ts";
import type { Fault } from "../../../platform/messaging/faults.ts";
import { bookseller } from "../../../services/business-registration/test/trade.ts";
import { aid, benefit, lower } from "../../letters/benefits.ts";
import { registersIn } from "../../letters/dog-tax.ts";
import { caseNumber, gladbeck, type Office } from "../../letters/office.ts";
import { building, parking, street } from "../../letters/permits.ts";
import { tradeWith } from "../../letters/registers.ts";

const marl = "055620024024";
type AnyOffice = Pick<Office<unknown>, "proposes" | "decides" | "said" | "events">;

/** Cases that wait for a person, and what is proposed for them: a sum in cents, or what has to be said first. */
const waiting: Record<string, [scene: () => AnyOffice, amountOrOpen: number | string, steps: RegExp]> = {
  "housing benefit of somebody with wealth": [
    () => benefit({ wealthCents: 200_000_00 }),
    493_00,
    /^1\. Haushaltsmitglied: Einkünfte im Jahr=.*Wohngeld im Monat=493;Zahlbetrag/,
  ],
  "subsistence aid with an adult child": [
    () => aid({ persons: [...(persons ?? []), { role: "child", birthDate: "2005-01-01", childBenefitCents: 0 }] }),
    959_71,
    /Regelbedarf nach Stufe 1=563,00;.*Bedarf im Monat=.*Hilfe zum Lebensunterhalt im Monat=959,71$/,
  ],
  "a dog in a town without rates": [() => registersIn(marl), "Bitte nennen: yearlyCents und basis.", /^$/],
  "the use of a street": [
    () => street().fires("consultations-due"),
    55_00,
    /^Zone .*Mindestgebühr=20,00;Verwaltungsgebühr=35,00;Gebühr=55,00$/,
  ],
  "the use of a street of which others are still asked": [
    () => street(),
    "die beteiligten Stellen können noch antworten",
    /Gebühr=55,00$/,
  ],
  "the use of a street without a tariff": [() => street("scaffold", marl), "bitte nennen: feeCents und basis", /^$/],
  "a parking permit for two Regierungsbezirke": [
    () => parking(),
    140_00,
    /^Ein Regierungsbezirk=90,00;Weitere Regierungsbezirke: 1=50,00;Gebühr, höchstens 290,00 Euro=140,00$/,
  ],
  "a building permit": [() => building(), "keine Gebühr hinterlegt, bitte nennen: feeCents und basis", /^$/],
  "a trade outside the town": [
    () => tradeWith("GewA1", { ...bookseller, premises: { ...bookseller.premises, postcode: "45879" } }),
    26_00,
    /^$/,
  ],
  "an objection to a dog's tax": [
    () => registersIn(gladbeck).arranged("2026-05-21").objects("2026-06-10"),
    "bitte angeben, was stattdessen gilt: instead.facts",
    /^$/,
  ],
};
const { persons } = {
  persons: [{ role: "adult" as const, birthDate: "1970-05-01", merkzeichenG: true, pensionCents: 600_00 }],
};

describe("what the rules propose for a case that waits for a person", () => {
  for (const [what, [scene, amountOrOpen, steps]] of Object.entries(waiting))
    it(`${what}: ${typeof amountOrOpen === "number" ? amountOrOpen / 100 : amountOrOpen}`, () => {
      const office = scene();
      const proposal = office.proposes(caseNumber);
      if (typeof amountOrOpen === "number") expect(proposal.grant?.amountCents, proposal.open).to.equal(amountOrOpen);
      else expect(proposal.open).to.include(amountOrOpen);
      expect(proposal.steps.map(({ name, value }) => `${name}=${value}`).join(";")).to.match(steps);
    });

  for (const [what, [scene]] of Object.entries(waiting))
    it(`${what}: is what granting it comes to, and changes nothing`, () => {
      const office = scene();
      const { grant, open } = office.proposes(caseNumber);
      expect(office.proposes(caseNumber).grant).to.deep.equal(grant);
      const decide = () => office.decides({ caseNumber, outcome: "grant", reason: "" });
      if (!grant) {
        expect(decide)
          .to.throw()
          .and.satisfy(({ detail }: Fault) => detail === open);
        return;
      }
      decide();
      expect(office.said(CaseDecided)).to.deep.include({ ...grant, decidedBy: "person" });
    });

  it("says so where nobody is told anything yet: who would get less is heard first", () => {
    const proposal = lower().proposes("GLA-26-7K3M9-Q2XAB-42");
    expect(proposal.grant).to.equal(undefined);
    expect(proposal.steps.length).to.be.greaterThan(10);
  });

  it("fits beside application and replies also for the largest household", () => {
    const member = { relation: "child" as const, birthDate: "2001-03-01", wagesCents: 400_00, degreeOfDisability: 100 };
    const members = Array.from({ length: 40 }, (_, i) => (i ? member : { ...member, relation: "applicant" as const }));
    const proposal = benefit({ members }).proposes(caseNumber);
    expect(proposal.steps.length).to.be.greaterThan(80);
    expect(Buffer.byteLength(JSON.stringify(proposal))).to.be.lessThan(64 * 1024);
  });
});
