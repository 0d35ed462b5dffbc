import type { EventBodies } from "../../types/generated/events.ts";
import type { Application, FormName } from "./application.ts";
import matrix from "./recipients.json" with { type: "json" };

export type Notice = EventBodies["business-notice.requested.v1"];

/** Who tells, and who is told: by recipient. */
export interface Offices {
  office: Notice["author"];
  readers: Record<string, Notice["reader"]>;
}

/** By GewO § 14(8) sentence 1 Nos. 8 and 7, and No. 12 with AufenthG § 2(1). */
type When = "registered-closing" | "suspicion" | "foreigner";

interface Recipient {
  recipient: string;
  /** paragraph of the law */
  basis: string;
  /** only in this case; absent: regularly, of every notice */
  when?: When;
  /** what is unverified about it */
  remark?: string;
  /** numbers of the fields that it gets, by form: "1-12,14"; no form: it gets nothing of it */
  fields: Partial<Record<FormName, string>>;
}

const recipients = matrix.recipients as Recipient[];
/** names of each form's fields, in the order of their numbers */
const names = matrix.fields as Record<FormName, string[]>;

/** The numbers in "1-3,7". */
export function numbersIn(ranges: string): number[] {
  return ranges.split(",").flatMap((range) => {
    const [first = 0, last = first] = range.split("-").map(Number);
    return Array.from({ length: last - first + 1 }, (_, i) => first + i);
  });
}

/** Exactly the fields that a recipient may get, as far as they are filled in (GewAnzV § 3). */
function noticeTo({ recipient, fields }: Recipient, { name, form }: Application, offices: Offices): Notice[] {
  const reader = offices.readers[recipient];
  const ranges = fields[name];
  if (!ranges || !reader) return [];
  const values = form as Record<string, unknown>;
  const sent = numbersIn(ranges).flatMap((number) => {
    const field = names[name][number - 1] ?? "";
    const value = values[field];
    return value === undefined ? [] : [{ number, name: field, value: JSON.stringify(value) }];
  });
  return [{ recipient, form: name, author: offices.office, reader, fields: sent }];
}

/** Closing of a head or branch office that stands in a register (GewO § 14(8) S. 1 Nr. 8). */
const closesRegistered = ({ name, form }: Application): boolean =>
  name === "GewA3" && form.registerEntry !== undefined && form.branch !== "dependent";

/** Key of the German nationality (Destatis, Staats- und Gebietssystematik). */
const german = "000";

/** Whether somebody who is regularly told only in some cases is told of this one; customs never are. */
const applies: Record<When, (application: Application) => boolean> = {
  "registered-closing": closesRegistered,
  foreigner: ({ form }) => !form.nationality.includes(german),
  suspicion: () => false,
};

/**
 * Who is told of a notice, right after its receipt: the regular recipients of GewAnzV § 3 but those that do without
 * (GewO § 14(8)); where the trade moved here from another town, that town (GewO § 14(1) S. 3, GewAnzV § 3(2a)).
 * @param town its own postcodes, who does without, and the authorities themselves
 */
export function noticesOf(
  application: Application,
  town: Offices & { waived: readonly string[]; postcodes: readonly string[] },
): Notice[] {
  const { waived, postcodes } = town;
  const regular = recipients.filter(
    ({ recipient, when }) => !waived.includes(recipient) && (!when || applies[when](application)),
  );
  const { name, form } = application;
  const from = name === "GewA1" && form.ground === "move" ? form.formerPremises : undefined;
  const former = from && !postcodes.includes(from.postcode) ? [matrix.formerMunicipality as Recipient] : [];
  return [...regular, ...former].flatMap((one) => noticeTo(one, application, town));
}

/** What customs get of a registration on indications of a breach (GewO § 14(8) S. 1 Nr. 7); of others nothing. */
export const noticesOnSuspicion = (application: Application, offices: Offices): Notice[] =>
  recipients.filter(({ when }) => when === "suspicion").flatMap((one) => noticeTo(one, application, offices));
