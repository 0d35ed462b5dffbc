import { join } from "node:path";
import { readPortalForms, splitAddress } from "../../../platform/casework/index.ts";
import type { PortalRecords } from "../../../types/generated/portal-sozialplattform-nrw.ts";
import { requiredName } from "../common/names.ts";
import type { PortalForms } from "../common/portal.ts";
import { type InlineFile, type Portal, type Pushed, UnknownFormError, UnmappableError } from "../common/portal.ts";
import { isoDays } from "../common/reading/days.ts";
import { dataOf } from "../common/reading/form-fields.ts";
import { contract, name, reader } from "./records.ts";
import { write } from "./write.ts";

type Submission = PortalRecords["Submission"];

/** STORK-QAA levels of BundID: 1 is a password, 2 was never more for us, 3 a certificate, 4 the eID. */
const assurance = { LEVEL_1: "basis", LEVEL_2: "basis", LEVEL_3: "substantiell", LEVEL_4: "hoch" } as const;

/** AGS (8 digits) → ARS (12): the association's four digits are the municipality's own, with a leading "0" for none. */
function arsOf(ags: string): string {
  const kreis = ags.slice(0, 5);
  const town = ags.slice(5);
  // A town that belongs to no Kreis has 000 here; one within a Kreis is its own association in North Rhine-Westphalia.
  return `${kreis}${town === "000" ? "0000" : `0${town}`}${town}`;
}

function filesOf(files: Submission["files"]): InlineFile[] {
  return files.map(({ fileName, contentType, digest, body }) => ({
    name: fileName,
    mediaType: contentType,
    sha256: digest.replace(/^sha256:/, ""),
    content: body,
  }));
}

function readSubmission(it: Submission, forms: PortalForms): Pushed {
  const form = forms.get(it.serviceCode);
  if (!form) throw new UnknownFormError("/serviceCode");
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

/** How the Sozialplattform NRW speaks: flat persons, fields by id, own service codes, AGS, one record for every answer. */
export const sozialplattformNrw: Portal = {
  name,
  trustCap: "hoch",
  texts: {
    fields: { list: "fields", name: "id", value: "value" },
    lines: ["message", "why"],
    files: "files",
    formOf: (body, forms) => ("serviceCode" in body ? forms.get(String(body.serviceCode)) : undefined),
  },
  forms: readPortalForms(join(import.meta.dirname, "forms")),
  pushes,
  receives: [contract("CaseUpdate")],
  read,
  write,
};
