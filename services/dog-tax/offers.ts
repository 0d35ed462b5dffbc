import { type Offer, readForms } from "../../platform/casework/index.ts";

/** What it takes. */
export const forms = readForms(import.meta.dirname);

// Whoever lives under one name and address, however it is spelt, is one household: the keyed hash of these is the account.
const household = ["/applicant/familyName", "address.v1:/applicant/address"];

const common = { demandedTrustLevel: "basis", account: household } as const;

/** Of the application that makes a household pay. */
export const registrationKey = "99102013104000";

/** Ermäßigung, Befreiung */
export const reliefKeys = ["99102013149000", "99102013010000"] as const;

export const tagKey = "99102013012000";

const reliefs = ["dog-tax-relief.v1", "dog-tax-relief-end.v1"];

export const offers: Offer[] = [
  { key: registrationKey, title: "Hundesteuer: Anmeldung", forms: ["dog-tax-registration.v1"], ...common },
  { key: "99102013070000", title: "Hundesteuer: Abmeldung", forms: ["dog-tax-deregistration.v1"], ...common },
  { key: reliefKeys[0], title: "Hundesteuer: Ermäßigung", forms: reliefs, ...common },
  { key: reliefKeys[1], title: "Hundesteuer: Befreiung", forms: reliefs, ...common },
  { key: tagKey, title: "Hundesteuer: Ersatzmarke", forms: ["dog-tax-replacement-tag.v1"], ...common },
];
