import { expect } from "chai";
import { type CaseFile, emptyFile } from "../../../../platform/casework/case/case-file.ts";
import { InformationRequested, ReplyReceived, WithdrawalReceived } from "../../../../platform/casework/case/events.ts";
import { submission } from "../../../../platform/casework/case/submission.ts";
import { endOfDay } from "../../../../platform/casework/law/calendar.ts";
import { ask, isOverdue, overdue, questionTimers } from "../../../../platform/casework/questions/questions.ts";
import { emptyEnvelope } from "../../../../platform/messaging/contracts/envelope.ts";

const metadata = { caseId: "case", caseNumber: "GLA-26-7K3M9-Q2XAB-41", municipality: "055620014014" };
const missing = {
  code: "proof-missing",
  sentence: "Bitte senden Sie uns die Gewerbeanmeldung.",
  paragraph: "VwVfG § 26",
};
const noon = (day: string) => new Date(`${day}T11:00:00Z`);
const asked = (day = "2026-11-23") => ask({ ...emptyFile(), metadata }, [missing], noon(day));
const message = (type: string, id: string, body: unknown = {}) => ({
  ...{ id, type, body },
  envelope: { ...emptyEnvelope, ...metadata, id, type, time: "2026-12-01T10:00:00.000Z" },
});
const timerOf = (file: CaseFile) => {
  const [timer] = questionTimers(file);
  if (!timer) throw new Error("no timer");
  return timer;
};

describe("asking the citizen for what is missing", () => {
  it("says all of it in one message, with a last day two weeks after it counts as notified", () => {
    const { file, events } = asked();
    expect(file.status).to.equal("waiting-for-citizen");
    expect(events.map(({ contract }) => contract)).to.deep.equal([InformationRequested]);
    // Monday 23 November, notified on Friday 27, two weeks later Friday 11 December.
    expect(events[0]?.body).to.deep.include({ items: [missing], dueOn: "2026-12-11", reminder: false });
    expect((events[0]?.body as { sentence: string }).sentence)
      .to.include(missing.sentence)
      .and.to.include("bis zum 11.12.2026");
  });

  it("moves notification and last day to working days", () => {
    // Asked on Tuesday 22 December: the fourth day is 26 December, moved to Monday 28; two weeks later 11 January.
    expect(asked("2026-12-22").file.question?.dueOn).to.equal("2027-01-11");
  });

  it("has a timer that fires when the last day has ended in Berlin, in winter and in summer", () => {
    expect(timerOf(asked().file).due).to.equal("2026-12-11T23:00:00.000Z");
    expect(endOfDay("2026-07-01").toISOString()).to.equal("2026-07-01T22:00:00.000Z");
    expect(endOfDay("2026-03-28").toISOString()).to.equal("2026-03-28T23:00:00.000Z");
    expect(endOfDay("2026-03-29").toISOString()).to.equal("2026-03-29T22:00:00.000Z");
    expect(endOfDay("2026-10-25").toISOString()).to.equal("2026-10-25T23:00:00.000Z");
  });

  it("reminds once with a new last day, then hands over to a person", () => {
    const { file } = asked();
    const fired = message("timer.question-due", timerOf(file).id);
    expect(isOverdue(file, fired)).to.equal(true);
    const reminded = overdue(file, noon("2026-12-12"));
    expect(reminded.events[0]?.body).to.deep.include({ reminder: true, dueOn: "2026-12-30" });
    expect(timerOf(reminded.file).id).not.to.equal(fired.id);
    expect(isOverdue(reminded.file, fired), "the first timer once more").to.equal(false);
    const silent = overdue(reminded.file, noon("2026-12-31"));
    expect(silent.file).to.include({ status: "waiting-for-person", question: null });
    expect(silent.file.reasons.map(({ code }) => code)).to.deep.equal(["no-answer"]);
    expect(questionTimers(silent.file)).to.deep.equal([]);
  });

  it("is over with a reply: the rules look again, and a timer that fires late says nothing", () => {
    const { file } = asked();
    const { id } = timerOf(file);
    const reply = message(ReplyReceived.name, "r", { submissionId: "R-1", text: "Anbei.", attachments: [] });
    const answered = submission(file, reply, noon("2026-12-01"));
    expect(answered?.file).to.include({ status: "collecting", question: null });
    expect(answered?.file.replies[0]).to.include({ submissionId: "R-1", text: "Anbei." });
    expect(isOverdue(answered?.file as CaseFile, message("timer.question-due", id))).to.equal(false);
  });

  it("is over with a withdrawal", () => {
    const withdrawn = submission(
      asked().file,
      message(WithdrawalReceived.name, "w", { submissionId: "W-1", reason: "" }),
      noon("2026-12-01"),
    );
    expect(withdrawn?.file).to.include({ status: "withdrawn", question: null });
    expect(questionTimers(withdrawn?.file as CaseFile)).to.deep.equal([]);
  });
});
