import { expect } from "chai";
import { formsOfPortal } from "../../../cli/docs/forms.ts";
import { sozialplattformNrw as portal } from "../../../connectors/portals/sozialplattform-nrw/sozialplattform-nrw.ts";
import { type Application, applications, head, tellings } from "./canonical.ts";
import { connectorContract, type PortalRecord, type PortalSamples } from "./connector-contract.ts";

const namespace = "nrw.sozialplattform";
const forms = formsOfPortal("sozialplattform-nrw");
type Data = Record<string, string> & { dog?: Record<string, unknown>; mandate?: Record<string, string> };

const codes: Record<string, string> = {
  "99102013104000": "HUND-AN",
  "99102013070000": "HUND-AB",
  "99115003012000": "MELDE-BESCH",
};
const words: Record<string, string> = {
  ...{ male: "M", female: "F", moved_away: "MOVED", died: "DEAD", given_away: "GIVEN" },
  ...{ simple: "SIMPLE", extended: "EXTENDED" },
};

function fields({ data }: Application): { id: string; value: string }[] {
  const { dog = {}, mandate = {}, ...it } = data as Data;
  const all = {
    "dog.name": dog.name,
    "dog.breed": dog.breed,
    "dog.breed2": dog.secondBreed,
    "dog.sex": words[String(dog.sex)],
    "dog.born": dog.birthDate,
    "dog.colour": dog.colour,
    "dog.height": dog.heightCm,
    "dog.weight": dog.weightKg,
    "dog.chip": dog.chipNumber,
    "kept.since": it.keptSince,
    "kept.from": it.previousHolder,
    "kept.until": it.endedOn,
    "end.reason": words[it.reason ?? ""],
    "end.newHolder": it.newHolder,
    "sepa.iban": mandate.iban?.replace(/(.{4})(?=.)/g, "$1 "),
    "sepa.holder": mandate.holder,
    "sepa.date": mandate.signedOn,
    "certificate.kind": words[it.scope ?? ""],
    "certificate.purpose": it.purpose,
  };
  return Object.entries(all).flatMap(([id, value]) => (value === undefined ? [] : [{ id, value: String(value) }]));
}

const filesOf = (files: Application["files"]) =>
  files.map(({ name, mediaType, sha256, content }) => ({
    fileName: name,
    contentType: mediaType,
    digest: `sha256:${sha256}`,
    body: content,
  }));

function submission(it: Application): PortalRecord {
  const { street, houseNumber, supplement, postcode, city } = it.applicant.address;
  const body = {
    submissionId: it.applicationId,
    serviceCode: codes[it.serviceKey],
    townKey: `${it.municipality.slice(0, 5)}${it.municipality.slice(9)}`,
    formVersion: Number(it.form.split(".v")[1]),
    lastName: it.applicant.familyName,
    firstNames: it.applicant.givenNames,
    dateOfBirth: it.applicant.birthDate,
    addressLine1: `${street} ${houseNumber}`,
    addressLine2: supplement,
    zipAndCity: `${postcode} ${city}`,
    assurance: { basis: "LEVEL_1", substantiell: "LEVEL_3", hoch: "LEVEL_4" }[it.trustLevel],
    fields: fields(it),
    files: filesOf(it.files),
    submittedAt: "2026-11-22T10:00:00Z",
  };
  return { record: "Submission", body };
}

const plain = applications["a dog with its name, its breed and its day"] as Application;

function changed(change: Record<string, unknown>): PortalRecord {
  const { record, body } = submission(plain);
  return { record, body: { ...body, ...change } };
}
/** One answer added to the plain sample's, or put in the place of one of them. */
const answered = (id: string, value: string) =>
  changed({ fields: [...fields(plain).filter((field) => field.id !== id), { id, value }] });

const rejected = {
  code: "form-mismatch",
  message: "Passt nicht.",
  remedy: "Berichtigen.",
  issues: [{ pointer: "/dog/breed", rule: "required", hint: "must be there" }],
};
const update = (name: string, body: object) => ({
  record: "CaseUpdate",
  body: {
    updateId: head.id,
    sequence: head.number,
    submissionId: head.applicationId,
    caseReference: head.caseNumber,
    at: head.at,
    update: { [`${namespace}.${name}`]: body },
  },
});

const samples: PortalSamples = {
  application: submission,
  submission: ({ kind, applicationId: submissionId, submissionId: id, text, files }) =>
    kind === "reply"
      ? { record: "SubmissionReply", body: { submissionId, replyId: id, message: text, files: filesOf(files) } }
      : { record: "SubmissionWithdrawal", body: { submissionId, withdrawalId: id, why: text } },
  unmappable: {
    "a service that is in no list": ["/serviceCode", changed({ serviceCode: "HUND-GEHEIM" })],
    "a town's key of seven digits": ["/townKey", changed({ townKey: "5562014" })],
    "an unknown level": ["/assurance", changed({ assurance: "UNKNOWN" })],
    "29 February of a common year": ["/dateOfBirth", changed({ dateOfBirth: "2026-02-29" })],
    "a German day": ["/dateOfBirth", changed({ dateOfBirth: "29.02.1984" })],
    "a day that there is not": ["/fields/kept.since", answered("kept.since", "2026-02-30")],
    "a day of another age": ["/fields/kept.since", answered("kept.since", "2101-01-01")],
    "a height that is no number": ["/fields/dog.height", answered("dog.height", "groß")],
    "a sex that is in no list": ["/fields/dog.sex", answered("dog.sex", "X")],
    "a field that the form does not have": ["/fields/dog.secret", answered("dog.secret", "geheim")],
  },
  told: {
    received: update("Received", { dateOfReceipt: "2026-11-22" }),
    refused: update("Rejected", rejected),
    "record-refused": update("RecordRejected", {
      ...rejected,
      partition: 2,
      offset: "9007199254740993",
      digest: `sha256:${"a".repeat(64)}`,
    }),
    progress: update("Progress", {
      state: "IN_REVIEW",
      message: "Eine Person sieht nach.",
      items: [],
      dueOn: "",
      payment: null,
    }),
    question: update("Progress", {
      ...{ state: "INFORMATION_NEEDED", message: "Es fehlt noch etwas.", dueOn: "2026-12-14", payment: null },
      items: [{ code: "proof-missing", message: "Bitte senden Sie uns die Gewerbeanmeldung." }],
    }),
    decided: update("Decision", {
      result: "ASSESSED",
      message: "Es sind 22,00 € zu zahlen.",
      decidedOn: "2026-11-22",
      amountCents: 22_00,
    }),
    payment: update("Payment", {
      reference: "RF18539007547034",
      method: "TRANSFER",
      dues: [{ cents: 22_00, on: "2026-12-22", label: "Hundesteuer 2026, 4. Rate" }],
      totalCents: 22_00,
      payee: "Stadtkasse Gladbeck (erfunden)",
      payeeIban: "DE46000000000000000014",
      epc: "BCD\n002",
      note: "Ihr Mandat können wir nicht verwenden.",
    }),
    "payment-standing": update("Progress", {
      ...{ state: "PAYMENT", message: "Ihre Zahlung ist eingegangen.", items: [], dueOn: "" },
      payment: {
        ...{ reference: "RF18539007547034", event: "PARTLY_PAID", on: "2026-12-23" },
        ...{ cents: 11_00, openCents: 22_00 },
      },
    }),
    document: update("Document", {
      title: "Bescheid",
      fileName: "bescheid.pdf",
      contentType: "application/pdf",
      digest: `sha256:${"b".repeat(64)}`,
      piece: 1,
      pieces: 2,
      content: tellings.document.content,
    }),
    answered: update("Acknowledged", {
      refersTo: "R-1",
      kind: "REPLY",
      result: "TAKEN",
      message: "Zum Vorgang genommen.",
    }),
  },
};

connectorContract(portal, samples);

describe("sozialplattform-nrw: what it writes in one line", () => {
  const read = (change: Record<string, unknown>) => {
    const pushed = portal.read("Submission", changed(change).body, forms);
    if (pushed.kind !== "application") throw new Error("no application");
    return pushed.applicant.address;
  };

  const lines: Record<string, [street: string, houseNumber: string]> = {
    "Musterweg 12": ["Musterweg", "12"],
    "Musterweg 12 a": ["Musterweg", "12 a"],
    "Musterweg 12A": ["Musterweg", "12A"],
    "Straße des 17. Juni 135": ["Straße des 17. Juni", "135"],
    Musterhof: ["Musterhof", ""],
    "  Am Beispiel  3 ": ["Am Beispiel", "3"],
  };
  for (const [line, [street, houseNumber]] of Object.entries(lines))
    it(`"${line}" is ${street} and ${houseNumber || "no number"}`, () => {
      expect(read({ addressLine1: line })).to.include({ street, houseNumber });
    });

  it("a postcode stands before the city", () => {
    expect(read({ zipAndCity: "45966 Gladbeck" })).to.include({ postcode: "45966", city: "Gladbeck" });
    expect(read({ zipAndCity: "45721  Haltern am See" })).to.include({ postcode: "45721", city: "Haltern am See" });
    expect(read({ zipAndCity: "Gladbeck" })).to.include({ postcode: "", city: "Gladbeck" });
  });

  it("STORK level 2 is no more than a password", () => {
    expect(portal.read("Submission", changed({ assurance: "LEVEL_2" }).body, forms)).to.include({
      trustLevel: "basis",
    });
  });
});
