import type { Answer } from "../portal/answer.ts";
import type { Kind } from "./kind.ts";

/** What a portal brings along for its sandbox: connectors/portals/<portal>/sandbox/index.ts exports it as `sandbox`. */
export interface SandboxPortal {
  portal: string;
  /** what application ids begin with */
  prefix: string;
  /** in the order in which a start with few samples takes them */
  kinds: readonly Kind[];
  /** kinds of one record each, for the many */
  plain: readonly Kind[];
  /** @param record the name of the record's schema */
  read(record: string, body: unknown): Answer;
}
