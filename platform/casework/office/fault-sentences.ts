import type { FaultCode } from "../../messaging/index.ts";

/** What each failure is called in German: it may reach a citizen or a case worker, and never holds a value. */
export const faultSentences: Readonly<Record<FaultCode, string>> = {
  "bad-contract": "Die Nachricht entspricht nicht ihrem Vertrag.",
  "message-too-large": "Die Nachricht ist größer als 256 KiB.",
  unexpected: "Bei der Bearbeitung ist ein unerwarteter Fehler aufgetreten.",
  "not-yet": "Eine frühere Nachricht dieses Vorgangs ist noch unterwegs.",
  unavailable: "Ein benötigter Dienst ist zurzeit nicht erreichbar.",
  "not-announced": "Der zuständige Fachdienst hat seine Formulare noch nicht bekannt gegeben.",
  "process-died": "Die Bearbeitung ist mehrmals abgebrochen.",
  "account-full": "Dieses Konto hat zu viele offene Vorgänge.",
  "not-found": "Dieser Vorgang ist hier nicht bekannt.",
  "version-conflict": "Der Vorgang hat sich inzwischen geändert. Bitte laden Sie ihn neu.",
  "not-waiting": "Der Vorgang wartet auf keine Entscheidung.",
  "not-possible": "Diese Entscheidung ist in diesem Vorgang nicht möglich.",
  "not-signed-in": "Es fehlt eine gültige Anmeldung.",
  "not-permitted": "Für diese Handlung fehlt die Berechtigung.",
  "bad-request": "Die Angaben der Anfrage passen nicht.",
  "hash-differs": "Die Datei hat einen anderen Hashwert als angegeben.",
};
