// Objections: applications of their own kind that name a decision by its case number.
import { kind } from "../../../../sandbox/samples/kind.ts";
import { outcomes } from "../../../../sandbox/samples/sample.ts";
import type { PortalRecords } from "../../../../types/generated/portal-serviceportal-emscher-lippe.ts";
import { anmeldung, antrag, dogTax, pushAntrag, receipt } from "./records.ts";

type FormularAntrag = PortalRecords["FormularAntrag"];

export const objection = kind("an objection to a dog's tax: a person looks at the decision again", 2, (kit) => {
  const holder = kit.household("Dorsten");
  const since = kit.days.newYear;
  const first = antrag(kit.id(), holder, anmeldung("Zank", "Terrier", since));
  const id = kit.id();
  const bodyWith = (caseNumberOf: (applicationId: string) => string): FormularAntrag => {
    const { angaben: _, ...frame } = antrag(id, holder, first.angaben);
    return {
      ...{ ...frame, formular: "Widerspruch" },
      felder: [
        { feld: "vorgangsnummer", wert: caseNumberOf(first.antragsId) },
        { feld: "begruendung", wert: "Der Hund ist ein Assistenzhund." },
      ],
    };
  };
  const value = { record: "FormularAntrag", bodyWith };
  const after = { applicationId: first.antragsId, state: "assessed" } as const;
  return {
    pushes: [pushAntrag(first), { applicationId: id, value, answer: receipt, after }],
    applications: [
      dogTax(first.antragsId, kit.assessed(holder, [{ since }], "transfer")),
      dogTax(id, outcomes.inReview),
    ],
  };
});
