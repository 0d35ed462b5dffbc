import { expect } from "chai";
import { openCasesMax } from "../../../platform/casework/case/account-bound.ts";
import {
  ApplicationAccepted,
  ApplicationRefused,
  CaseDecided,
  CaseReferred,
  IdentityConfirmed,
  ReplyReceived,
  SubmissionAnswered,
} from "../../../platform/casework/case/events.ts";
import { emptyEnvelope } from "../../../platform/messaging/contracts/envelope.ts";
import type { EventContract } from "../../../platform/messaging/messages/event.ts";
import { given } from "../../../test/support/given.ts";
import { type DogTaxState, dogTax } from "../dog-tax.ts";
import { hashKey, holder, household, tariffs, towns } from "./household.ts";

describe("dog tax: a household with very many dogs and applications", () => {
  it("registers fifty dogs by rule; the next one goes to a person, who may grant it", () => {
    const house = household();
    for (let i = 0; i < 50; i += 1) {
      house.registers(`Hund ${i}`, "2026-11-02");
      expect(house.names).to.include(CaseDecided.name);
      house.isArranged("2026-11-22");
    }
    house.registers("Hund 51", "2026-11-02");
    expect(house.reasons).to.deep.equal(["many-dogs"]);
    house.person("grant");
    expect(house.cents).to.be.greaterThan(0);
  });

  it("refuses an application beyond 2,000 open ones with a code, keeps nothing of it, and goes on with the others", () => {
    const scene = given<DogTaxState>(dogTax({ towns, tariffs, hashKey })).on("2026-11-22");
    const now = new Date("2026-11-22T11:00:00Z");
    const handle = (contract: EventContract, i: number, body: unknown): EventContract["name"][] => {
      const metadata = { municipality: "055620014014", caseId: `case-${i}`, caseNumber: `number-${i}`, account: "one" };
      const envelope = { ...emptyEnvelope, ...metadata, id: `${contract.name} ${i}`, receivedAt: now.toISOString() };
      const message = { id: envelope.id, type: contract.name, envelope, body };
      return scene.handle(message.type, body, envelope).names as EventContract["name"][];
    };
    const applies = (i: number) => {
      const data = JSON.stringify({ dog: { name: `Hund ${i}`, breed: "Dackel" }, keptSince: "2026-11-02" });
      const levels = { trustLevel: "substantiell", demandedTrustLevel: "basis" };
      const application = { applicant: holder, form: "dog-tax-registration.v1", data, attachments: [], ...levels };
      return handle(ApplicationAccepted, i, application);
    };
    const confirmed = { trustLevel: "substantiell", registered: holder, residentSince: "2011-04-01" };
    const replies = (i: number) => handle(ReplyReceived, i, { submissionId: "s", text: "Guten Tag", attachments: [] });

    for (let i = 1; i <= openCasesMax; i += 1) expect(applies(i)).to.deep.equal([]);
    expect(applies(openCasesMax + 1)).to.deep.equal([ApplicationRefused.name]);
    expect(handle(IdentityConfirmed, openCasesMax + 1, confirmed)).to.deep.equal([]);
    expect(replies(openCasesMax + 1)).to.deep.equal([SubmissionAnswered.name]);
    expect(scene.state.cases).to.have.length(openCasesMax);
    expect(replies(1)).to.deep.equal([SubmissionAnswered.name]);
    expect(handle(IdentityConfirmed, 2, confirmed)).to.include(CaseDecided.name);
    expect(applies(openCasesMax + 2)).to.deep.equal([]); // One is decided: there is room for another.
    for (let i = 3; i <= 60; i += 1) handle(IdentityConfirmed, i, confirmed);
    expect(handle(IdentityConfirmed, 61, confirmed)).to.deep.equal([CaseReferred.name]);
  });
});
