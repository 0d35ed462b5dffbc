// Changes of what was granted: applications that follow another one.

import { kind } from "../../../../sandbox/samples/kind.ts";
import type { Holder, Kit } from "../../../../sandbox/samples/kit.ts";
import { line } from "../../../../sandbox/samples/kit.ts";
import { type Outcome, outcomes } from "../../../../sandbox/samples/sample.ts";
import { fileOf, push, receipt, submission } from "./records.ts";

/** From then on there are no figures of the law yet: everything goes to a person. */
const endOfFigures = "2027-01-01";

const situation = (kit: Kit, holder: Holder, rent: string) => ({
  "mitglied.1.rolle": "ANTRAGSTELLER",
  "mitglied.1.geboren": holder.birthDate,
  "mitglied.1.lohn": "1400,00",
  "mitglied.1.steuer": "J",
  "mitglied.1.krankenversicherung": "J",
  "mitglied.1.rentenversicherung": "J",
  miete: rent,
  vermoegen: "0",
  "nachweis.1.art": "MIETVERTRAG",
  "nachweis.2.art": "EINKOMMEN",
  "konto.iban": kit.iban(),
  "konto.inhaber": line(holder),
});

export const rentRises = kind("the rent rises by more than 10 %: housing benefit is raised by rule", 2, (kit) => {
  const holder = kit.citizen("Gladbeck");
  const [first, second] = [kit.id(), kit.id()];
  const write = (id: string, serviceCode: string, answers: Record<string, string>) => {
    const files = [fileOf(kit, "mietvertrag.pdf"), fileOf(kit, "lohn.pdf")];
    return submission(id, holder, { serviceCode, answers }, { assurance: "LEVEL_3", files });
  };
  const grant = write(first, "WOHNGELD", situation(kit, holder, "350,00"));
  const change = write(second, "WOHNGELD-AENDERUNG", {
    ...situation(kit, holder, "400,00"),
    ...{ "aenderung.antrag": first, "aenderung.am": kit.days.today },
  });
  // Twelve months of 218 €, and in each of them 33 € more.
  const granted = { state: "granted", payment: "credit", documents: 1 } as const;
  const before = { ...granted, cents: 218_00, paidCents: -12 * 218_00 };
  const raised = { ...granted, cents: 251_00, paidCents: -12 * 33_00 };
  const hasFigures = kit.days.today < endOfFigures;
  const outcomeOf = (applicationId: string, outcome: Outcome) => ({
    ...{ applicationId, service: "housing-benefit", ...(hasFigures ? outcome : outcomes.inReview) },
  });
  const after = { applicationId: first, state: outcomeOf(first, before).state };
  return {
    pushes: [push(grant), push(change, receipt, after)],
    applications: [outcomeOf(first, before), outcomeOf(second, raised)],
  };
});
