import { expect } from "chai";
import {
  CaseDecided,
  NoticeRequested,
  ObjectionRaised,
  ObjectionWithdrawn,
  PaymentRequested,
  SubmissionAnswered,
  WithdrawalReceived,
} from "../../../platform/casework/case/events.ts";
import type { NewEvent } from "../../../platform/messaging/engine/processor.ts";
import { Fault } from "../../../platform/messaging/faults.ts";
import { given, type Scene } from "../../../test/support/given.ts";
import { type ChipState, chips, staysMax } from "../assessment/chips.ts";
import { ChipClaimed, ChipContested } from "../events.ts";
import { type House, holder, household } from "./household.ts";

const chipNumber = "999000000000001";
const families = ["Beispiel", "Muster", "Beispielweiß"] as const;
type Family = (typeof families)[number];

/** Some households of a town, and what they learn of each other by a dog's chip, as the bus would hand it on. */
class Town {
  readonly chips: Scene<ChipState> = given(chips);
  private readonly houses: Record<Family, House>;
  /** what is on its way to a chip's state */
  waiting: NewEvent[] = [];

  constructor(day: string) {
    const house = (family: Family) =>
      household("Gladbeck", day)
        .after(10 * families.indexOf(family))
        .for({ account: family });
    this.houses = { Beispiel: house("Beispiel"), Muster: house("Muster"), Beispielweiß: house("Beispielweiß") };
  }

  /** Lets a household do something; what it says of a chip is handed on, unless it is held up on its way. */
  let(family: Family, does: (house: House) => unknown, heldUp = false): this {
    const house = this.houses[family];
    const before = house.newEvents.length;
    does(house);
    this.waiting.push(...house.newEvents.slice(before).filter(({ contract }) => contract.name === ChipClaimed.name));
    return heldUp ? this : this.handOn();
  }

  /** Hands on what households said of chips, and what the chips' states answer. */
  handOn(inOrder: (waiting: NewEvent[]) => NewEvent[] = (waiting) => waiting): this {
    for (const { body, metadata } of inOrder(this.waiting.splice(0))) {
      this.chips.when(ChipClaimed, body as never, metadata);
      for (const told of this.chips.events) {
        const house = this.houses[told.metadata.account as Family];
        house.when(ChipContested, told.body as never, told.metadata);
      }
    }
    return this;
  }

  house = (family: Family) => this.houses[family];
  tasks = (family: Family) => this.houses[family].view.tasks.map(({ reasons }) => reasons);
  reasons = (family: Family) =>
    this.houses[family].state.cases.flatMap(({ reasons }) => reasons.map(({ code }) => code));
}

const registers =
  (keptSince: string, more = {}) =>
  (house: House) =>
    house.registers("Bello", keptSince, { chipNumber, ...more }).isArranged("2026-06-01");
const deregisters = (endedOn: string) => (house: House) => house.deregisters("Bello", endedOn);
const twice = () =>
  new Town("2026-06-01").let("Beispiel", registers("2026-01-10")).let("Muster", registers("2026-05-20"));

describe("dog tax: one chip in two households", () => {
  it("brings the second registration to a person, who is shown the first one's number", () => {
    const town = twice();
    expect(town.tasks("Muster")).to.deep.equal([["chip-elsewhere"]]);
    const { cases } = town.house("Muster").state;
    const first = town.house("Beispiel").state.cases[0]?.metadata.caseNumber ?? "?";
    expect(Object.values(cases)[0]?.reasons[0]?.sentence).to.contain(first).and.to.contain("seit dem 10.01.2026");
  });

  it("is noted in the first one's file, without a second task", () => {
    const town = twice();
    expect(town.tasks("Beispiel")).to.deep.equal([]);
    expect(town.reasons("Beispiel")).to.deep.equal(["chip-elsewhere-later"]);
  });

  it("says nothing while only one household has the dog, or another chip", () => {
    const town = new Town("2026-06-01").let("Beispiel", registers("2026-01-10"));
    town.let("Muster", registers("2026-05-20", { chipNumber: "999000000000002" }));
    expect([...town.tasks("Muster"), ...town.reasons("Beispiel")]).to.deep.equal([]);
    town.let("Muster", (house) => house.registers("Ohne", "2026-05-20").leadsTo(CaseDecided, PaymentRequested));
  });

  it("is told by a hash: the number is in no envelope and in no state of a chip", () => {
    const town = twice();
    const claimed = town.house("Muster").registers("Zwei", "2026-05-21", { chipNumber: "999000000000003" });
    expect(claimed.newEvent(ChipClaimed).metadata.account).to.match(/^chip\/[0-9a-f]{32}$/);
    const all = JSON.stringify([...town.chips.states, ...town.chips.events, claimed.newEvent(ChipClaimed)]);
    expect(all).not.to.match(/999\d{12}/);
  });

  it("is another chip in another town", () => {
    const account = (name: "Gladbeck" | "Dorsten") =>
      household(name, "2026-06-01").registers("Bello", "2026-05-20", { chipNumber }).newEvent(ChipClaimed).metadata
        .account;
    expect(account("Gladbeck")).not.to.equal(account("Dorsten"));
  });
});

describe("dog tax: what a person makes of a dog in two households", () => {
  it("takes the second assessment back: all is given back, the notice says why, and the chip is the first one's alone", () => {
    const town = twice();
    town.let("Muster", (house) => {
      house.person("refuse", { reason: "Der Hund war nur zu Gast." });
      house.leadsTo(CaseDecided, PaymentRequested, ChipClaimed);
      expect(house.said(CaseDecided)).to.deep.include({ outcome: "refused", decidedBy: "person", amountCents: -88_00 });
      expect(house.claimed).to.equal(0);
      expect(house.state.dogs).to.deep.equal([]);
      house.isArranged("2026-06-02").leadsTo(NoticeRequested);
      expect(house.notice.title).to.equal("Bescheid über die Aufhebung der Festsetzung der Hundesteuer");
      expect(house.text).to.contain("Der Hund war nur zu Gast.").and.to.contain("174 Abgabenordnung");
    });
    expect(town.reasons("Beispiel")).to.deep.equal(["chip-elsewhere-later", "chip-elsewhere-revoked"]);
    // Whoever has it next collides with the first one only.
    town.let("Beispielweiß", registers("2026-06-01"));
    expect(town.tasks("Beispielweiß")).to.deep.equal([["chip-elsewhere"]]);
  });

  it("lets the second assessment stand, without another word to the citizen", () => {
    const town = twice();
    town.let("Muster", (house) => house.person("grant").leadsTo());
    expect(town.tasks("Muster")).to.deep.equal([]);
    expect(town.house("Muster").state.dogs).to.have.length(1);
    expect(() => town.house("Muster").person("grant")).to.throw(Fault, "not-waiting");
  });

  it("waits with it while the notice of the assessment is on its way", () => {
    const town = new Town("2026-06-01").let("Beispiel", registers("2026-01-10"));
    town.let("Muster", (house) => house.registers("Bello", "2026-05-20", { chipNumber }));
    expect(() => town.house("Muster").person("refuse")).to.throw(Fault, "not-yet");
  });

  it("keeps the other dogs of the household, at the rate for their number", () => {
    const town = new Town("2026-06-01").let("Beispiel", registers("2026-01-10"));
    town.let("Muster", (house) => house.registers("Luna", "2026-05-02").isArranged("2026-06-01"));
    town.let("Muster", registers("2026-05-20"));
    town.let("Muster", (house) => house.person("refuse"));
    expect(town.house("Muster").claimed).to.equal(88_00);
    expect(town.house("Muster").state.dogs.map(({ name }) => name)).to.deep.equal(["Luna"]);
  });

  it("comes after an objection to the same decision, which it outlasts", () => {
    const town = new Town("2026-06-01").let("Beispiel", registers("2026-01-10"));
    town.let("Muster", registers("2026-05-20"), true);
    const house = town.house("Muster");
    const objection = {
      ...{ municipality: "055620014014", portal: "portal", applicationId: "o", caseId: "o", caseNumber: "GLA-o" },
      ...{ serviceKey: "99102013104000", account: "objection/o", receivedAt: "2026-06-02T10:00:00Z" },
    };
    const applicant = JSON.stringify(holder);
    house.when(ObjectionRaised, { objection, grounds: "Zu viel.", applicant, attachments: 0, doubts: [] });
    town.handOn();
    expect(town.tasks("Muster")).to.deep.equal([["objection", "chip-elsewhere"]]);
    house.when(ObjectionWithdrawn, { objectionCaseId: "o" }).leadsTo();
    expect(town.tasks("Muster")).to.deep.equal([["chip-elsewhere"]]);
    house.person("refuse").leadsTo(CaseDecided, PaymentRequested, ChipClaimed);
    expect(town.tasks("Muster")).to.deep.equal([]);
  });

  it("is nothing to a household that knows no such case", () => {
    const house = household("Gladbeck", "2026-06-01").registers("Bello", "2026-05-20", { chipNumber });
    const other = { caseNumber: "GLA-26-00000-00000-00", from: "2026-01-10", to: "", revoked: false };
    house.when(ChipContested, { standing: "later", overlaps: true, other }, { caseId: "another" }).leadsTo();
    expect(house.state.cases.map(({ metadata }) => metadata.caseId)).to.deep.equal([house.caseId]);
  });

  it("cannot be got round by withdrawing what was decided", () => {
    const house = twice().house("Muster");
    house.when(WithdrawalReceived, { submissionId: "w", reason: "" }).leadsTo(SubmissionAnswered);
    expect(house.said(SubmissionAnswered).outcome).to.equal("too_late");
    expect(house.view.tasks).to.have.length(1);
  });
});

describe("dog tax: a dog that changes owners", () => {
  const sold = deregisters("2026-05-19");
  const bought = registers("2026-05-20");

  it("goes through when it was deregistered first, also on the day of the handover", () => {
    for (const endedOn of ["2026-05-19", "2026-05-20"]) {
      const town = new Town("2026-06-01").let("Beispiel", registers("2026-01-10"));
      town.let("Beispiel", deregisters(endedOn)).let("Muster", bought);
      expect([...town.tasks("Muster"), ...town.reasons("Beispiel")]).to.deep.equal([]);
    }
  });

  it("shows the person who looks at it that the first owner has deregistered it since", () => {
    const town = twice().let("Beispiel", sold);
    expect(town.tasks("Muster")).to.deep.equal([["chip-elsewhere", "chip-elsewhere-ended"]]);
    town.let("Muster", (house) => house.person("grant"));
    expect(town.tasks("Muster")).to.deep.equal([]);
  });

  it("is still a person's when the first owner names a later day than the second", () => {
    const town = twice().let("Beispiel", deregisters("2026-05-28"));
    expect(town.tasks("Muster")).to.deep.equal([["chip-elsewhere", "chip-elsewhere"]]);
  });

  it("is not asked about a second time when the first owner's end comes after the person has decided", () => {
    const town = twice().let("Muster", (house) => house.person("grant"));
    town.let("Beispiel", deregisters("2026-05-28"));
    expect(town.tasks("Muster")).to.deep.equal([]);
    expect(town.reasons("Muster"), "noted all the same").to.deep.equal(["chip-elsewhere"]);
  });

  it("goes through in whatever order the bus brings what the households said", () => {
    const town = new Town("2026-06-01").let("Beispiel", registers("2026-01-10"), true).let("Beispiel", sold, true);
    town.let("Muster", bought, true).handOn((waiting) => waiting.reverse());
    expect([...town.tasks("Muster"), ...town.tasks("Beispiel")]).to.deep.equal([]);
    const [state] = town.chips.states.values();
    const { stays } = state as ChipState;
    expect(Object.values(stays).map(({ from, to }) => [from, to])).to.have.deep.members([
      ["2026-05-20", ""],
      ["2026-01-10", "2026-05-19"],
    ]);
  });

  it("may come back to its first owner, as a stay of its own", () => {
    const town = new Town("2026-06-01").let("Beispiel", registers("2026-01-10")).let("Beispiel", sold);
    town.let("Beispiel", registers("2026-05-28")).let("Muster", registers("2026-05-29"));
    expect(town.tasks("Muster")).to.deep.equal([["chip-elsewhere"]]);
  });

  it("of three households that have it, tells each pair once", () => {
    const town = twice().let("Beispielweiß", registers("2026-05-25"));
    expect(town.tasks("Beispielweiß")).to.deep.equal([["chip-elsewhere", "chip-elsewhere"]]);
    expect(town.reasons("Beispiel")).to.deep.equal(["chip-elsewhere-later", "chip-elsewhere-later"]);
  });
});

describe("dog tax: one household, two portals", () => {
  it("sends the second registration of a chip to a person, who can only refuse it", () => {
    const house = household("Gladbeck", "2026-06-01").registers("Bello", "2026-05-20", { chipNumber });
    house.for({ portal: "another portal" }).registers("Bello", "2026-05-20", { chipNumber });
    expect(house.reasons).to.deep.equal(["chip-known"]);
    expect(() => house.person("grant")).to.throw(Fault, "bereits angemeldet");
    expect(house.state.dogs).to.have.length(1);
  });
});

describe("dog tax: one chip in very many households", () => {
  const stay = (i: number) => ({
    ...{ municipality: "055620014014", portal: "p", applicationId: `a-${i}`, caseId: `c-${i}`, account: `h-${i}` },
    ...{ caseNumber: `N-${i}`, serviceKey: "s", receivedAt: "2026-05-01T00:00:00Z" },
  });
  const claim = (scene: Scene<ChipState>, i: number, to = "") =>
    scene.when(ChipClaimed, { stay: stay(i), from: "2026-05-01", to, revoked: false }, { account: "chip/x" });
  const chip = (): Scene<ChipState> => given(chips);
  const known = (scene: Scene<ChipState>) => Object.keys(scene.state.stays);

  it("goes to a person beyond fifty, and the chip keeps no more", () => {
    const scene = chip();
    for (let i = 1; i <= staysMax; i += 1) claim(scene, i);
    expect(scene.events).to.have.length(2 * (staysMax - 1));
    const full = JSON.stringify(scene.state);
    claim(scene, staysMax + 1).leadsTo(ChipContested);
    expect(scene.said(ChipContested)).to.include({ standing: "later", overlaps: true });
    expect(scene.newEvent(ChipContested).metadata).to.include({ caseId: `c-${staysMax + 1}` });
    expect(JSON.stringify(scene.state)).to.equal(full);
    claim(scene, staysMax + 1, "2026-06-01");
    expect(known(scene)).to.have.length(staysMax);
  });

  it("forgets the household that gave the dog away first, where one did", () => {
    const scene = chip();
    for (let i = 1; i <= staysMax; i += 1) claim(scene, i);
    claim(scene, 7, "2026-05-20");
    claim(scene, 9, "2026-05-10");
    claim(scene, staysMax + 1);
    expect(known(scene)).to.have.length(staysMax).and.not.include("c-9");
    expect(JSON.stringify(scene.state)).not.to.include('c-9"');
  });
});
