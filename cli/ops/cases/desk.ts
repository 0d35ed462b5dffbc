import { randomUUID } from "node:crypto";
import type { Params } from "../../../platform/messaging/contracts/action.ts";
import type { Command } from "../command.ts";
import { checkedNumber } from "./case-number.ts";
import { askOwner } from "./own-case.ts";
import { versionGiven } from "./version.ts";

type DeskAction = "service.take" | "service.give-back" | "service.hand-over" | "service.set-aside" | "service.note";

/** Makes one of the commands that every case has, beside deciding it. @param saidIn what the words behind the case's number say */
const deskCommand =
  <A extends DeskAction>(
    action: A,
    saidIn: (words: string[]) => Omit<Params<A>, "caseNumber" | "version" | "commandId">,
  ): Command =>
  async (connection, [given, ...words], options) => {
    const caseNumber = checkedNumber(given);
    const version = versionGiven(options, `ops worklist and ops file ${caseNumber}`);
    const params = { ...saidIn(words), caseNumber, version, commandId: options.commandId ?? randomUUID() } as Params<A>;
    const answer = await askOwner(connection, caseNumber, async (service) => {
      const { version } = await connection.call(action, service, params);
      return { service, version };
    });
    return { data: answer, text: `${answer.service} has recorded it (version ${answer.version}).` };
  };

export const take = deskCommand("service.take", () => ({}));
export const giveBack = deskCommand("service.give-back", () => ({}));
export const handOver = deskCommand("service.hand-over", ([to = ""]) => ({ to }));
export const setAside = deskCommand("service.set-aside", ([until = ""]) => ({ until }));
export const note = deskCommand("service.note", (words) => ({ text: words.join(" ") }));
