import {
  addDays,
  euros,
  germanDay,
  grouped,
  letter,
  type NoticeContent,
  NoticeRequested,
  nextWorkingDay,
  type Town,
} from "../../../platform/casework/index.ts";
import { type NewEvent, newEvent } from "../../../platform/messaging/index.ts";
import { type Entry, openOf } from "../ledger/book.ts";
import type { TownAccount } from "../rules.ts";
import type { Dunned } from "./dunning.ts";

/** Four days until it counts as notified (AO § 122(2)), and a week to pay (AO § 259). */
const daysToPay = 11;

const surcharges =
  "Säumniszuschläge entstehen kraft Gesetzes für jeden angefangenen Monat der Säumnis (AO § 240, KAG NRW § 12 Abs. 1 Nr. 5 b).";

/**
 * What a reminder (Zahlungserinnerung) or a Mahnung says. A hand-over is told to a person, not to the debtor.
 * @returns the request for the letter, or nothing where none is written
 */
export function dunningLetter(
  { reference, stage, cents, feeCents, items }: Dunned,
  { payer, metadata }: Entry,
  { town, account }: { town: Town; account: TownAccount },
  today: string,
): NewEvent[] {
  if (stage === "handed-over" || !payer) return [];
  const recipient = { ...payer };
  const payBy = nextWorkingDay(addDays(today, daysToPay));
  const facts = { town, office: "Stadtkasse", recipient, caseNumber: metadata.caseNumber ?? "", day: today };
  const total = euros(cents + feeCents);
  const intro =
    stage === "reminded"
      ? "Folgende Beträge sind fällig, und wir konnten noch keinen Eingang feststellen:"
      : "Trotz unserer Erinnerung sind folgende Beträge noch nicht bei uns eingegangen:";
  const demand =
    stage === "reminded"
      ? `Bitte überweisen Sie ${total} auf das Konto ${grouped(account.iban)} (${account.payee}) unter Angabe des Kassenzeichens ${grouped(reference)}.`
      : `Wir mahnen hiermit die Zahlung an. Bitte überweisen Sie ${total} bis zum ${germanDay(payBy)} auf das Konto ${grouped(account.iban)} (${account.payee}) unter Angabe des Kassenzeichens ${grouped(reference)}. Danach kann die Forderung zwangsweise beigetrieben werden; dadurch entstehen weitere Kosten.`;
  const rows = [
    ...items.map((item) => [item.label, germanDay(item.dueOn), euros(openOf(item))]),
    ...(feeCents > 0 ? [["Mahngebühr", "", euros(feeCents)]] : []),
    ["Summe", "", total],
  ];
  const content: NoticeContent = letter(
    { ...facts, reference: [{ label: "Kassenzeichen", value: grouped(reference) }] },
    {
      title: stage === "reminded" ? "Zahlungserinnerung" : "Mahnung",
      decides: false,
      parts: [
        intro,
        {
          kind: "table",
          caption: "Fällige Beträge",
          columns: [
            { title: "Wofür", align: "left" },
            { title: "Fällig am", align: "left" },
            { title: "Betrag", align: "right" },
          ],
          rows,
        },
        demand,
        "Haben Sie inzwischen gezahlt, betrachten Sie dieses Schreiben bitte als gegenstandslos. Können Sie zurzeit nicht zahlen, wenden Sie sich bitte an uns: Auf Antrag kann die Zahlung gestundet werden.",
        ...(items.some(({ kind }) => kind === "surcharge") ? [surcharges] : []),
        ...(stage === "dunned" ? [{ legalBasis: "Abgabenordnung (AO) § 259" }] : []),
      ],
    },
  );
  return [newEvent(NoticeRequested, { content: JSON.stringify(content), kind: "notice" }, metadata)];
}
