import { expect } from "chai";
import { CaseDecided, NoticeRequested, PaymentRequested } from "../../../platform/casework/case/events.ts";
import { Fault } from "../../../platform/messaging/faults.ts";
import { bookseller, sample } from "../../../services/business-registration/test/trade.ts";
import type { EventBodies } from "../../../types/generated/events.ts";
import { registersIn } from "../../letters/dog-tax.ts";
import { building, street } from "../../letters/permits.ts";
import { tradeWith } from "../../letters/registers.ts";

const marl = "055620024024";
const figure = { feeCents: 99_00, basis: "Tarif der Stadt Marl, Nr. 7" };
const grants = { outcome: "grant", reason: "Nach Prüfung der Unterlagen." };

describe("what is offered can be decided by a person who names the figure and on what it rests", () => {
  it("a dog's tax where the town's rates are not known, with a due day a month after the notice", () => {
    const house = registersIn(marl);
    expect(house.state.cases[0]?.reasons.map(({ code }) => code)).to.deep.equal(["no-tariff"]);
    expect(() => house.person("grant", grants.reason)).to.throw(
      Fault,
      "kein Tarif hinterlegt. Bitte nennen: yearlyCents und basis",
    );
    house.person("grant", grants.reason, { yearlyCents: 96_00, basis: "§ 2 Hundesteuersatzung der Stadt Marl" });
    expect(house.said(CaseDecided).amountCents).to.equal(64_00);
    const { letter } = house.arranged("2026-05-21");
    const said = JSON.stringify(letter);
    for (const part of [
      "Satz von 96,00 € im Jahr (§ 2 Hundesteuersatzung der Stadt Marl)",
      "22.06.2026",
      grants.reason,
    ])
      expect(said).to.include(part);
    expect(said, "nobody is late where no period is known").not.to.include("Anmeldefrist");
  });

  it("the use of a street and a notice of a trade, whose fees are not known", () => {
    const used = street("scaffold", marl);
    expect(() => used.person("grant", grants.reason)).to.throw(Fault, "feeCents und basis");
    used.person("grant", grants.reason, { ...figure, conditions: ["Hydrant frei halten."] });
    expect(used.said(CaseDecided).amountCents).to.equal(99_00);
    const said = JSON.stringify(used.arranged("2026-12-01").letter);
    for (const part of ["99,00 €", figure.basis, "Hydrant frei halten.", grants.reason]) expect(said).to.include(part);
    const notice = tradeWith("GewA1", bookseller, marl);
    expect(() => notice.person("grant", grants.reason)).to.throw(Fault, "feeCents und basis");
    notice.person("grant", grants.reason, figure);
    expect(JSON.stringify(notice.arranged("2026-11-30").letter)).to.include(figure.basis);
    const closing = tradeWith("GewA3", sample("GewA3").plain, marl).person("grant", grants.reason);
    expect(closing.names).to.include(NoticeRequested.name).and.not.to.include(PaymentRequested.name);
  });

  it("a fee that a person names takes the place of the tariff's, in the money and in the letter", () => {
    const used = street().fires("consultations-due").person("grant", grants.reason, figure);
    expect((used.said(PaymentRequested) as EventBodies["payment.requested.v1"]).totalCents).to.equal(99_00);
    const said = JSON.stringify(used.arranged("2026-12-01").letter);
    expect(said).to.include("99,00 €").and.not.to.include("55,00");
  });

  it("refuses what it would drop, a figure without its basis, and a basis without a figure", () => {
    const used = () => street().fires("consultations-due");
    const says =
      (more: object, outcome: "grant" | "refuse" = "grant") =>
      () =>
        used().person(outcome, grants.reason, more);
    expect(says({ feeCents: 1 })).to.throw(Fault, "basis");
    expect(says({ basis: "§ 3" })).to.throw(Fault, "basis gehört zu einem Betrag");
    expect(says({ until: "2027-01-01" })).to.throw(Fault, "until");
    expect(says({ yearlyCents: 1, basis: "§ 3" })).to.throw(Fault, "yearlyCents");
    expect(says(figure, "refuse")).to.throw(
      Fault,
      "mit einer Ablehnung wird nichts weiter festgesetzt: feeCents, basis",
    );
    const permit = building();
    expect(() => permit.person("refuse", grants.reason, figure)).to.throw(Fault, "feeCents");
  });

  it("prefers a tag's fee that a person names, and takes none beside what corrects a decision", () => {
    const lost = registersIn("055620014014").arranged("2026-05-21");
    lost.applies("dog-tax-replacement-tag.v1", { dog: { name: "Hasso" }, reason: "lost" });
    expect(() => lost.person("grant", grants.reason, { feeCents: 0 })).to.throw(Fault, "basis");
    const used = street().fires("consultations-due").person("grant", grants.reason).arranged("2026-12-01");
    const corrected = { instead: { amountCents: 1_00 }, ...figure };
    expect(() => used.objects("2026-12-10").person("grant", grants.reason, corrected)).to.throw(
      Fault,
      "feeCents, basis",
    );
  });
});
