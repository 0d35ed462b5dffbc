// What comes after a dog's registration, in forms of this portal that are lists of fields.
import { kind } from "../../../../sandbox/samples/kind.ts";
import type { PortalRecords } from "../../../../types/generated/portal-serviceportal-emscher-lippe.ts";
import { anmeldung, antrag, dogTax, pushAntrag, receipt } from "./records.ts";

type FormularAntrag = PortalRecords["FormularAntrag"];

export const tagReplaced = kind("a new tag for a dog that lost its own: by rule, for a fee", 2, (kit) => {
  const holder = kit.household("Gladbeck");
  const since = kit.days.newYear;
  const first = antrag(kit.id(), holder, anmeldung("Verlierer", "Beagle", since));
  const id = kit.id();
  const { angaben: _, ...frame } = antrag(id, holder, first.angaben);
  const body: FormularAntrag = {
    ...{ ...frame, formular: "Hundesteuermarke" },
    leistung: { leika: "99102013012000", bezeichnung: "Hundesteuermarke" },
    felder: [
      { feld: "hund", wert: "Verlierer" },
      { feld: "grund", wert: "VERLOREN" },
    ],
  };
  const after = { applicationId: first.antragsId, state: "assessed" } as const;
  return {
    pushes: [
      pushAntrag(first),
      { applicationId: id, value: { record: "FormularAntrag", body }, answer: receipt, after },
    ],
    applications: [
      dogTax(first.antragsId, kit.assessed(holder, [{ since }], "transfer")),
      dogTax(id, { state: "granted", cents: 5_00, payment: "transfer", documents: 1, says: "Hundesteuermarke Nr." }),
    ],
  };
});
