import type { InlineFile, PortalNotification, Pushed } from "../../../connectors/portals/common/portal.ts";
import { PaymentChanged } from "../../../platform/casework/case/events.ts";
import { sha256 } from "../../../platform/messaging/ids.ts";

export type Application = Extract<Pushed, { kind: "application" }>;
export type Submission = Exclude<Pushed, Application>;

export const file = (name: string, text: string): InlineFile => {
  const content = Buffer.from(`%PDF-1.7 ${text}`);
  return { name, mediaType: "application/pdf", sha256: sha256(content), content };
};

/** What people apply for, in canonical form: every portal has to be able to say it. */
const base: Application = {
  kind: "application",
  applicationId: "A-4711",
  municipality: "055620014014",
  serviceKey: "99102013104000",
  form: "dog-tax-registration.v1",
  data: { dog: { name: "Bello", breed: "Dackel" }, keptSince: "2026-11-02" },
  applicant: {
    familyName: "Musterţescu-Þórsson",
    givenNames: "Łucja Änne",
    birthDate: "1984-02-29",
    address: { street: "Musterweg", houseNumber: "12a", supplement: "Hinterhaus", postcode: "45966", city: "Gladbeck" },
  },
  trustLevel: "substantiell",
  files: [],
};

const town = (municipality: string, city: string, postcode: string): Application => ({
  ...base,
  municipality,
  applicant: { ...base.applicant, address: { ...base.applicant.address, city, postcode } },
});
const leaving = (reason: string): Application => ({
  ...base,
  serviceKey: "99102013070000",
  form: "dog-tax-deregistration.v1",
  data: { dog: { name: "Bello" }, endedOn: "2026-12-31", reason },
});
const certificate = (data: Record<string, unknown>): Application => ({
  ...base,
  serviceKey: "99115003012000",
  form: "residence-certificate.v1",
  data,
});

export const applications: Record<string, Application> = {
  "a dog with its name, its breed and its day": base,
  "a dog with everything that the form asks": {
    ...base,
    data: {
      dog: {
        name: "Żuczek",
        breed: "Český fousek",
        secondBreed: "Mops",
        sex: "female",
        birthDate: "2024-02-29",
        colour: "schwarz-weiß",
        heightCm: 52,
        weightKg: 27,
        chipNumber: "999000000000001",
      },
      keptSince: "2026-11-02",
      previousHolder: "Tierheim Musterstadt",
      mandate: { iban: "DE46000000000000000014", holder: "Łucja Musterţescu", signedOn: "2026-11-01" },
    },
  },
  "a male dog": {
    ...base,
    data: { dog: { name: "Bello", breed: "Dackel", sex: "male" }, keptSince: "2024-02-29" },
  },
  "two attachments": { ...base, files: [file("Impfpass.pdf", "eins"), file("Übernahme.pdf", "")] },
  "a dog in Dorsten": town("055620012012", "Dorsten", "46284"),
  "a dog in Gelsenkirchen, which belongs to no Kreis": town("055130000000", "Gelsenkirchen", "45879"),
  "a dog that moved away": leaving("moved_away"),
  "a dog that died": leaving("died"),
  "a dog that was given away": leaving("given_away"),
  "a dog that left, with its chip and new holder": {
    ...leaving("given_away"),
    data: {
      dog: { name: "Bello", chipNumber: "999000000000001" },
      endedOn: "2026-12-31",
      reason: "given_away",
      newHolder: "Jan Beispiel",
    },
  },
  "a certificate": certificate({ scope: "simple" }),
  "an extended certificate with its purpose": certificate({ scope: "extended", purpose: "Standesamt" }),
  "somebody with a password": { ...base, trustLevel: "basis" },
  "somebody with an eID": { ...base, trustLevel: "hoch" },
  "an address without supplement": {
    ...base,
    applicant: { ...base.applicant, address: { ...base.applicant.address, supplement: "", houseNumber: "7" } },
  },
};

export const submissions: Record<string, Submission> = {
  "a reply": { kind: "reply", applicationId: "A-4711", submissionId: "R-1", text: "Anbei.", files: [] },
  "a reply with a file": {
    kind: "reply",
    applicationId: "A-4711",
    submissionId: "R-2",
    text: "",
    files: [file("Impfpass.pdf", "eins")],
  },
  "a withdrawal": { kind: "withdrawal", applicationId: "A-4711", submissionId: "W-1", text: "Erledigt.", files: [] },
};

export const head = {
  id: "0123456789abcdef0123456789abcdef",
  number: 3,
  applicationId: "A-4711",
  caseNumber: "GLA-26-7K3M9-Q2XAB-41",
  at: "2026-11-22T10:00:00.000Z",
};

const problems = [{ path: "/dog/breed", rule: "required", expected: "must be there" }];
const refused = { code: "form-mismatch", sentence: "Passt nicht.", repair: "Berichtigen.", problems };
const place = { partition: 2, offset: "9007199254740993", sha256: "a".repeat(64) };

/** Everything that a portal may be told, one of each kind. */
export const tellings: { [K in PortalNotification["kind"]]: Extract<PortalNotification, { kind: K }> } = {
  received: { kind: "received", receivedOn: "2026-11-22", municipality: "055620014014" },
  refused: { kind: "refused", ...refused },
  "record-refused": { kind: "record-refused", ...refused, ...place },
  progress: { kind: "progress", state: "in-review", sentence: "Eine Person sieht nach." },
  question: {
    kind: "question",
    items: [{ code: "proof-missing", sentence: "Bitte senden Sie uns die Gewerbeanmeldung." }],
    sentence: "Es fehlt noch etwas.",
    dueOn: "2026-12-14",
  },
  decided: {
    kind: "decided",
    outcome: "assessed",
    sentence: "Es sind 22,00 € zu zahlen.",
    decidedOn: "2026-11-22",
    amountCents: 22_00,
  },
  payment: {
    kind: "payment",
    reference: "RF18539007547034",
    method: "transfer",
    claims: [{ cents: 22_00, dueOn: "2026-12-22", label: "Hundesteuer 2026, 4. Rate" }],
    totalCents: 22_00,
    payeeName: "Stadtkasse Gladbeck (erfunden)",
    payeeIban: "DE46000000000000000014",
    epcCode: "BCD\n002",
    note: "Ihr Mandat können wir nicht verwenden.",
  },
  "payment-standing": {
    kind: "payment-standing",
    reference: "RF18539007547034",
    change: "partly_paid",
    cents: 11_00,
    openCents: 22_00,
    on: "2026-12-23",
    sentence: "Ihre Zahlung ist eingegangen.",
  },
  document: {
    kind: "document",
    title: "Bescheid",
    name: "bescheid.pdf",
    mediaType: "application/pdf",
    sha256: "b".repeat(64),
    piece: 1,
    pieces: 2,
    content: Buffer.from("%PDF"),
  },
  answered: {
    kind: "answered",
    submissionId: "R-1",
    submission: "reply",
    outcome: "taken",
    sentence: "Zum Vorgang genommen.",
  },
};

/** The words of the event's own schema, so that none is forgotten. */
const paymentChanges = (
  PaymentChanged.type as unknown as { fields: { name: string; type: { symbols: string[] } }[] }
).fields.flatMap(({ name, type }) => (name === "change" ? type.symbols : [])) as Extract<
  PortalNotification,
  { kind: "payment-standing" }
>["change"][];

/** Other words of the canonical code lists: each of them needs one of its own in every portal. */
export const variants: PortalNotification[][] = [
  (["in-review", "delayed"] as const).map((state) => ({ ...tellings.progress, state })),
  (["granted", "assessed", "refused", "withdrawn", "deregistered", "UNKNOWN"] as const).map((outcome) => ({
    ...tellings.decided,
    outcome,
    amountCents: null,
  })),
  (["transfer", "direct_debit", "credit", "UNKNOWN"] as const).map((method) => ({ ...tellings.payment, method })),
  paymentChanges.map((change) => ({ ...tellings["payment-standing"], change })),
  (["reply", "withdrawal"] as const).map((submission) => ({ ...tellings.answered, submission })),
  (["taken", "too_late"] as const).map((outcome) => ({ ...tellings.answered, outcome })),
];
