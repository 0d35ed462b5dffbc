import { expect } from "chai";
import type { CaseFile } from "../../../platform/casework/case/case-file.ts";
import {
  ApplicationAccepted,
  CaseDecided,
  CaseReferred,
  IdentityConfirmed,
  NoticeRequested,
  PaymentRequested,
  WithdrawalReceived,
} from "../../../platform/casework/case/events.ts";
import { readTownFiles, readTowns } from "../../../platform/casework/towns/towns.ts";
import type { NewEvent } from "../../../platform/messaging/engine/processor.ts";
import { hashKeyOf } from "../../../platform/messaging/ids.ts";
import type { EventContract, EventName } from "../../../platform/messaging/messages/event.ts";
import { someFiles } from "../../../test/support/enclosed.ts";
import { Scene } from "../../../test/support/given.ts";
import type { Application } from "../calculation/application.ts";
import type { RentLevel } from "../calculation/decision.ts";
import { readParameters } from "../calculation/parameters.ts";
import { type Claim, claimed, claimsMax, type DwellingState } from "../dwellings/dwellings.ts";
import { DwellingAnswered, DwellingClaimed } from "../events.ts";
import { housingBenefitService } from "../housing-benefit.ts";
import schema from "../tariff.schema.json" with { type: "json" };
import { applicant, now } from "./grants.ts";

const levels = readTownFiles<{ rentLevels: RentLevel[] }>("housing-benefit", schema);
const hashKey = hashKeyOf(Buffer.alloc(32, 7));
const partner = { relation: "partner", birthDate: "1986-07-01" } as const;

/** The housing benefit office of Gladbeck with its cases and dwellings; messages of its own go round until nothing is left. */
class Office extends Scene<CaseFile | DwellingState> {
  private own: NewEvent[] = [];

  constructor() {
    super(housingBenefitService({ towns: readTowns(), levels, law: readParameters(), hashKey }), {
      municipality: "055620014014",
      serviceKey: "99107023017000",
    });
  }

  turnTo(caseId: string): this {
    const metadata = { caseId, account: caseId, caseNumber: `GLA-${caseId}`, applicationId: `A-${caseId}` };
    return this.for({ ...metadata, receivedAt: "2026-05-12T10:00:00Z" }).on("2026-05-13");
  }

  accept(caseId: string, form: Partial<Application> = {}, street = "Musterstraße", houseNumber = "12 a"): this {
    const who = { ...applicant, address: { ...applicant.address, street, houseNumber } };
    return this.turnTo(caseId).when(ApplicationAccepted, {
      ...{ applicant: who, form: "housing-benefit.v1", data: JSON.stringify({ ...now, ...form }) },
      ...{ trustLevel: "substantiell", demandedTrustLevel: "substantiell", attachments: someFiles(2) },
    });
  }

  identify(caseId: string): this {
    const registered = { registered: applicant, residentSince: "2011-04-01" };
    return this.turnTo(caseId).when(IdentityConfirmed, { trustLevel: "substantiell", ...registered });
  }

  override handle(type: string, body: unknown, metadata = {}): this {
    super.handle(type, body, metadata);
    const isOwn = ({ contract }: NewEvent) => contract === DwellingClaimed || contract === DwellingAnswered;
    this.own.push(...this.events.filter(isOwn));
    return this;
  }

  /** Delivers what the office says to itself. @returns all that it says to others meanwhile */
  settle(): NewEvent[] {
    const others: NewEvent[] = [];
    for (let next = this.own.shift(); next; next = this.own.shift()) {
      this.when(next.contract as EventContract<EventName>, next.body as never, next.metadata);
      others.push(
        ...this.events.filter(({ contract }) => contract !== DwellingClaimed && contract !== DwellingAnswered),
      );
    }
    return others;
  }

  applies(...given: Parameters<Office["accept"]>): string[] {
    this.accept(...given);
    this.identify(given[0]);
    return this.settle().map(({ contract }) => contract.name);
  }
}

const granted = [CaseDecided, PaymentRequested, NoticeRequested].map(({ name }) => name);
const referred = [CaseReferred.name];

describe("housing benefit: one dwelling, one benefit (WoGG § 3(3))", () => {
  it("is granted once the dwelling has answered, whichever of both messages comes first", () => {
    expect(new Office().applies("first")).to.deep.equal(granted);
    const other = new Office();
    other.identify("first").leadsTo();
    other.accept("first").leadsTo(DwellingClaimed);
    expect(other.settle().map(({ contract }) => contract.name)).to.deep.equal(granted);
    const late = new Office();
    late.accept("first");
    expect(late.settle()).to.deep.equal([]);
    late.identify("first").leadsTo(...[CaseDecided, PaymentRequested, NoticeRequested, DwellingClaimed]);
  });

  it("goes to a person where somebody of the household has applied already, however the address is spelt", () => {
    const office = new Office();
    expect(office.applies("first", { members: [...now.members, partner] })).to.deep.equal(granted);
    const second = {
      members: [{ ...partner, relation: "applicant" as const, wagesCents: 140_000 }, ...now.members].map((one, i) =>
        i ? { ...one, relation: "partner" as const } : one,
      ),
    };
    office.accept("second", second, "MUSTERSTR. 12A", "");
    office.identify("second");
    const [told] = office.settle();
    expect(told?.contract.name).to.equal(CaseReferred.name);
    expect((told?.body as { reasons: object[] }).reasons).to.deep.include({
      code: "dwelling-known",
      sentence: "Für diese Wohnung gibt es mit denselben Personen schon einen Antrag oder eine Bewilligung: GLA-first.",
      paragraph: "WoGG § 3 Abs. 3, § 23",
    });
  });

  it("knows two that come at the same moment", () => {
    const office = new Office();
    office.accept("first").accept("second").identify("first").identify("second");
    const names = office.settle().map(({ contract }) => contract.name);
    expect(names.filter((name) => name === CaseDecided.name)).to.have.length(1);
    expect(names.filter((name) => name === CaseReferred.name)).to.have.length(1);
  });

  it("is nobody's business next door, nor another household's in the same house", () => {
    const office = new Office();
    expect(office.applies("first")).to.deep.equal(granted);
    expect(office.applies("next door", {}, "Musterstraße", "12b")).to.deep.equal(granted);
    const others = now.members.map((one) => ({ ...one, birthDate: "1990-10-03" }));
    expect(office.applies("upstairs", { members: others })).to.deep.equal(granted);
  });

  it("is free again when an application was withdrawn or refused", () => {
    const office = new Office();
    office.accept("first");
    office.settle();
    office.turnTo("first").when(WithdrawalReceived, { submissionId: "w", reason: "" });
    office.settle();
    expect(office.applies("second", { wealthCents: 9_000_000 })).to.deep.equal(referred);
    office.turnTo("second").decides({ caseNumber: "GLA-second", outcome: "refuse", reason: "Zu viel Vermögen." });
    office.settle();
    expect(office.applies("third")).to.deep.equal(granted);
  });

  it("is free again after what was granted", () => {
    const claim = (caseId: string, from: string, until: string): Claim => ({
      case: {
        ...{ municipality: "", portal: "", applicationId: "", caseId, caseNumber: caseId },
        serviceKey: "",
        account: "",
        receivedAt: "",
      },
      ...{ members: ["a"], from, until, ended: false },
    });
    const first = claimed({ claims: {} }, claim("first", "2025-05-01", "2026-04-30"));
    const next = claimed(first.state, claim("next", "2026-05-01", ""));
    expect(next.events[0]?.body).to.deep.equal({ others: [] });
    const early = claimed(first.state, claim("early", "2026-04-01", ""));
    expect(early.events[0]?.body).to.deep.equal({
      others: [{ caseNumber: "first", from: "2025-05-01", until: "2026-04-30" }],
    });
    let many: DwellingState = { claims: {} };
    for (let i = 0; i <= claimsMax; i += 1)
      many = claimed(many, claim(`${i}`, "2025-05-01", i === 7 ? "2026-04-30" : "2026-05-31")).state;
    expect(Object.keys(many.claims)).to.have.length(claimsMax).and.not.include("7");
  });

  it("is shown with nothing that tells who lives where", () => {
    const office = new Office();
    office.accept("first");
    expect(JSON.stringify(office.newEvent(DwellingClaimed))).not.to.match(/Muster|1984-02-29|12 a|45966/);
  });
});
