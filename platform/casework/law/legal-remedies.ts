import { compileSchema } from "../../messaging/index.ts";
import { type Block, type LetterFacts, section } from "../letters/letter.ts";
import { holds, type Town } from "../towns/towns.ts";
import { germanDay } from "./calendar.ts";
import schema from "./legal-remedies.schema.json" with { type: "json" };
import { lastDayOfMonths, notification, type Procedure } from "./notification.ts";

/** Widerspruch (VwGO § 70), Widerspruch (SGG § 84), Klage (VwGO § 74), or nothing. */
export type LegalRemedy = "objection" | "social-objection" | "action" | "none";

/** An entry of a service's legal-remedies.json. */
export interface LegalRemedyRow {
  decisions: string[];
  from: string;
  until: string | null;
  remedy: LegalRemedy;
  against?: string;
  source?: string;
  remark?: string;
}

/** German */
export const remedyNames: Readonly<Record<LegalRemedy, string>> = {
  objection: "Widerspruch (VwGO)",
  "social-objection": "Widerspruch (SGG)",
  action: "Klage (VwGO)",
  none: "no legal remedy",
};

/** Which legal remedy there is against the decisions of a service. */
export interface LegalRemedies<Kind extends string = string> {
  procedure: Procedure;
  /** what there is against this service's decisions, where there is anything */
  readonly appeal: Exclude<LegalRemedy, "none">;
  /** Against a decision of a kind that is taken on a day (YYYY-MM-DD). */
  against(kind: Kind, day: string): LegalRemedy;
  /**
   * What a letter says at its end: when it counts as notified and what holds meanwhile, and then the instruction about
   * the remedy (VwGO § 58, SGG § 66), which has remedy, place, form and period and nothing else. Nothing where there is
   * no remedy.
   */
  blocks(kind: Kind, facts: Pick<LetterFacts, "town" | "day">, and?: { payable: boolean }): Block[];
  /** The last day for the remedy against what was sent on a day, moved to a working day. Both are YYYY-MM-DD. */
  lastDay(sentOn: string): string;
}

const check = compileSchema(schema);
/** VwGO §§ 70, 74, SGG § 84(1) */
const months = 1;

/**
 * Reads a service's legal-remedies.json.
 * @param kinds of decisions and letters that the service writes
 * @throws Error where it does not fit its schema, names other kinds, or says nothing or two things of one on a day
 */
export function readLegalRemedies<Kind extends string>(
  service: string,
  file: unknown,
  kinds: readonly Kind[],
): LegalRemedies<Kind> {
  const problems = check(file);
  if (problems.length) throw new Error(`legal remedies of ${service}: ${JSON.stringify(problems)}`);
  const { procedure, remedies: rows } = file as { procedure: Procedure; remedies: LegalRemedyRow[] };
  const unknown = rows.flatMap(({ decisions }) => decisions.filter((one) => !kinds.some((kind) => kind === one)));
  if (unknown.length) throw new Error(`legal remedies of ${service}: no such decisions: ${unknown.join(", ")}`);
  for (const kind of kinds) demandOnceEachDay(service, kind, rows);
  const rowOf = (kind: Kind, day: string): LegalRemedyRow => {
    const row = rows.find((one) => one.decisions.includes(kind) && holds(one, day));
    if (!row) throw new RangeError(`${service}: no legal remedy is known for ${kind} on ${day}`);
    return row;
  };
  const [appeal, another] = new Set(rows.flatMap(({ remedy }) => (remedy === "none" ? [] : [remedy])));
  if (another) throw new Error(`legal remedies of ${service}: ${appeal} and ${another}`);
  return {
    procedure,
    appeal: appeal ?? "action",
    against: (kind, day) => rowOf(kind, day).remedy,
    blocks: (kind, facts, { payable } = { payable: false }) => {
      const row = rowOf(kind, facts.day);
      return row.remedy === "none" ? [] : remedyBlocks({ ...row, remedy: row.remedy }, procedure, facts, payable);
    },
    lastDay: (sentOn) => lastDayOfMonths(notification(sentOn, procedure).on, months),
  };
}

/** Each day from the first on has one row. */
function demandOnceEachDay(service: string, kind: string, rows: readonly LegalRemedyRow[]): void {
  const matching = rows
    .filter(({ decisions }) => decisions.includes(kind))
    .sort((a, b) => a.from.localeCompare(b.from));
  const open = matching.filter(({ until }) => until === null);
  const follow = matching.every(({ from }, i) => i === 0 || dayAfter(matching[i - 1]?.until) === from);
  if (open.length !== 1 || matching.at(-1)?.until !== null || !follow)
    throw new Error(`legal remedies of ${service}: ${kind} needs exactly one on each day`);
}

const dayAfter = (day: string | null | undefined): string =>
  day ? new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10) : "";

type Instructed = LegalRemedyRow & { remedy: Exclude<LegalRemedy, "none"> };

function remedyBlocks(
  { remedy, against }: Instructed,
  procedure: Procedure,
  { town, day }: Pick<LetterFacts, "town" | "day">,
  payable: boolean,
): Block[] {
  const what = against
    ? `Gegen ${against} kann innerhalb eines Monats nach Bekanntgabe dieses Bescheids`
    : "Gegen diesen Bescheid kann innerhalb eines Monats nach seiner Bekanntgabe";
  const notes = [
    notified(day, procedure),
    ...(payable ? [notSuspended[remedy]] : []),
    ...(procedure === "social" ? ["Das Widerspruchsverfahren ist für Sie kostenfrei (§ 64 SGB X)."] : []),
  ];
  return [
    ...section("Bekanntgabe", notes.join(" ")),
    { kind: "remedy", title: "Rechtsbehelfsbelehrung", text: `${what} ${words[remedy](town)}` },
  ];
}

/** By VwGO § 80(2) No. 1, of taxes, fees and costs. */
const notSuspended: Record<Instructed["remedy"], string> = {
  objection:
    "Auch wenn Sie Widerspruch erheben, sind die Beträge zu den genannten Terminen zu zahlen (§ 80 Abs. 2 VwGO).",
  "social-objection": "",
  action: "Auch wenn Sie Klage erheben, ist die Gebühr zum genannten Termin zu zahlen (§ 80 Abs. 2 VwGO).",
};

const objection = ({ letterhead: { authority, lines } }: Town): string =>
  `Widerspruch erhoben werden. Der Widerspruch ist schriftlich, in der gesetzlich vorgesehenen elektronischen Form oder zur Niederschrift bei der ${[authority, ...lines].join(", ")}, zu erheben.`;

const words: Record<Instructed["remedy"], (town: Town) => string> = {
  objection,
  "social-objection": objection,
  action: (town) =>
    `Klage beim ${courtOf(town)}, erhoben werden. Die Klage ist schriftlich, als elektronisches Dokument nach § 55a VwGO oder zur Niederschrift der Urkundsbeamtin oder des Urkundsbeamten der Geschäftsstelle zu erheben.`,
};

/** Name and address of the court that decides about a town's decisions, as it stands in a sentence. */
export const courtOf = ({ administrativeCourt: { name, lines } }: Town): string => [name, ...lines].join(", ");

function notified(sentOn: string, procedure: Procedure): string {
  const { on, days, moved, paragraph } = notification(sentOn, procedure);
  const th = { 3: "dritten", 4: "vierten" }[days] ?? `${days}.`;
  const day = `dem ${th} Tag nach seiner Absendung oder Bereitstellung am ${germanDay(sentOn)}`;
  const which = moved ? `dem nächsten Werktag nach ${day}` : day;
  return `Dieser Bescheid gilt am ${germanDay(on)} als bekannt gegeben, ${which} (${paragraph}). Geht er Ihnen nicht oder erst später zu, zählt der Tag des Zugangs.`;
}
