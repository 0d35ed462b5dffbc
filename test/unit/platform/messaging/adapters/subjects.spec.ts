import { expect } from "chai";
import {
  publishedSubjects,
  subjectOf,
  subjectsWithin,
  takenSubjects,
} from "../../../../../platform/messaging/adapters/jetstream/subjects.ts";
import { emptyEnvelope } from "../../../../../platform/messaging/contracts/envelope.ts";

describe("subjects", () => {
  const root = "events";
  const published = [
    publishedSubjects(root, "intake", "application.accepted.v1"),
    publishedSubjects(root, "intake", "record.refused.v1"),
  ];

  it("name producer, event, portal, town and service key, and nothing else", () => {
    const envelope = {
      ...emptyEnvelope,
      producer: "intake",
      type: "application.accepted.v1",
      portal: "p",
      municipality: "055620014014",
      serviceKey: "99102013104000",
    };
    expect(subjectOf(root, envelope)).to.equal("events.intake.application.accepted.v1.p.055620014014.99102013104000");
    expect(subjectOf(root, { ...envelope, portal: "", municipality: "", serviceKey: "" })).to.equal(
      "events.intake.application.accepted.v1.none.none.none",
    );
  });

  it("give a consumer all that a stream has for it, and nothing that it has not", () => {
    const taken = ["application.accepted.v1", "identity.confirmed.v1"].map((type) =>
      takenSubjects(root, type, { serviceKeys: ["1", "2"] }),
    );
    expect(subjectsWithin(published, taken)).to.deep.equal([
      "events.*.application.accepted.v1.*.*.1",
      "events.*.application.accepted.v1.*.*.2",
    ]);
    expect(subjectsWithin(["events.catalogue.nothing"], taken)).to.deep.equal([]);
  });

  it("can be those of one portal", () => {
    expect(takenSubjects(root, "case.decided.v1", { portal: "p" }).subjects).to.deep.equal([
      "events.*.case.decided.v1.p.>",
    ]);
  });
});
