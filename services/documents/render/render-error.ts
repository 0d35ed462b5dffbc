/**
 * Why there is no document.
 * - `too-long`: more pages than a notice may have; `payment-code`: a code's text does not fit into a code.
 *   Rendering the same content again ends the same way.
 * - `failed`: an unexpected error while rendering; the message names its kind and place, never the content.
 * - `busy`: too many documents wait; `died`: the worker ended under this document (out of memory, a crash);
 *   `slow`: it took longer than allowed; `closed`: the renderer is stopped. All but the last may be tried again.
 */
export type RenderErrorCode = "too-long" | "payment-code" | "failed" | "busy" | "died" | "slow" | "closed";

export class RenderError extends Error {
  readonly code: RenderErrorCode;

  constructor(code: RenderErrorCode, message: string) {
    super(message);
    this.name = "RenderError";
    this.code = code;
  }
}
