// What is refused: submissions that do not fit, and records that nobody can read.
import { createHash } from "node:crypto";
import { kind } from "../../../../sandbox/samples/kind.ts";
import type { Kit } from "../../../../sandbox/samples/kit.ts";
import { outcomes, type Value } from "../../../../sandbox/samples/sample.ts";
import { dog } from "./accepted.ts";
import { type Changes, expected, fileOf, one, push, submission, unusable } from "./records.ts";

const refused = (
  name: string,
  why: { code: string; fields: readonly string[] },
  answers: (kit: Kit) => Record<string, string>,
  changes?: Changes,
) =>
  one(name, "HUND-AN", (kit) => ({
    ...{ holder: kit.citizen("Gelsenkirchen"), answers: answers(kit), outcome: outcomes.refused },
    ...(changes && { changes }),
    answer: { kind: "refusal", ...why },
  }));

const plain = (kit: Kit) => dog("Waldi", "Dackel", kit.days.yesterday);

export const missingField = refused(
  "a dog without breed or first day",
  { code: "form-mismatch", fields: ["/dog/breed", "/keptSince"] },
  () => ({ "dog.name": "Waldi" }),
);
export const unknownVersion = refused(
  "a version of the form that there is not",
  { code: "unknown-form", fields: [] },
  plain,
  { formVersion: 99 },
);
export const unknownTown = refused(
  "a town that is not connected",
  { code: "unknown-municipality", fields: [] },
  plain,
  { townKey: "09999999" },
);

const good = (kit: Kit, id: string, changes?: Changes, answers: Record<string, string> = plain(kit)): Value => ({
  ...{
    record: "Submission",
    body: submission(id, kit.citizen("Dorsten"), { serviceCode: "HUND-AN", answers }, changes),
  },
});

export const unknownField = unusable("a field that is not in the code list", "unknown-code", (kit, id) =>
  good(kit, id, {}, { ...plain(kit), "dog.horoscope": "Löwe" }),
);
export const noSuchDay = unusable("29 February in a year without one", "unclear-value", (kit, id) =>
  good(kit, id, {}, dog("Waldi", "Dackel", "2025-02-29")),
);
export const weightInWords = unusable("a weight in words", "unclear-value", (kit, id) =>
  good(kit, id, {}, { ...plain(kit), "dog.weight": "dreißig Kilo" }),
);
export const sameField = unusable("one field twice", "repeated-field", (kit, id) => {
  const body = submission(id, kit.citizen("Dorsten"), { serviceCode: "HUND-AN", answers: plain(kit) });
  return { record: "Submission", body: { ...body, fields: [...body.fields, { id: "dog.name", value: "Hasso" }] } };
});
export const hiddenLetter = unusable("a mark that turns the direction in a name", "letter-not-allowed", (kit, id) =>
  good(kit, id, { lastName: "Muster\u202E" }),
);
export const unknownService = unusable("a service code that is not in the list", "unknown-code", (kit, id) =>
  good(kit, id, { serviceCode: "WOHNGELD" }),
);
export const townInWords = unusable("a town by its name instead of its key", "unknown-code", (kit, id) =>
  good(kit, id, { townKey: "Dorsten" }),
);
export const unknownLevel = unusable("a trust level that is not in the list", "unknown-code", (kit, id) =>
  good(kit, id, { assurance: "UNKNOWN" }),
);
export const unknownSchema = unusable("a schema id that no registry gave", "unknown-schema", () => ({
  bytes: Buffer.from("000abcdef000000000", "hex"),
}));
export const otherKey = unusable("a key that is not the id in the record", "bad-key", (kit) => good(kit, kit.id()));
export const truncated = unusable("a record that was cut off", "unreadable", () => ({
  record: "Submission",
  payload: Buffer.from("Diese Bytes sind zu kurz.").subarray(0, 20),
}));
// Three empty texts, then an array that announces a thousand million files: a decoder that believes it ends its process.
export const hostile = unusable("a few bytes that announce a thousand million files", "unreadable", () => ({
  record: "SubmissionReply",
  payload: Buffer.from("00000080a8d6b907", "hex"),
}));
export const wrongHash = unusable("a file that is not what its digest says", "attachment-hash", (kit, id) => {
  const file = fileOf(kit, "Kaufvertrag.pdf");
  return good(kit, id, { files: [{ ...file, digest: `sha256:${"0".repeat(64)}` }] });
});
export const noPdf = unusable("a PDF that is none", "attachment-content", (kit, id) => {
  const body = Buffer.from("<html>Das ist keine PDF-Datei.</html>");
  const digest = `sha256:${createHash("sha256").update(body).digest("hex")}`;
  return good(kit, id, { files: [{ ...fileOf(kit, "Kaufvertrag.pdf"), body, digest }] });
});

export const repaired = kind("a refused submission, repaired under its id", 2, (kit) => {
  const holder = kit.household("Dorsten");
  const since = kit.days.newYear;
  const answers = dog("Pflaster", "Collie", since);
  const bad = submission(kit.id(), holder, {
    serviceCode: "HUND-AN",
    answers: { ...answers, "dog.chip": "123" },
  });
  const fixed = submission(bad.submissionId, holder, { serviceCode: "HUND-AN", answers });
  return {
    pushes: [push(bad, { kind: "refusal", code: "form-mismatch", fields: ["/dog/chipNumber"] }), push(fixed)],
    applications: [expected("HUND-AN", bad.submissionId, kit.assessed(holder, [{ since }], "transfer"))],
  };
});
