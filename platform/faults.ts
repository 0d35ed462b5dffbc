/**
 * All failures in one table. `retry`: whether the same message may succeed later; "waiting": it will once something is
 * back that is away now, so that no attempt is counted. `status`: what a caller of an action gets. `sentence` is German
 * and may reach a citizen or a case worker, it never holds a value.
 */
export const faults = {
  "bad-contract": { retry: false, status: 422, sentence: "Die Nachricht entspricht nicht ihrem Vertrag." },
  "message-too-large": { retry: false, status: 413, sentence: "Die Nachricht ist größer als 256 KiB." },
  unexpected: { retry: true, status: 500, sentence: "Bei der Bearbeitung ist ein unerwarteter Fehler aufgetreten." },
  "not-yet": { retry: true, status: 503, sentence: "Eine frühere Nachricht dieses Vorgangs ist noch unterwegs." },
  unavailable: { retry: "waiting", status: 503, sentence: "Ein benötigter Dienst ist zurzeit nicht erreichbar." },
  "not-announced": {
    retry: "waiting",
    status: 503,
    sentence: "Der zuständige Fachdienst hat seine Formulare noch nicht bekannt gegeben.",
  },
  "process-died": { retry: false, status: 422, sentence: "Die Bearbeitung ist mehrmals abgebrochen." },
  "account-full": { retry: false, status: 413, sentence: "Dieses Konto hat zu viele offene Vorgänge." },
  "not-found": { retry: false, status: 404, sentence: "Dieser Vorgang ist hier nicht bekannt." },
  "version-conflict": {
    retry: false,
    status: 409,
    sentence: "Der Vorgang hat sich inzwischen geändert. Bitte laden Sie ihn neu.",
  },
  "not-waiting": { retry: false, status: 409, sentence: "Der Vorgang wartet auf keine Entscheidung." },
  "not-possible": { retry: false, status: 422, sentence: "Diese Entscheidung ist in diesem Vorgang nicht möglich." },
  "not-signed-in": { retry: false, status: 401, sentence: "Es fehlt eine gültige Anmeldung." },
  "not-permitted": { retry: false, status: 403, sentence: "Für diese Handlung fehlt die Berechtigung." },
  "bad-request": { retry: false, status: 422, sentence: "Die Angaben der Anfrage passen nicht." },
  "hash-differs": { retry: false, status: 422, sentence: "Die Datei hat einen anderen Hashwert als angegeben." },
} as const satisfies Record<string, { retry: boolean | "waiting"; status: number; sentence: string }>;

export type FaultCode = keyof typeof faults;

/** A failure with a place in the table. `detail` is for operators and never holds a personal value. */
export class Fault extends Error {
  readonly code: FaultCode;
  readonly detail: string;
  constructor(code: FaultCode, detail = "", options?: ErrorOptions) {
    super(detail ? `${code}: ${detail}` : code, options);
    this.name = "Fault";
    this.code = code;
    this.detail = detail;
  }
  get retry(): boolean {
    return faults[this.code].retry !== false;
  }
  /** whether a failed attempt counts towards the end of all attempts */
  get counts(): boolean {
    return faults[this.code].retry !== "waiting";
  }
}

/**
 * The fault behind any error. A caller's error crosses nodes without its class, so `type` is compared, not the class.
 * What is not in the table is `unexpected`: retried up to a bound.
 */
export function faultOf(error: unknown): Fault {
  if (error instanceof Fault) return error;
  if (!(error instanceof Error)) return new Fault("unexpected", typeof error);
  const type = "type" in error ? String(error.type) : "";
  if (Object.hasOwn(faults, type)) return new Fault(type as FaultCode, "", { cause: error });
  if (["SERVICE_NOT_FOUND", "SERVICE_NOT_AVAILABLE", "REQUEST_TIMEOUT", "REQUEST_REJECTED"].includes(type))
    return new Fault("unavailable", type, { cause: error });
  // A library's message may hold a value of the message it failed on: only its class is kept.
  return new Fault("unexpected", error.constructor.name, { cause: error });
}
