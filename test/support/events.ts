import type { EventBodies } from "../../types/generated/events.ts";

/** Bodies of events as services publish them, about an invented person. */
export const acceptedBody: EventBodies["application.accepted.v1"] = {
  applicant: {
    familyName: "Beispiel",
    givenNames: "Änne",
    birthDate: "1984-02-29",
    address: { street: "Musterweg", houseNumber: "1", supplement: "", postcode: "45966", city: "Gladbeck" },
  },
  form: "f",
  data: "{}",
  trustLevel: "basis",
  demandedTrustLevel: "basis",
  attachments: [],
};

export const decidedBody: EventBodies["case.decided.v1"] = {
  outcome: "assessed",
  sentence: "Es sind 22,00 € zu zahlen.",
  decidedBy: "rule",
  decidedOn: "2026-11-22",
  amountCents: 22_00,
};

export const issuedBody = (sha256: string, bytes: number): EventBodies["document.issued.v1"] => ({
  sha256,
  bytes,
  title: "Bescheid",
  name: "bescheid.pdf",
  mediaType: "application/pdf",
  kind: "notice",
});

export const answeredBody: EventBodies["submission.answered.v1"] = {
  submissionId: "R-1",
  kind: "reply",
  outcome: "taken",
  sentence: "Zum Vorgang genommen.",
};
