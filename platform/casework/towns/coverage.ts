import { addDays } from "../law/calendar.ts";
import { type LegalRemedyRow, remedyNames } from "../law/legal-remedies.ts";
import { notificationRules } from "../law/notification.ts";
import type { OfferedKey, Row } from "./towns.ts";
import { holds, readCourts, type TariffFile } from "./towns.ts";

/** A figure or a rule that is known for some days (YYYY-MM-DD, both included). */
export interface Known {
  what: string;
  /** "": it has no date */
  from: string;
  until: string | null;
  /** "": none is named */
  source: string;
  /** what is unverified about it, or "" */
  remark: string;
}

/** What a person decides for lack of a figure. */
export interface ForPerson {
  /** of the reason that the work list shows */
  code: string;
  what: string;
}

/** What a service's data cover, said by the service itself. Pure. */
export interface Coverage<File> {
  /** of its files in towns/ */
  schema: object;
  /** what holds in every town */
  everywhere: readonly Known[];
  /** Says what a town's file says */
  known(file: File): Known[];
  /** Says what goes to a person on a day, for lack of a figure */
  lacking(file: File, day: string): ForPerson[];
}

/** The same for one service among others, whose files are only known to itself. */
export type AnyCoverage = Coverage<never>;

/**
 * Says what a row of a town's file covers.
 * @param more remarks that stand deeper in the row
 */
export const known = (
  what: string,
  { from, until = null, source = "", remark }: Row,
  more: readonly (string | undefined)[] = [],
): Known => ({ what, from, until, source, remark: [remark, ...more].filter(Boolean).join(" ") });

/** Gives whole cents as "12.50 €". */
export const inEuros = (cents: number): string => `${(cents / 100).toFixed(2)} €`;

/** Gives keys that a town offers; those with the same days and remark in one. */
export function offeredKeys({ offered }: { offered: readonly (OfferedKey & { remark?: string })[] }): Known[] {
  const alike = Map.groupBy(offered, ({ from, until, remark }) => JSON.stringify([from, until, remark]));
  return [...alike.values()].map((keys) =>
    known(`offered: ${keys.map(({ key }) => key).join(", ")}`, { ...(keys[0] as OfferedKey), source: "" }),
  );
}

/** Says that a town's figures are not known, and where they were looked for. */
export const notFound = ({ unknown = [] }: { unknown?: readonly Row[] }): Known[] =>
  unknown.map((row) => known("not found", row));

/** Says which legal remedy there is against a service's decisions. */
export const remediesKnown = ({ remedies }: { remedies: readonly unknown[] }): Known[] =>
  (remedies as LegalRemedyRow[]).map((row) => known(`${row.decisions.join(", ")}: ${remedyNames[row.remedy]}`, row));

/** What differs between services whose towns say figures that hold between two days. */
interface OfTariffs<Tariff> {
  /** of the service's files in towns/ */
  schema: object;
  /** its legal-remedies.json */
  remedies: { remedies: readonly unknown[] };
  /** what holds in every town beside legal remedies */
  everywhere?: readonly Known[];
  /** what a tariff says, in English */
  says(tariff: Tariff): string;
  /** what goes to a person where this tariff holds, or none */
  lacking(tariff: Tariff | undefined, day: string): ForPerson[];
}

/** Says what the data of a service cover whose towns say figures that hold between two days. */
export const tariffCoverage = <Tariff extends Row>({
  schema,
  remedies,
  everywhere = [],
  says,
  lacking,
}: OfTariffs<Tariff>): Coverage<TariffFile<Tariff>> => ({
  schema,
  everywhere: [...everywhere, ...remediesKnown(remedies)],
  known: (file) => [...offeredKeys(file), ...file.tariffs.map((row) => known(says(row), row)), ...notFound(file)],
  lacking: ({ tariffs }, day) =>
    lacking(
      tariffs.find((one) => holds(one, day)),
      day,
    ),
});

/** What holds for all services. */
export const platformCoverage = (): Known[] => [
  ...notificationRules.map((row) =>
    known(`${row.procedure}: notified on day ${row.days} after sending (${row.paragraph})`, row),
  ),
  ...readCourts().map((row) => known(`court: ${row.name}, for towns ${row.municipalities.join(", ")}`, row)),
];

/** A gap: what a person decides from one day to another; until null: without an end. */
export interface Gap extends ForPerson {
  from: string;
  until: string | null;
}

/** Days on which something begins to hold or holds no more, in their order. */
const changes = (rows: readonly Pick<Known, "from" | "until">[]): string[] =>
  [
    ...new Set(rows.flatMap(({ from, until }) => [...(from ? [from] : []), ...(until ? [addDays(until, 1)] : [])])),
  ].sort();

/** What goes to a person in a town, and when: from the first day on which the service is offered there. */
export function gapsOf<File>(coverage: Coverage<File>, file: File): Gap[] {
  const rows = coverage.known(file);
  const { offered = [] } = file as { offered?: OfferedKey[] };
  const [first = ""] = changes(offered.length ? offered : rows);
  const days = changes([...rows, ...coverage.everywhere, { from: first, until: null }]).filter((day) => day >= first);
  const open = new Map<string, Gap>();
  const closed: Gap[] = [];
  for (const day of days) {
    const now = new Map(coverage.lacking(file, day).map((one) => [JSON.stringify(one), one]));
    for (const [key, gap] of open) {
      if (now.has(key)) continue;
      closed.push({ ...gap, until: addDays(day, -1) });
      open.delete(key);
    }
    for (const [key, one] of now) if (!open.has(key)) open.set(key, { ...one, from: day, until: null });
  }
  return [...closed, ...open.values()].sort((a, b) => a.from.localeCompare(b.from));
}

/** Says whether any of some rows holds on a day. */
export const anyHolds = (rows: readonly { from: string; until?: string | null }[], day: string): boolean =>
  rows.some((row) => holds(row, day));
