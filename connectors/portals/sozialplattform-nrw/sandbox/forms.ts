// Samples of forms that are data (services/<service>/samples/), as this portal pushes them.
import { formKinds } from "../../../../sandbox/samples/form-samples.ts";
import { fileOf, push, pushReply, receipt, type Submission, submission } from "./records.ts";

export const forms = formKinds("sozialplattform-nrw", {
  day: (day) => day,
  apply: (kit, id, holder, { form, version = 1, fields, files = [], trustLevel = "LEVEL_3" }) =>
    push(
      submission(
        id,
        holder,
        { serviceCode: form, answers: fields },
        {
          formVersion: version,
          assurance: trustLevel as Submission["assurance"],
          files: files.map((name) => fileOf(kit, name)),
        },
      ),
      receipt,
    ),
  reply: (kit, id, files, after) =>
    pushReply(kit, id, "taken", { after, files: files.map((name) => fileOf(kit, name)) }),
});
