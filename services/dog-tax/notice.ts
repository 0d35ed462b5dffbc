import { addMonths, germanDay } from "../../platform/calendar.ts";
import type { Person } from "../../platform/service/case-file.ts";
import type { Town } from "../../platform/towns.ts";
import type { EventBodies } from "../../types/generated/events.ts";
import type { FormData } from "../../types/generated/forms.ts";
import type { Assessment } from "./rules.ts";
import type { Dog, Months } from "./schedule.ts";

export type NoticeContent = FormData["notice-content.v1"];
type Arrangement = EventBodies["payment.arranged.v1"];

export interface NoticeFacts {
  town: Town;
  holder: Person;
  caseNumber: string;
  /** day of the notice, YYYY-MM-DD */
  day: string;
  statute: string;
}

/** Cents as people write them: 1.234,50 €. */
export function euros(cents: number): string {
  const [whole = "", rest = ""] = (Math.abs(cents) / 100).toFixed(2).split(".");
  return `${cents < 0 ? "−" : ""}${whole.replace(/\B(?=(\d{3})+$)/g, ".")},${rest} €`;
}

const germanMonth = (month: string) => month.split("-").reverse().join("/");

/** Runs of months with the same amount, so that a year takes few lines. */
function runs(months: Months): { from: string; to: string; count: number; cents: number }[] {
  const list: { from: string; to: string; count: number; cents: number }[] = [];
  for (const [month, cents] of Object.entries(months)) {
    const last = list.at(-1);
    if (last && last.cents === cents && addMonths(`${last.to}-01`, 1).startsWith(month)) {
      last.to = month;
      last.count += 1;
    } else list.push({ from: month, to: month, count: 1, cents });
  }
  return list;
}

function letter({ town, holder, caseNumber, day }: NoticeFacts, reference: string | null) {
  const { familyName, givenNames, address } = holder;
  const { street, houseNumber, supplement, postcode, city } = address;
  return {
    letterhead: { ...town.letterhead, office: "Steueramt" },
    recipient: [
      `${givenNames} ${familyName}`,
      ...(supplement ? [supplement] : []),
      `${street} ${houseNumber}`,
      `${postcode} ${city}`,
    ],
    reference: [
      { label: "Vorgangsnummer", value: caseNumber },
      ...(reference ? [{ label: "Kassenzeichen", value: reference }] : []),
      { label: "Datum", value: germanDay(day) },
    ],
    date: day,
    closing: [
      "Mit freundlichen Grüßen",
      `Ihre Stadt ${town.name}`,
      "Dieser Bescheid wurde maschinell erstellt und ist ohne Unterschrift gültig.",
    ],
  };
}

function calculation({ months, totalCents }: Assessment): NoticeContent["blocks"][number] {
  return {
    kind: "table",
    caption: "Berechnung",
    columns: [
      { title: "Zeitraum", align: "left" },
      { title: "Monate", align: "right" },
      { title: "je Monat", align: "right" },
      { title: "Betrag", align: "right" },
    ],
    rows: runs(months).map(({ from, to, count, cents }) => [
      from === to ? germanMonth(from) : `${germanMonth(from)} bis ${germanMonth(to)}`,
      String(count),
      euros(cents),
      euros(count * cents),
    ]),
    total: [totalCents < 0 ? "Erstattung" : "Festgesetzte Steuer", "", "", euros(totalCents)],
  };
}

function payment({
  method,
  claims,
  reference,
  payeeName,
  payeeIban,
  epcCode,
  mandateReference,
}: Arrangement): NoticeContent["blocks"] {
  const table: NoticeContent["blocks"][number] = {
    kind: "table",
    caption: method === "credit" ? "Gutschriften" : "Fälligkeiten",
    columns: [
      { title: "Bezeichnung", align: "left" },
      { title: "Fällig am", align: "left" },
      { title: "Betrag", align: "right" },
    ],
    rows: claims.map(({ label, dueOn, cents }) => [label, germanDay(dueOn), euros(cents)]),
  };
  if (method === "direct_debit")
    return [
      table,
      {
        kind: "paragraph",
        text: `Wir buchen die Beträge zu den genannten Terminen mit der Mandatsreferenz ${mandateReference} von Ihrem Konto ab. Diese Mitteilung gilt als Vorabankündigung.`,
      },
    ];
  if (method === "credit")
    return [
      table,
      {
        kind: "paragraph",
        text: "Beträge, die noch nicht fällig waren, entfallen. Zu viel gezahlte Beträge erstatten wir Ihnen.",
      },
    ];
  const text = `Bitte überweisen Sie die Beträge zu den genannten Terminen an ${payeeName}, IBAN ${payeeIban}, mit dem Kassenzeichen ${reference}.`;
  const code: NoticeContent["blocks"] = epcCode
    ? [
        {
          kind: "payment-code",
          text: epcCode,
          caption: "GiroCode für den ersten Betrag",
          alt: `GiroCode: Überweisung des ersten Betrags an ${payeeName}, Kassenzeichen ${reference}`,
        },
      ]
    : [];
  return [table, { kind: "paragraph", text }, ...code];
}

/** The remedy, with the period of one month from notification (AO § 122(2): the fourth day after posting). */
function remedy(town: Town): NoticeContent["blocks"][number] {
  return {
    kind: "remedy",
    title: "Rechtsbehelfsbelehrung",
    text: `Gegen diesen Bescheid kann innerhalb eines Monats nach Bekanntgabe Widerspruch erhoben werden. Der Widerspruch ist bei der ${town.letterhead.authority} schriftlich, elektronisch in der gesetzlich vorgesehenen Form oder zur Niederschrift einzulegen. Der Bescheid gilt als am vierten Tag nach seiner Absendung oder Bereitstellung bekannt gegeben. Der Widerspruch hat keine aufschiebende Wirkung; die Beträge sind auch dann zu den genannten Terminen zu zahlen.`,
  };
}

/** The assessment notice for a registration. */
export function assessmentNotice(
  facts: NoticeFacts,
  dog: Dog,
  assessment: Assessment,
  arrangement: Arrangement | null,
): NoticeContent {
  const { statute } = facts;
  const many = assessment.dogsNow === 1 ? "ein Hund" : `${assessment.dogsNow} Hunde`;
  const late: NoticeContent["blocks"] = assessment.late
    ? [
        {
          kind: "paragraph",
          text: "Die Anmeldung ging nach Ablauf der Anmeldefrist ein. Die Steuer wird ab dem Beginn der Haltung festgesetzt.",
        },
      ]
    : [];
  return {
    title: "Bescheid über die Festsetzung der Hundesteuer",
    ...letter(facts, arrangement?.reference ?? null),
    blocks: [
      {
        kind: "paragraph",
        text: `Für Ihren Hund „${dog.name}“ (${dog.breed}) wird ab ${germanMonth(dog.from)} Hundesteuer festgesetzt. In Ihrem Haushalt ist damit ${many} angemeldet; der Satz für diese Anzahl gilt für jeden Hund.`
          .replace("ist damit 2", "sind damit 2")
          .replace(/ist damit (\d+) Hunde/, "sind damit $1 Hunde"),
      },
      ...late,
      calculation(assessment),
      {
        kind: "paragraph",
        text: `Die Steuer des laufenden Jahres beträgt für alle Hunde Ihres Haushalts ${euros(assessment.yearCents)}. Der Bescheid berücksichtigt, was bereits festgesetzt wurde.`,
      },
      { kind: "heading", text: "Zahlung" },
      ...(arrangement ? payment(arrangement) : [{ kind: "paragraph" as const, text: "Es ist nichts zu zahlen." }]),
      { kind: "heading", text: "Rechtsgrundlage" },
      { kind: "paragraph", text: `${statute}; §§ 3, 12 und 20 Kommunalabgabengesetz NRW; § 155 Abgabenordnung.` },
      remedy(facts.town),
    ],
  };
}

/** The notice for a deregistration, with what is settled. */
export function settlementNotice(
  facts: NoticeFacts,
  dog: Dog,
  assessment: Assessment,
  arrangement: Arrangement | null,
): NoticeContent {
  return {
    title: "Bescheid über das Ende der Hundesteuerpflicht",
    ...letter(facts, arrangement?.reference ?? null),
    blocks: [
      {
        kind: "paragraph",
        text: `Die Steuerpflicht für Ihren Hund „${dog.name}“ endet mit dem Monat ${germanMonth(dog.to ?? "")}.`,
      },
      calculation(assessment),
      { kind: "paragraph", text: `Die Steuer des laufenden Jahres beträgt damit ${euros(assessment.yearCents)}.` },
      ...(arrangement ? payment(arrangement) : []),
      { kind: "heading", text: "Rechtsgrundlage" },
      {
        kind: "paragraph",
        text: `${facts.statute}; §§ 3, 12 und 20 Kommunalabgabengesetz NRW; §§ 155, 37 Abgabenordnung.`,
      },
      remedy(facts.town),
    ],
  };
}

/** The notice by which a case worker refuses, with the reason in their own words. */
export function refusalNotice(facts: NoticeFacts, reason: string): NoticeContent {
  return {
    title: "Bescheid über Ihren Antrag zur Hundesteuer",
    ...letter(facts, null),
    blocks: [
      { kind: "paragraph", text: "Ihrem Antrag kann nicht entsprochen werden." },
      { kind: "heading", text: "Begründung" },
      { kind: "paragraph", text: reason },
      remedy(facts.town),
    ],
  };
}
