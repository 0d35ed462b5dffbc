// What comes after a submission: the same again, other content, files, replies, withdrawals.

import { kind } from "../../../../sandbox/samples/kind.ts";
import type { Kit } from "../../../../sandbox/samples/kit.ts";
import { outcomes } from "../../../../sandbox/samples/sample.ts";
import { dog } from "./accepted.ts";
import { again, type Changes, expected, fileOf, push, pushReply, pushWithdrawal, submission } from "./records.ts";

/** A dog that the rules register, with what it costs. */
function byRule(kit: Kit, changes: Changes = {}) {
  const holder = kit.household("Gelsenkirchen");
  const since = kit.days.newYear;
  const answers = dog("Emil", "Havaneser", since);
  const body = submission(kit.id(), holder, { serviceCode: "HUND-AN", answers }, changes);
  return { body, expected: expected("HUND-AN", body.submissionId, kit.assessed(holder, [{ since }], "transfer")) };
}

/** A certificate about which a person has to decide. */
function forPerson(kit: Kit) {
  const answers = { "certificate.kind": "EXTENDED", "certificate.data.1.kind": "MARITAL_STATUS" };
  const form = { serviceCode: "MELDE-BESCH", answers };
  const body = submission(kit.id(), kit.citizen("Dorsten"), form, { formVersion: 2 });
  return { body, after: { applicationId: body.submissionId, state: "in-review" } as const };
}

export const twice = kind("the same record twice: the same receipt twice, one effect", 2, (kit) => {
  const { body, expected } = byRule(kit);
  return { pushes: [push(body), again(push(body))], applications: [expected] };
});

export const otherContent = kind("other content under the id of a submission that was taken in", 2, (kit) => {
  const { body, expected } = byRule(kit);
  const other = push({ ...body, lastName: "Mustertausch" }, { kind: "record-refusal", code: "content-differs" });
  return { pushes: [push(body), other], applications: [expected] };
});

export const files = kind("two files", 1, (kit) => {
  const { body, expected } = byRule(kit, { files: [fileOf(kit, "Kaufvertrag.pdf"), fileOf(kit, "Chip.pdf", 400_000)] });
  return { pushes: [push(body)], applications: [expected] };
});

export const replyInTime = kind("a reply with a file while a person has the submission: taken", 2, (kit) => {
  const { body, after } = forPerson(kit);
  const reply = pushReply(kit, body.submissionId, "taken", { after, files: [fileOf(kit, "Nachweis.pdf")] });
  return { pushes: [push(body), reply], applications: [expected("MELDE-BESCH", body.submissionId, outcomes.inReview)] };
});

export const withdrawnInTime = kind("a withdrawal while a person has the submission: taken", 2, (kit) => {
  const { body, after } = forPerson(kit);
  const pushes = [push(body), pushWithdrawal(kit, body.submissionId, "taken", after)];
  return { pushes, applications: [expected("MELDE-BESCH", body.submissionId, outcomes.withdrawn)] };
});

export const lateReplyToWithdrawn = kind("a reply to a submission that was withdrawn: too late", 3, (kit) => {
  const { body, after } = forPerson(kit);
  const withdrawn = { ...after, state: "withdrawn" } as const;
  const withdrawal = pushWithdrawal(kit, body.submissionId, "taken", after);
  const reply = pushReply(kit, body.submissionId, "too-late", { after: withdrawn });
  const outcome = expected("MELDE-BESCH", body.submissionId, outcomes.withdrawn);
  return { pushes: [push(body), withdrawal, reply], applications: [outcome] };
});

export const replyTooLate = kind("a reply after the decision: too late", 2, (kit) => {
  const { body, expected } = byRule(kit);
  const after = { applicationId: body.submissionId, state: "assessed" } as const;
  return { pushes: [push(body), pushReply(kit, body.submissionId, "too-late", { after })], applications: [expected] };
});

export const withdrawnTooLate = kind("a withdrawal after the decision, pushed twice: too late", 3, (kit) => {
  const { body, expected } = byRule(kit);
  const after = { applicationId: body.submissionId, state: "assessed" } as const;
  const withdrawal = pushWithdrawal(kit, body.submissionId, "too-late", after);
  return { pushes: [push(body), withdrawal, again(withdrawal)], applications: [expected] };
});

export const replyToNothing = kind("a reply to a submission that there is not", 1, (kit) => {
  const id = kit.id();
  return { pushes: [pushReply(kit, id, "unknown")], applications: [expected("HUND-AN", id, outcomes.none)] };
});

export const withdrawnNothing = kind("a withdrawal of a submission that there is not", 1, (kit) => {
  const id = kit.id();
  return { pushes: [pushWithdrawal(kit, id, "unknown")], applications: [expected("HUND-AN", id, outcomes.none)] };
});
