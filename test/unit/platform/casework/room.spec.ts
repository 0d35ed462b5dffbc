import { expect } from "chai";
import { accountTakes, beyondAccount } from "../../../../platform/casework/case/account-bound.ts";
import { type CaseFile, emptyFile, type Reply } from "../../../../platform/casework/case/case-file.ts";
import {
  ApplicationAccepted,
  ApplicationRefused,
  ObjectionRaised,
  ReplyReceived,
  SubmissionAnswered,
} from "../../../../platform/casework/case/events.ts";
import {
  accountBytesMax,
  bytesOfReply,
  formBytesMax,
  repliesBytesMax,
  repliesMax,
} from "../../../../platform/casework/case/room.ts";
import { noRoom, submission } from "../../../../platform/casework/case/submission.ts";
import { objectedTo } from "../../../../platform/casework/objections/objections.ts";
import { pageOfReplies } from "../../../../platform/casework/office/reply-page.ts";
import { emptyEnvelope } from "../../../../platform/messaging/contracts/envelope.ts";
import type { Message } from "../../../../platform/messaging/messages/message.ts";
import type { EventBodies } from "../../../../types/generated/events.ts";
import { appeals } from "../../../support/appeals.ts";
import { acceptedBody } from "../../../support/events.ts";

const now = new Date("2026-11-28T11:00:00Z");
const message = (type: string, body: object): Message => ({
  ...{ id: "m", type, body },
  envelope: { ...emptyEnvelope, type, caseId: "c", time: now.toISOString() },
});
const replied = (text: string) => message(ReplyReceived.name, { submissionId: "s", text, attachments: [] });
const reply = (text: string, i = 0): Reply => ({
  submissionId: `s-${i}`,
  text,
  attachments: [],
  at: now.toISOString(),
});
const waiting = (replies: Reply[]): CaseFile => ({ ...emptyFile(), status: "waiting-for-person", replies });
const many = (count: number, text = "") => Array.from({ length: count }, (_, i) => reply(text, i));
const empty = bytesOfReply(reply(""));

/** What becomes of a reply, by its answer. */
function answer(file: CaseFile, text: string, accountTakes?: boolean) {
  const step = submission(file, replied(text), now, accountTakes);
  const [told] = step?.events ?? [];
  return { outcome: (told?.body as EventBodies["submission.answered.v1"]).outcome, told, file: step?.file };
}

describe("a case's room for replies", () => {
  it("is a hundred; who writes one more is told that it was not taken, and why", () => {
    expect(answer(waiting(many(repliesMax - 1)), "").file?.replies).to.have.length(repliesMax);
    const { outcome, told, file } = answer(waiting(many(repliesMax)), "");
    expect(told?.contract).to.equal(SubmissionAnswered);
    expect([outcome, (told?.body as { sentence: string }).sentence]).to.deep.equal(["too_late", noRoom]);
    expect(file?.replies).to.have.length(repliesMax);
  });

  it("is 2 MiB, and not one byte more", () => {
    const file = waiting(many(10, "x".repeat(190 * 1024)));
    const left = repliesBytesMax - 10 * (190 * 1024 + empty) - empty;
    expect(answer(file, "x".repeat(left)).outcome).to.equal("taken");
    expect(answer(file, "x".repeat(left + 1)).outcome).to.equal("too_late");
    expect(answer(waiting([]), "", false).outcome).to.equal("too_late");
  });

  it("is for the grounds of objections as well; what does not fit is in the objection's own case, and the file says so", () => {
    const decision = { outcome: "refused" as const, decidedOn: "2026-11-23" };
    const objection = { caseNumber: "GLA-2", caseId: "o", applicationId: "EL-2", receivedAt: now.toISOString() };
    const raised = { objection, grounds: "Ich wohne hier.", doubts: [], applicant: "{}", attachments: 0 };
    const objects = (replies: Reply[], takes = true) =>
      objectedTo({ ...waiting(replies), status: "decided", decision }, message(ObjectionRaised.name, raised), appeals, {
        now,
        accountTakes: takes,
      })?.file;
    const codes = (file: CaseFile | undefined) => file?.reasons.map(({ code }) => code);
    expect(objects(many(repliesMax - 1))?.replies.at(-1)?.text).to.equal("Ich wohne hier.");
    expect(codes(objects(many(repliesMax - 1)))).not.to.include("objection-grounds-apart");
    for (const file of [objects(many(repliesMax)), objects([], false)]) {
      expect(file?.status).to.equal("waiting-for-person");
      expect(file?.replies.map(({ text }) => text)).not.to.include("Ich wohne hier.");
      expect(codes(file)).to.include("objection-grounds-apart");
      expect(file?.reasons.at(-1)?.sentence).to.include("GLA-2");
    }
  });
});

describe("an account's room for forms and replies", () => {
  const part = (bytes: number): CaseFile => ({
    ...emptyFile(),
    application: { ...acceptedBody, data: "x".repeat(bytes) },
  });
  const full = accountBytesMax - formBytesMax;
  const filled = (bytes: number) => [part(bytes - 3_000_000), part(3_000_000)];
  const messages: [string, object][] = [
    [ApplicationAccepted.name, acceptedBody],
    ["identity.confirmed.v1", {}],
  ];

  it("is 6 MiB: without room for any form a new case is refused with a code, and what follows it is not kept", () => {
    expect(6 * 1024 * 1024).to.equal(accountBytesMax);
    for (const [type, body] of messages) expect(beyondAccount(filled(full), message(type, body))).to.equal(undefined);
    const beyond = filled(full + 1);
    const told = messages.map(([type, body]) => beyondAccount(beyond, message(type, body)));
    expect(told[0]?.map(({ contract }) => contract)).to.deep.equal([ApplicationRefused]);
    expect((told[0]?.[0]?.body as { code: string }).code).to.equal("account-full");
    expect(told[1]).to.deep.equal([]);
    expect(beyondAccount(beyond, replied("Guten Tag"))?.map(({ contract }) => contract)).to.deep.equal([
      SubmissionAnswered,
    ]);
  });

  it("takes replies to its cases up to the last byte, and whatever else happens to them", () => {
    const left = filled(accountBytesMax - 600);
    expect(accountTakes(left, replied("x".repeat(600 - empty)))).to.equal(true);
    expect(accountTakes(left, replied("x".repeat(601 - empty)))).to.equal(false);
    expect(accountTakes(filled(accountBytesMax), message("identity.confirmed.v1", {}))).to.equal(true);
  });
});

describe("a page of a case's replies", () => {
  const texts = (replies: Reply[]) => replies.map(({ submissionId }) => submissionId);

  it("has the latest first, and goes on with the earlier ones until all were shown", () => {
    const all = many(11, "x".repeat(190 * 1024));
    const shown: string[] = [];
    let page = pageOfReplies(all);
    for (; ; page = pageOfReplies(all, page.more)) {
      shown.push(...texts(page.replies));
      expect(Buffer.byteLength(JSON.stringify(page.replies))).to.be.lessThan(520 * 1024);
      if (!page.more) break;
    }
    expect(shown).to.deep.equal(texts(all).reverse());
  });

  it("is never empty where there is a reply, and is whole where they are short", () => {
    expect(pageOfReplies([reply("x".repeat(900 * 1024))]).replies).to.have.length(1);
    expect(pageOfReplies(many(100, "Guten Tag"))).to.have.property("more", 0);
    expect(pageOfReplies([])).to.deep.equal({ replies: [], more: 0 });
    expect(pageOfReplies(many(3), 99).replies).to.have.length(3);
  });
});
