// How this portal fills in its records.

import { type Kind, kind } from "../../../../sandbox/samples/kind.ts";
import type { Holder, Kit } from "../../../../sandbox/samples/kit.ts";
import { towns } from "../../../../sandbox/samples/people.ts";
import {
  type Expected,
  type Outcome,
  outcomes,
  type Push,
  type RecordAnswer,
  type Value,
} from "../../../../sandbox/samples/sample.ts";
import type { PortalRecords } from "../../../../types/generated/portal-sozialplattform-nrw.ts";

export type Submission = PortalRecords["Submission"];
type Files = Submission["files"];
export type Changes = Partial<Omit<Submission, "submissionId">>;

export const receipt: RecordAnswer = { kind: "receipt" };

/** The portal's forms are lists of answers by id; what was left out is not in them. */
export const fieldsOf = (answers: Record<string, string>): Submission["fields"] =>
  Object.entries(answers).map(([id, value]) => ({ id, value }));

/** A form as somebody has filled it in. */
interface FilledIn {
  serviceCode: string;
  answers: Record<string, string>;
}

export function submission(
  id: string,
  holder: Holder,
  { serviceCode, answers }: FilledIn,
  changes: Changes = {},
): Submission {
  const { familyName, givenNames, birthDate, town, address } = holder;
  return {
    submissionId: id,
    serviceCode,
    townKey: towns.find(({ city }) => city === town)?.ags ?? "",
    formVersion: 1,
    lastName: familyName,
    firstNames: givenNames,
    dateOfBirth: birthDate,
    addressLine1: `${address.street} ${address.houseNumber}`,
    addressLine2: address.supplement,
    zipAndCity: `${address.postcode} ${address.city}`,
    assurance: serviceCode === "MELDE-BESCH" ? "LEVEL_4" : "LEVEL_2",
    fields: fieldsOf(answers),
    files: [],
    submittedAt: new Date().toISOString(),
    ...changes,
  };
}

export const fileOf = (kit: Kit, fileName: string, bytes?: number): Files[number] => {
  const { sha256, content } = kit.file(fileName, bytes);
  return { fileName, contentType: "application/pdf", digest: `sha256:${sha256}`, body: content };
};

export const push = (body: Submission, answer: RecordAnswer = receipt, after?: Push["after"]): Push => ({
  ...{ applicationId: body.submissionId, value: { record: "Submission", body }, answer, ...(after && { after }) },
});

/** The same record a second time. */
export const again = (first: Push): Push => ({ ...first, answer: { kind: "again" } });

type SubmissionOutcome = "taken" | "too-late" | "unknown";

function answerTo(kindOf: "reply" | "withdrawal", submissionId: string, outcome: SubmissionOutcome): RecordAnswer {
  if (outcome === "unknown") return { kind: "record-refusal", code: "unknown-application" };
  return { kind: "submission", submission: kindOf, submissionId, outcome };
}

export function pushReply(
  kit: Kit,
  submissionId: string,
  outcome: SubmissionOutcome,
  { after, files = [] }: { after?: Push["after"]; files?: Files } = {},
): Push {
  const replyId = kit.id("reply-");
  const body: PortalRecords["SubmissionReply"] = { submissionId, replyId, message: "Anbei das Gewünschte.", files };
  const answer = answerTo("reply", replyId, outcome);
  return { applicationId: submissionId, value: { record: "SubmissionReply", body }, answer, ...(after && { after }) };
}

export function pushWithdrawal(
  kit: Kit,
  submissionId: string,
  outcome: SubmissionOutcome,
  after?: Push["after"],
): Push {
  const withdrawalId = kit.id("withdrawal-");
  const body: PortalRecords["SubmissionWithdrawal"] = { submissionId, withdrawalId, why: "Hat sich erledigt." };
  const answer = answerTo("withdrawal", withdrawalId, outcome);
  return {
    applicationId: submissionId,
    value: { record: "SubmissionWithdrawal", body },
    answer,
    ...(after && { after }),
  };
}

export const expected = (serviceCode: string, applicationId: string, outcome: Outcome): Expected => ({
  ...{ applicationId, service: serviceCode === "MELDE-BESCH" ? "residence-certificate" : "dog-tax", ...outcome },
});

/** A sample of one submission. */
export function one(
  name: string,
  serviceCode: string,
  make: (kit: Kit) => {
    holder: Holder;
    answers: Record<string, string>;
    outcome: Outcome;
    changes?: Changes;
    answer?: RecordAnswer;
  },
): Kind {
  return kind(name, 1, (kit) => {
    const { holder, answers, outcome, changes, answer } = make(kit);
    const body = submission(kit.id(), holder, { serviceCode, answers }, changes);
    return { pushes: [push(body, answer)], applications: [expected(serviceCode, body.submissionId, outcome)] };
  });
}

/** A record that is refused as such, and no submission. */
export function unusable(name: string, code: string, make: (kit: Kit, id: string) => Value, key?: string): Kind {
  return kind(name, 1, (kit) => {
    const applicationId = kit.id();
    const answer: RecordAnswer = { kind: "record-refusal", code };
    return {
      pushes: [{ applicationId, ...(key !== undefined && { key }), value: make(kit, applicationId), answer }],
      applications: [expected("HUND-AN", applicationId, outcomes.none)],
    };
  });
}
