// Samples of forms that are data (services/<service>/samples/), as this portal pushes them.
import { german } from "../../../../sandbox/samples/days.ts";
import { formKinds } from "../../../../sandbox/samples/form-samples.ts";
import type { PortalRecords } from "../../../../types/generated/portal-serviceportal-emscher-lippe.ts";
import { anlage, antrag, bescheinigung, pushAntwort, receipt } from "./records.ts";

type FormularAntrag = PortalRecords["FormularAntrag"];

export const forms = formKinds("serviceportal-emscher-lippe", {
  day: german,
  apply: (kit, id, holder, { form, version = 1, serviceKey = "", fields, files = [], trustLevel = "SUBSTANZIELL" }) => {
    const { angaben: _, ...frame } = antrag(id, holder, bescheinigung("EINFACH"));
    const body: FormularAntrag = {
      ...frame,
      leistung: { leika: serviceKey, bezeichnung: form },
      formular: form,
      formularfassung: String(version),
      vertrauensniveau: trustLevel as FormularAntrag["vertrauensniveau"],
      felder: Object.entries(fields).map(([feld, wert]) => ({ feld, wert })),
      anlagen: files.map((name) => anlage(kit, name)),
    };
    return { applicationId: id, value: { record: "FormularAntrag", body }, answer: receipt };
  },
  reply: (kit, id, files, after) =>
    pushAntwort(kit, id, "taken", { anlagen: files.map((name) => anlage(kit, name)), ...(after && { after }) }),
});
