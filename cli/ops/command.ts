import type { Connection } from "./connection.ts";

/** What a command gives: `data` for --json, `text` for people. */
export interface Result {
  data: unknown;
  text: string;
}

export interface Options {
  version?: string | undefined;
  town?: string | undefined;
  after?: string | undefined;
  limit?: string | undefined;
  all?: boolean | undefined;
  upTo?: string | undefined;
  reason?: string | undefined;
  id?: string[] | undefined;
  go?: boolean | undefined;
  anew?: boolean | undefined;
  commandId?: string | undefined;
  reference?: string | undefined;
  until?: string | undefined;
  iban?: string | undefined;
  holder?: string | undefined;
  to?: string | undefined;
}

export type Command = (connection: Connection, args: string[], options: Options) => Promise<Result>;
