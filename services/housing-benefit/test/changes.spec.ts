import { expect } from "chai";
import {
  CaseDecided,
  InformationRequested,
  NoticeRequested,
  PaymentRequested,
  ReplyReceived,
  SubmissionAnswered,
  WithdrawalReceived,
} from "../../../platform/casework/case/events.ts";
import { compileSchema, readSchema } from "../../../platform/messaging/contracts/validate.ts";
import { monthAfter } from "../change.ts";
import { applicant, Household, now } from "./grants.ts";

const [me] = now.members;

describe("housing benefit: changes of what was granted (§§ 27, 28 WoGG)", () => {
  it("raises from the month of the application when the rent rises by more than 10 %", () => {
    const home = new Household().changes("2026-10-20", { rentCents: 400_00 });
    home.leadsTo(CaseDecided, PaymentRequested, NoticeRequested);
    const { amountCents, outcome } = home.said(CaseDecided);
    expect(outcome).to.equal("granted");
    expect(home.grant.amounts.map(({ from }) => from)).to.deep.equal(["2026-01-01", "2026-10-01"]);
    const more = (amountCents ?? 0) - home.granted;
    expect(more).to.be.greaterThan(0);
    expect(home.months).to.deep.equal(["10/2026", "11/2026", "12/2026"].map((month) => [month, -more]));
    const content = JSON.parse(home.said(NoticeRequested).content);
    expect(compileSchema(readSchema("forms", "notice-content.v1.json"))(content)).to.deep.equal([]);
  });

  it("leaves to a person what reaches no limit: 10 % more rent exactly", () => {
    expect(new Household().changes("2026-10-20", { rentCents: 385_00 }).codes).to.deep.equal(["change-below-limits"]);
    expect(new Household().changes("2026-10-20", { rentCents: 385_01 }).names).to.include(CaseDecided.name);
  });

  it("raises when the household grows or the income falls by more than 10 %", () => {
    const child = { relation: "child" as const, birthDate: "2026-09-30" };
    expect(new Household().changes("2026-10-20", { members: [...now.members, child] }).names).to.include(
      CaseDecided.name,
    );
    const less = me ? [{ ...me, wagesCents: 1_200_00 }] : [];
    expect(new Household().changes("2026-10-20", { members: less }).names).to.include(CaseDecided.name);
  });

  const earnsMore = () =>
    new Household().changes("2026-10-20", { members: me ? [{ ...me, wagesCents: 1_750_00 }] : [] }, "2026-09-10");

  it("announces what lowers it, with figures and the day until which an answer is awaited, and decides nothing", () => {
    const home = earnsMore().leadsTo(InformationRequested, NoticeRequested);
    // Tuesday, 20 October; the fourth day is the 24th, fourteen days later a Saturday.
    expect(home.said(InformationRequested)).to.include({ dueOn: "2026-11-09", reminder: false });
    const letter = home.said(NoticeRequested).content;
    for (const part of ["Anhörung", "ab dem 01.10.2026 nur noch", "bis zum 09.11.2026", "§ 24 Abs. 1 SGB X", "10/2026"])
      expect(letter).to.include(part);
    expect(letter, "it decides nothing: there is no remedy").not.to.include("Rechtsbehelf");
    expect(home.view.tasks).to.deep.equal([]);
    expect(home.grant.amounts).to.have.length(1);
  });

  it("has a person decide once there is an answer, or none until the last day; nobody is reminded of it", () => {
    const answered = earnsMore().when(ReplyReceived, { submissionId: "r", text: "Nur befristet.", attachments: [] });
    expect(answered.codes).to.deep.equal(["change-lowers", "statement-received"]);
    const silent = earnsMore();
    const [timer] = silent.view.timers;
    silent.on(timer?.due ?? "").handle(`timer.${timer?.name}`, {}, { id: timer?.id ?? "" });
    expect(silent.codes).to.deep.equal(["change-lowers", "no-statement"]);
    silent.decides({ caseNumber: "GLA-change", outcome: "grant", reason: "Neu berechnet." });
    silent.leadsTo(CaseDecided, PaymentRequested, NoticeRequested);
    expect(silent.said(NoticeRequested).content).not.to.include("nicht gesondert angehört");
  });

  it("is not lowered below the limits of § 27, by nobody", () => {
    const home = new Household().changes("2026-10-20", { rentCents: 340_00 });
    expect(home.codes).to.deep.equal(["change-below-limits"]);
    const grant = { caseNumber: "GLA-change", outcome: "grant", reason: "Neu berechnet." };
    expect(() => home.decides(grant)).to.throw("keine der Grenzen");
    home.decides({ ...grant, outcome: "refuse" }).leadsTo(CaseDecided, NoticeRequested);
    expect(home.said(NoticeRequested).content).to.include("Ihr Wohngeld bleibt unverändert");
  });

  it("goes on where somebody takes back what they reported: it is decided ex officio", () => {
    const home = earnsMore().when(WithdrawalReceived, { submissionId: "w", reason: "" }).leadsTo(SubmissionAnswered);
    expect(home.said(SubmissionAnswered).outcome).to.equal("too_late");
    const [timer] = home.view.timers;
    home.on(timer?.due ?? "").handle(`timer.${timer?.name}`, {}, { id: timer?.id ?? "" });
    expect(home.codes).to.deep.equal(["change-lowers", "no-statement"]);
  });

  it("hears the household itself where somebody else reports that it has moved out", () => {
    const stranger = { ...applicant, givenNames: "Zoë", familyName: "Fremd" };
    const moved = { ...now, change: { application: "A-1", changedOn: "2026-10-15", movedOut: true } };
    const home = new Household().applies("2026-10-20", "change", moved, { who: stranger });
    expect(home.codes).to.include("change-by-another");
    home.decides({ caseNumber: "GLA-change", outcome: "grant", reason: "Gemeldet." });
    const { recipient } = JSON.parse(home.said(NoticeRequested).content);
    expect(recipient[0]).to.equal("Änne Beispiel");
    expect(home.said(NoticeRequested).content).to.include("ausgezogen").and.include("kein Wohngeld mehr");
  });

  it("keeps what was decided for later months: a raise by rule does not undo an end that was reported", () => {
    const home = new Household().applies("2026-07-20", "change", {
      ...now,
      change: { application: "A-1", changedOn: "2026-10-15", movedOut: true },
    });
    home.changes("2026-08-20", { rentCents: 400_00 }, "2026-08-01", "second");
    expect(home.grant.amounts.map(({ from, monthlyCents }) => [from, monthlyCents > 0])).to.deep.equal([
      ["2026-01-01", true],
      ["2026-08-01", true],
      ["2026-11-01", false],
    ]);
    expect(home.months.map(([month]) => month)).to.deep.equal(["08/2026", "09/2026", "10/2026"]);
  });

  it("never lowers by rule: more than 15 % more income goes to a person, who lowers from the next month", () => {
    const home = earnsMore().when(ReplyReceived, { submissionId: "r", text: "Das stimmt.", attachments: [] });
    expect(home.codes).to.deep.equal(["change-lowers", "statement-received"]);
    expect(home.view.tasks.map(({ caseNumber }) => caseNumber)).to.deep.equal(["GLA-change"]);
    home.decides({ caseNumber: "GLA-change", outcome: "grant", reason: "Neu berechnet." });
    home.leadsTo(CaseDecided, PaymentRequested, NoticeRequested);
    expect(home.months.map(([month]) => month)).to.deep.equal(["10/2026", "11/2026", "12/2026"]);
    for (const [, cents] of home.months) expect(cents).to.be.greaterThan(0);
    expect(home.newEvent(CaseDecided).metadata).to.include({ caseId: "change" });
  });

  it("ends with the month of moving out, and asks back what was paid beyond it", () => {
    const home = new Household().applies("2026-10-20", "change", {
      ...now,
      change: { application: "A-1", changedOn: "2026-10-15", movedOut: true },
    });
    home.leadsTo(CaseDecided, PaymentRequested, NoticeRequested);
    expect(home.months).to.deep.equal([
      ["11/2026", home.granted],
      ["12/2026", home.granted],
    ]);
    expect(home.said(NoticeRequested).content, "why nobody was heard").to.include("§ 24 Abs. 2 Nr. 3 SGB X");
  });

  it("measures a second change by the first one, and pays only what differs then", () => {
    const home = new Household().changes("2026-06-20", { rentCents: 400_00 });
    const first = home.said(CaseDecided).amountCents ?? 0;
    home.changes("2026-10-20", { rentCents: 405_00 }, "2026-10-01", "second");
    expect(home.codes).to.deep.equal(["change-below-limits"]);
    home.changes("2026-11-20", { rentCents: 445_00 }, "2026-11-01", "third");
    const third = home.said(CaseDecided).amountCents ?? 0;
    expect(home.months).to.deep.equal(["11/2026", "12/2026"].map((month) => [month, first - third]));
  });

  it("asks for proofs of a change as for those of an application", () => {
    const home = new Household().applies(
      "2026-10-20",
      "change",
      {
        ...{ ...now, rentCents: 400_00, enclosed: [] },
        change: { application: "A-1", changedOn: "2026-10-01" },
      },
      { files: 0 },
    );
    home.leadsTo(InformationRequested);
    expect(home.view.timers).to.have.length(1);
  });

  it("goes to a person when nothing was granted, when it has ended, or when somebody else reports it", () => {
    const stranger = new Household();
    stranger.for({ account: "another" }).changes("2026-10-20", { rentCents: 400_00 });
    expect(stranger.codes).to.deep.equal(["grant-unknown"]);
    expect(new Household().changes("2027-01-20", { rentCents: 400_00 }).codes).to.include("grant-unknown");
    const other = { ...applicant, givenNames: "Zoë" };
    const form = { ...now, rentCents: 400_00, change: { application: "A-1", changedOn: "2026-10-01" } };
    expect(new Household().applies("2026-10-20", "change", form, { who: other }).codes).to.deep.equal([
      "change-by-another",
    ]);
  });

  it("counts from the day of a change that is a first of a month, else from the next one", () => {
    expect([monthAfter("2026-09-01"), monthAfter("2026-09-02"), monthAfter("2026-12-31")]).to.deep.equal([
      ...["2026-09-01", "2026-10-01", "2027-01-01"],
    ]);
  });
});
