import { splitAddress } from "../../../platform/casework/address.ts";
import type { PortalRecords } from "../../../types/generated/portal-sozialplattform-nrw.ts";
import { isoDays } from "../common/days.ts";
import { dataOf, portalForms } from "../common/form-fields.ts";
import { requiredName } from "../common/names.ts";
import {
  type Head,
  type InlineFile,
  type OutRecord,
  type Portal,
  type PortalNotification,
  type Problem,
  type Pushed,
  UnmappableError,
} from "../common/portal.ts";
import { portalRecords } from "../common/records.ts";

type Submission = PortalRecords["Submission"];
type Update = PortalRecords["CaseUpdate"]["update"];

const name = "sozialplattform-nrw";
const namespace = "nrw.sozialplattform";
const { contract, make, reader } = portalRecords<PortalRecords>(name);

/** STORK-QAA levels of BundID: 1 is a password, 2 was never more for us, 3 a certificate, 4 the eID. */
const assurance = { LEVEL_1: "basis", LEVEL_2: "basis", LEVEL_3: "substantiell", LEVEL_4: "hoch" } as const;

/** AGS (8 digits) → ARS (12): the association's four digits are the municipality's own, with a leading "0" for none. */
function arsOf(ags: string): string {
  const kreis = ags.slice(0, 5);
  const town = ags.slice(5);
  // A town that belongs to no Kreis has 000 here; one within a Kreis is its own association in North Rhine-Westphalia.
  return `${kreis}${town === "000" ? "0000" : `0${town}`}${town}`;
}

/** The portal's own list of services, with the form each of them fills in. */
const forms = portalForms(name);

function filesOf(files: Submission["files"]): InlineFile[] {
  return files.map(({ fileName, contentType, digest, body }) => ({
    name: fileName,
    mediaType: contentType,
    sha256: digest.replace(/^sha256:/, ""),
    content: body,
  }));
}

function readSubmission(it: Submission): Pushed {
  const form = forms.get(it.serviceCode);
  if (!form) throw new UnmappableError("unknown-code", "/serviceCode");
  if (!/^\d{8}$/.test(it.townKey)) throw new UnmappableError("unknown-code", "/townKey");
  const zipAndCity = it.zipAndCity.trim();
  const [, postcode = ""] = /^(\d{5})\s/u.exec(zipAndCity) ?? [];
  const city = postcode ? zipAndCity.slice(postcode.length).trim() : it.zipAndCity;
  const trustLevel = it.assurance === "UNKNOWN" ? undefined : assurance[it.assurance];
  if (!trustLevel) throw new UnmappableError("unknown-code", "/assurance");
  return {
    kind: "application",
    applicationId: it.submissionId,
    municipality: arsOf(it.townKey),
    serviceKey: form.serviceKey ?? "",
    form: `${form.form}.v${it.formVersion}`,
    data: dataOf(form, it.fields, "/fields", isoDays),
    applicant: {
      familyName: requiredName(it.lastName, "/lastName"),
      givenNames: it.firstNames,
      birthDate: isoDays.birthDate(it.dateOfBirth, "/dateOfBirth"),
      address: { ...splitAddress(it.addressLine1), supplement: it.addressLine2, postcode, city },
    },
    trustLevel,
    files: filesOf(it.files),
  };
}

const { pushes, read } = reader<Pushed>({
  Submission: readSubmission,
  SubmissionReply: ({ submissionId, replyId, message, files }) => ({
    kind: "reply",
    applicationId: submissionId,
    submissionId: replyId,
    text: message,
    files: filesOf(files),
  }),
  SubmissionWithdrawal: ({ submissionId, withdrawalId, why }) => ({
    kind: "withdrawal",
    applicationId: submissionId,
    submissionId: withdrawalId,
    text: why,
    files: [],
  }),
});

const issuesOf = (problems: Problem[]) =>
  problems.map(({ path, rule, expected }) => ({ pointer: path, rule, hint: expected }));
const resultOf = {
  granted: "GRANTED",
  assessed: "ASSESSED",
  refused: "DENIED",
  withdrawn: "WITHDRAWN",
  deregistered: "DEREGISTERED",
  UNKNOWN: "UNKNOWN",
} as const;
const methodOf = { transfer: "TRANSFER", direct_debit: "DIRECT_DEBIT", credit: "CREDIT", UNKNOWN: "UNKNOWN" } as const;
const eventOf = {
  paid: "PAID",
  partly_paid: "PARTLY_PAID",
  offset: "OFFSET",
  returned: "RETURNED",
  reminded: "REMINDED",
  dunned: "DUNNED",
  surcharged: "SURCHARGED",
  deferred: "DEFERRED",
  handed_over: "ENFORCED",
  paid_out: "PAID_OUT",
  refunded: "REFUNDED",
  UNKNOWN: "UNKNOWN",
} as const;
const submissionKinds = { reply: "REPLY", withdrawal: "WITHDRAWAL", UNKNOWN: "UNKNOWN" } as const;
const submissionResults = { taken: "TAKEN", too_late: "TOO_LATE", UNKNOWN: "UNKNOWN" } as const;

function updateOf(it: PortalNotification): Update {
  switch (it.kind) {
    case "received":
      return { [`${namespace}.Received`]: { dateOfReceipt: it.receivedOn } };
    case "refused": {
      const { code, sentence: message, repair: remedy } = it;
      return { [`${namespace}.Rejected`]: { code, message, remedy, issues: issuesOf(it.problems) } };
    }
    case "record-refused": {
      const { code, sentence: message, repair: remedy, partition, offset } = it;
      const digest = `sha256:${it.sha256}`;
      return {
        [`${namespace}.RecordRejected`]: {
          code,
          message,
          remedy,
          issues: issuesOf(it.problems),
          partition,
          offset,
          digest,
        },
      };
    }
    case "progress": {
      const state = it.state === "delayed" ? "DELAYED" : "IN_REVIEW";
      return { [`${namespace}.Progress`]: { state, message: it.sentence, items: [], dueOn: "", payment: null } };
    }
    case "question": {
      const items = it.items.map(({ code, sentence: message }) => ({ code, message }));
      const { sentence: message, dueOn } = it;
      return { [`${namespace}.Progress`]: { state: "INFORMATION_NEEDED", message, items, dueOn, payment: null } };
    }
    case "payment-standing": {
      const { reference, cents, openCents, on, sentence: message } = it;
      const payment = { reference, event: eventOf[it.change], cents, openCents, on };
      return { [`${namespace}.Progress`]: { state: "PAYMENT", message, items: [], dueOn: "", payment } };
    }
    case "decided": {
      const { sentence: message, decidedOn, amountCents } = it;
      return { [`${namespace}.Decision`]: { result: resultOf[it.outcome], message, decidedOn, amountCents } };
    }
    case "payment": {
      const { reference, totalCents, payeeName: payee, payeeIban, epcCode: epc, note = "" } = it;
      const dues = it.claims.map(({ cents, dueOn: on, label }) => ({ cents, on, label }));
      return {
        [`${namespace}.Payment`]: {
          reference,
          method: methodOf[it.method],
          dues,
          totalCents,
          payee,
          payeeIban,
          epc,
          note,
        },
      };
    }
    case "document": {
      const { title, name: fileName, mediaType: contentType, piece, pieces, content } = it;
      return {
        [`${namespace}.Document`]: {
          title,
          fileName,
          contentType,
          digest: `sha256:${it.sha256}`,
          piece,
          pieces,
          content,
        },
      };
    }
    case "answered": {
      const [kind, result] = [submissionKinds[it.submission], submissionResults[it.outcome]];
      return { [`${namespace}.Acknowledged`]: { refersTo: it.submissionId, kind, result, message: it.sentence } };
    }
  }
}

function write({ id, number, applicationId, caseNumber, at }: Head, it: PortalNotification): OutRecord {
  return make("CaseUpdate", {
    updateId: id,
    sequence: number,
    submissionId: applicationId,
    caseReference: caseNumber,
    at,
    update: updateOf(it),
  });
}

/** How the Sozialplattform NRW speaks: flat persons, fields by id, own service codes, AGS, one record for every answer. */
export const sozialplattformNrw: Portal = {
  name,
  trustCap: "hoch",
  texts: {
    fields: { list: "fields", name: "id", value: "value" },
    lines: ["message", "why"],
    files: "files",
    formOf: (body) => ("serviceCode" in body ? forms.get(String(body.serviceCode)) : undefined),
  },
  pushes,
  receives: [contract("CaseUpdate")],
  read,
  write,
};
