import { expect } from "chai";
import {
  CaseDecided,
  CaseReferred,
  NoticeRequested,
  ObjectionAnswered,
  ObjectionRaised,
} from "../../../../platform/casework/case/events.ts";

import { number, Office } from "./objection-office.ts";

describe("what is written against a decision to which there is no objection (JustG NRW § 110)", () => {
  const refused = () => new Office("action").refused();
  const told = () => refused().objects("2026-12-10").passes(ObjectionRaised).leadsTo(ObjectionAnswered);

  it("is answered at once with the remedy that there is and its last day, in the portal and by letter", () => {
    const scene = told();
    expect(scene.said(ObjectionAnswered).outcome).to.equal("no_objection");
    scene.passes(ObjectionAnswered).leadsTo(CaseReferred, NoticeRequested);
    for (const said of [scene.said(CaseReferred).sentence, scene.letter])
      for (const part of [
        "vom 23.11.2026 gibt es keinen Widerspruch",
        "Verwaltungsgericht Gelsenkirchen",
        "28.12.2026",
      ])
        expect(said).to.contain(part);
    expect(scene.said(NoticeRequested).content).to.contain("Dieses Schreiben wurde").and.not.to.contain('"remedy"');
  });

  it("goes to a person, who is told that it is a letter and when the period for an action ends", () => {
    const { tasks, file } = told();
    expect(tasks[0]).to.deep.include({ caseNumber: number, reasons: ["letter-against-decision"] });
    expect(file.reasons[0]?.sentence).to.contain("28.12.2026");
  });

  it("says so where the period is over", () => {
    const scene = refused().objects("2027-01-05").passes(ObjectionRaised);
    expect(scene.said(ObjectionAnswered).reason).to.contain("endete am 28.12.2026");
  });

  it("is answered as a letter is: the decision stands, or is taken anew and says which one it takes the place of", () => {
    const stays = told().passes(ObjectionAnswered).decidesAnew("refuse", "Es bleibt dabei.").passes(ObjectionAnswered);
    stays.leadsTo(CaseDecided, NoticeRequested);
    expect(stays.letter).to.contain("Es bleibt bei unserer Entscheidung").and.not.to.contain("Widerspruch");
    const anew = told().passes(ObjectionAnswered).decidesAnew("grant");
    expect(anew.letter).to.contain("Auf Ihr am 10.12.2026 eingegangenes Schreiben haben wir neu entschieden.");
    expect(anew.letter).to.contain("Dieser Bescheid ersetzt unseren Bescheid vom 23.11.2026.");
    anew.passes(ObjectionAnswered).leadsTo(CaseDecided, NoticeRequested);
    expect(anew.said(CaseDecided).sentence).to.contain("geändert");
  });
});
