import type { FormData } from "../../types/generated/forms.ts";

export type Registration = FormData["business-registration.v1"];
export type Change = FormData["business-registration-change.v1"];
export type Closing = FormData["business-registration-closing.v1"];

/** The three official forms (GewAnzV, annexes 1 to 3). */
export type FormName = "GewA1" | "GewA2" | "GewA3";

export type Application =
  | { name: "GewA1"; form: Registration }
  | { name: "GewA2"; form: Change }
  | { name: "GewA3"; form: Closing };

/** What a notice holds, as one of the three. @param contract name of the form's schema; intake knows no others */
export function applicationOf(contract: string, data: unknown): Application {
  if (contract === "business-registration-change.v1") return { name: "GewA2", form: data as Change };
  if (contract === "business-registration-closing.v1") return { name: "GewA3", form: data as Closing };
  return { name: "GewA1", form: data as Registration };
}

const legalPersons: readonly string[] = ["gmbh", "ug", "ag", "eg", "ev"];
const registered: readonly string[] = [...legalPersons, "ek", "ohg", "kg"];

type Named = Pick<Registration, "registeredName">;

/** Whether a legal person runs it; a partnership's partners notify each for themselves (GewAnzV, annex 1). */
export const isLegalPerson = ({ registeredName }: Named): boolean =>
  registeredName !== undefined && legalPersons.includes(registeredName.legalForm);

/** Whether its legal form has to stand in a register (HGB §§ 1, 106, 162, GmbHG § 7, AktG § 36, GenG § 10). */
export const needsRegister = ({ registeredName }: Named): boolean =>
  registeredName !== undefined && registered.includes(registeredName.legalForm);

/** What is done, German. A change may leave it as it is. */
export function activityOf({ name, form }: Application): string {
  const activities = name === "GewA2" ? [form.newActivity, form.continuedActivity] : [form.activity];
  return activities
    .flatMap((one) => (one ? [one.main, one.keyword, ...(one.further ?? [])] : []))
    .filter((text) => text)
    .join(", ");
}

/** The day that a notice is about, YYYY-MM-DD: begin, change or end. */
export function eventDay({ name, form }: Application): string {
  if (name === "GewA1") return form.begin;
  return name === "GewA2" ? form.changedOn : form.closedOn;
}
