import { addDays, type Reason } from "../../platform/casework/index.ts";
import { type Application, activityOf, eventDay, isLegalPerson, needsRegister } from "./application.ts";
import trades from "./permit-trades.json" with { type: "json" };
import type { Offices } from "./recipients.ts";

/** Whole cents. */
interface FeeRates {
  naturalCents: number;
  legalCents: number;
  furtherCents: number;
}

/** What a town says between two days. */
export interface Tariff extends Offices {
  from: string;
  until?: string | null;
  registration: FeeRates;
  change: FeeRates;
  /** to the receipt, GewO § 15(1) */
  receiptDays: number;
  postcodes: string[];
  /** recipients that do without, GewO § 14(8) */
  waived: string[];
  source: string;
}

/** The fee, undefined where no tariff names it: legal persons pay for each further representative; a closing is free. Whole cents. */
export function feeCents({ name, form }: Application, tariff: Tariff | undefined): number | undefined {
  if (name === "GewA3") return 0;
  if (!tariff) return undefined;
  const { registration, change } = tariff;
  const { naturalCents, legalCents, furtherCents } = name === "GewA1" ? registration : change;
  if (!isLegalPerson(form)) return naturalCents;
  return legalCents + furtherCents * ((form.representativeCount ?? 1) - 1);
}

/** Paragraphs that an activity's words point to: it may need a permit, or an entry in the register of crafts. */
export function permitParagraphs(activity: string): string[] {
  const text = activity.normalize("NFC").toLocaleLowerCase("de");
  return trades.trades.filter(({ words }) => words.some((word) => text.includes(word))).map((one) => one.paragraph);
}

const ahead = 366;

/** Why a person has to look before there is a receipt: law that goes beyond taking note of a notice (GewO § 15(2)). */
export function reasonsForPerson(
  application: Application,
  receivedOn: string,
  { postcodes }: Pick<Tariff, "postcodes">,
): Reason[] {
  const { name, form } = application;
  const paragraphs = name === "GewA3" ? [] : permitParagraphs(activityOf(application));
  const found: (Reason | false)[] = paragraphs.map((paragraph) => ({
    ...{ code: "permit-trade", sentence: "Die Tätigkeit könnte eine Erlaubnis oder eine Eintragung brauchen." },
    paragraph,
  }));
  if (name !== "GewA3")
    found.push(
      form.permit?.held === true && {
        ...{ code: "permit-held", sentence: "Es wird eine Erlaubnis angegeben, die zu prüfen ist." },
        paragraph: "GewO §§ 30 bis 34i",
      },
      (form.craftCard?.held === true || (name === "GewA1" && form.kind.includes("craft"))) && {
        ...{
          code: "craft",
          sentence: "Ein Handwerk wird angezeigt; die Eintragung in die Handwerksrolle ist zu prüfen.",
        },
        paragraph: "HwO § 1, § 16 Abs. 1",
      },
      form.restriction !== undefined && {
        ...{ code: "restriction", sentence: "Eine Auflage oder Beschränkung wird angegeben." },
        paragraph: "GewAnzV Anlage 1 und 2, AufenthG § 4a",
      },
    );
  found.push(
    !postcodes.includes(form.premises.postcode) && {
      ...{ code: "premises-elsewhere", sentence: "Die Betriebsstätte liegt nicht in dieser Stadt." },
      paragraph: "GewO § 14 Abs. 1, § 155",
    },
    eventDay(application) > addDays(receivedOn, ahead) && {
      ...{ code: "far-ahead", sentence: "Der angezeigte Tag liegt mehr als ein Jahr voraus." },
      paragraph: "GewO § 14 Abs. 1",
    },
    name === "GewA3" &&
      form.closingGround === "move" && {
        ...{
          code: "closing-by-move",
          sentence: "Eine Verlegung ist nur der neuen Gemeinde anzuzeigen; sie unterrichtet die bisherige.",
        },
        paragraph: "GewO § 14 Abs. 1 S. 3, GewAnzV § 3 Abs. 2a",
      },
  );
  return found.filter((one) => one !== false);
}

/** What the citizen has to add before the notice is complete. */
export function missingOf({ name, form }: Application): Reason[] {
  const paragraph = "GewO § 14 Abs. 4, GewAnzV § 1";
  const items: [missing: boolean, code: string, sentence: string][] = [
    [
      needsRegister(form) && form.registerEntry === undefined,
      "register-entry-missing",
      "Bitte nennen Sie uns Ort und Nummer des Registereintrags (Feld 2).",
    ],
    [
      isLegalPerson(form) && form.representativeCount === undefined,
      "representatives-missing",
      "Bitte nennen Sie uns die Zahl der gesetzlichen Vertreter (Feld 12).",
    ],
    [
      name === "GewA1" && form.ground === "move" && form.formerPremises === undefined,
      "former-premises-missing",
      "Bitte nennen Sie uns die frühere Betriebsstätte (Feld 17).",
    ],
    [
      name === "GewA2" && !form.newActivity && !form.formerPremises && !form.otherReasons,
      "change-missing",
      "Bitte sagen Sie uns, was sich ändert (Felder 17, 18 oder 20).",
    ],
  ];
  return items.filter(([missing]) => missing).map(([, code, sentence]) => ({ code, sentence, paragraph }));
}
