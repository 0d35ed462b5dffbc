/**
 * Why a portal's record or application is refused, and how to repair it. Part of the contract with portals
 * (docs/asyncapi.json). `about`: whether the application as a whole is refused or only this one record.
 */
export const refusals = {
  unreadable: {
    scope: "record",
    sentence: "Der Datensatz konnte nicht gelesen werden.",
    repair: "Senden Sie den Datensatz im Confluent-Format (00, Schema-ID, Avro) mit einem registrierten Schema erneut.",
  },
  "unknown-schema": {
    scope: "record",
    sentence: "Das Schema des Datensatzes ist hier nicht bekannt.",
    repair:
      "Verwenden Sie eines der im AsyncAPI-Dokument genannten Schemata und registrieren Sie es unter seinem Namen.",
  },
  "too-large": {
    scope: "record",
    sentence: "Der Datensatz ist größer als 8 MiB, oder seine Angaben ohne Anlagen sind größer als 200 KiB.",
    repair:
      "Verkleinern Sie die Anlagen oder kürzen Sie die Angaben und senden Sie den Antrag erneut; das Eingangsdatum bleibt erhalten.",
  },
  "bad-key": {
    scope: "record",
    sentence: "Der Schlüssel des Datensatzes ist keine gültige Antrags-ID.",
    repair:
      "Der Kafka-Schlüssel ist die Antrags-ID: 1 bis 100 Zeichen aus A-Z, a-z, 0-9, Punkt, Unterstrich, Doppelpunkt, Bindestrich, gleich der ID im Datensatz.",
  },
  "bad-timestamp": {
    scope: "record",
    sentence:
      "Der Zeitstempel des Datensatzes ist kein Zeitpunkt zwischen 1970 und 9999. Als Eingangsdatum gilt der Tag, an dem er gelesen wurde.",
    repair: "Lassen Sie den Zeitstempel vom Kafka-Broker setzen (LogAppendTime) und senden Sie den Datensatz erneut.",
  },
  "not-handled": {
    scope: "record",
    sentence: "Der Datensatz konnte auch nach mehreren Versuchen nicht verarbeitet werden.",
    repair:
      "Prüfen Sie Größe und Inhalt des Datensatzes. Ist er in Ordnung, senden Sie ihn erneut oder melden Sie sich; das Eingangsdatum bleibt erhalten.",
  },
  "attachment-hash": {
    scope: "record",
    sentence: "Eine Anlage hat einen anderen Hashwert als angegeben.",
    repair: "Berechnen Sie den SHA-256-Wert über den unveränderten Inhalt der Anlage und senden Sie den Antrag erneut.",
  },
  "attachment-content": {
    scope: "record",
    sentence: "Eine Anlage hat einen anderen Inhalt, als ihr Medientyp sagt, zum Beispiel keine PDF-Datei.",
    repair:
      "Geben Sie den Medientyp an, den der Inhalt hat, und prüfen Sie, ob die Datei vollständig ist; senden Sie den Antrag dann erneut.",
  },
  "unknown-code": {
    scope: "record",
    sentence:
      "Ein Feld enthält einen Wert, der in der Codeliste des Portals nicht vorkommt, oder das Formular hat es nicht.",
    repair: "Prüfen Sie das genannte Feld gegen die Codeliste im Schema und senden Sie den Antrag erneut.",
  },
  "unclear-value": {
    scope: "record",
    sentence:
      "Ein Feld enthält eine Zahl oder ein Datum, das sich nicht eindeutig lesen lässt, das es nicht gibt oder das vor 1900 oder nach 2100 liegt, oder es ist leer.",
    repair:
      "Schreiben Sie den Wert des genannten Feldes in der genannten Form und senden Sie den Antrag unter derselben Antrags-ID erneut; das Eingangsdatum bleibt erhalten.",
  },
  "repeated-field": {
    scope: "record",
    sentence: "Ein Feld kommt im Antrag mehrfach vor.",
    repair:
      "Senden Sie das genannte Feld nur einmal und den Antrag unter derselben Antrags-ID erneut; das Eingangsdatum bleibt erhalten.",
  },
  "letter-not-allowed": {
    scope: "record",
    sentence:
      "Ein Text enthält ein Zeichen, das es in DIN 91379 (Datentyp E) nicht gibt, oder einen Zeilenumbruch in einem einzeiligen Feld.",
    repair:
      "Ersetzen oder entfernen Sie das genannte Zeichen im genannten Feld und senden Sie den Antrag unter derselben Antrags-ID erneut; das Eingangsdatum bleibt erhalten.",
  },
  "content-differs": {
    scope: "record",
    sentence: "Unter dieser Antrags-ID liegt bereits ein Antrag mit anderem Inhalt vor. Er bleibt unverändert.",
    repair: "Verwenden Sie für einen neuen Antrag eine neue Antrags-ID, für Ergänzungen eine Antwort zum Antrag.",
  },
  "unknown-application": {
    scope: "record",
    sentence: "Zu dieser Antrags-ID liegt kein angenommener Antrag vor.",
    repair: "Prüfen Sie die Antrags-ID. Antworten und Rücknahmen sind erst nach der Eingangsbestätigung möglich.",
  },
  "too-many-replies": {
    scope: "record",
    sentence: "Zu diesem Antrag liegen bereits 100 Antworten, 2 MiB an Antworten oder 20 Rücknahmen vor.",
    repair: "Wenden Sie sich unmittelbar an die Kommune. Der Antrag bleibt unverändert.",
  },
  "unknown-municipality": {
    scope: "application",
    sentence: "Die angegebene Kommune ist nicht angeschlossen.",
    repair: "Geben Sie den zwölfstelligen Amtlichen Regionalschlüssel einer angeschlossenen Kommune an.",
  },
  "not-offered": {
    scope: "application",
    sentence: "Diese Leistung bietet die angegebene Kommune hier nicht an.",
    repair: "Prüfen Sie Leistungsschlüssel und Kommune gegen das Verzeichnis der angebotenen Leistungen.",
  },
  "unknown-form": {
    scope: "application",
    sentence: "Das Formular passt nicht zu dieser Leistung oder wird in dieser Fassung nicht angenommen.",
    repair: "Verwenden Sie eine der genannten Formularfassungen.",
  },
  "form-mismatch": {
    scope: "application",
    sentence: "Die Angaben im Formular sind unvollständig oder haben nicht die verlangte Form.",
    repair:
      "Berichtigen Sie die genannten Felder und senden Sie den Antrag unter derselben Antrags-ID erneut; das Eingangsdatum bleibt erhalten.",
  },
  "account-full": {
    scope: "application",
    sentence: "Für diese Person oder diesen Haushalt sind bereits zu viele Anträge offen.",
    repair:
      "Warten Sie, bis über offene Anträge entschieden ist, oder nehmen Sie irrtümlich gestellte zurück; stellen Sie den Antrag dann unter einer neuen Antrags-ID.",
  },
} as const satisfies Record<string, { scope: "record" | "application"; sentence: string; repair: string }>;

/** Why a record or an application is refused. */
export type RefusalCode = keyof typeof refusals;

/** Says what `RecordRefused` and `ApplicationRefused` say about a refusal. */
export function refusal(code: RefusalCode, problems: { path: string; rule: string; expected: string }[] = []) {
  const { sentence, repair } = refusals[code];
  return { code, sentence, repair, problems };
}

/** Says whether a text is a code of the table. */
export const isRefusalCode = (text: string): text is RefusalCode => Object.hasOwn(refusals, text);
