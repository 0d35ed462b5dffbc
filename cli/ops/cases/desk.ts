import { randomUUID } from "node:crypto";
import type { Params } from "../../../platform/messaging/contracts/action.ts";
import type { Command, Options } from "../commands.ts";
import type { Connection } from "../connection.ts";
import { checkedNumber } from "./case-number.ts";
import { askOwner } from "./own-case.ts";
import { versionGiven } from "./version.ts";

type DeskAction = "service.take" | "service.give-back" | "service.hand-over" | "service.set-aside" | "service.note";

/** Gives one of the commands that every case has, beside deciding it. @param said what it says beside the case */
async function give<A extends DeskAction>(
  connection: Connection,
  action: A,
  given: string | undefined,
  said: Omit<Params<A>, "caseNumber" | "version" | "commandId">,
  options: Options,
) {
  const caseNumber = checkedNumber(given);
  const version = versionGiven(options, `ops worklist and ops file ${caseNumber}`);
  const params = { ...said, caseNumber, version, commandId: options.commandId ?? randomUUID() } as Params<A>;
  const answer = await askOwner(connection, caseNumber, async (service) => {
    const { version } = await connection.call(action, service, params);
    return { service, version };
  });
  return { data: answer, text: `${answer.service} has recorded it (version ${answer.version}).` };
}

export const take: Command = (connection, [given], options) => give(connection, "service.take", given, {}, options);

export const giveBack: Command = (connection, [given], options) =>
  give(connection, "service.give-back", given, {}, options);

export const handOver: Command = (connection, [given, to = ""], options) =>
  give(connection, "service.hand-over", given, { to }, options);

export const setAside: Command = (connection, [given, until = ""], options) =>
  give(connection, "service.set-aside", given, { until }, options);

export const note: Command = (connection, [given, ...words], options) =>
  give(connection, "service.note", given, { text: words.join(" ") }, options);
