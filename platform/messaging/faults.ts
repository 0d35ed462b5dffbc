/**
 * All failures in one table. `retry`: whether the same message may succeed later; "waiting": it will once something is
 * back that is away now, so that no attempt is counted. `status`: what a caller of an action gets.
 */
export const faults = {
  "bad-contract": { retry: false, status: 422 },
  "message-too-large": { retry: false, status: 413 },
  unexpected: { retry: true, status: 500 },
  "not-yet": { retry: true, status: 503 },
  unavailable: { retry: "waiting", status: 503 },
  "not-announced": { retry: "waiting", status: 503 },
  "process-died": { retry: false, status: 422 },
  "account-full": { retry: false, status: 413 },
  "not-found": { retry: false, status: 404 },
  "version-conflict": { retry: false, status: 409 },
  "not-waiting": { retry: false, status: 409 },
  "not-possible": { retry: false, status: 422 },
  "not-signed-in": { retry: false, status: 401 },
  "not-permitted": { retry: false, status: 403 },
  "bad-request": { retry: false, status: 422 },
  "hash-differs": { retry: false, status: 422 },
} as const satisfies Record<string, { retry: boolean | "waiting"; status: number }>;

/** How a failure is called in the table: what its place says is known of it. */
export type FaultCode = keyof typeof faults;

/** Says that something failed, by a place in the table. `detail` is for operators and never holds a personal value. */
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
 * Finds the fault behind any error. A caller's error crosses nodes without its class, so `type` is compared, not the class.
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
