import { randomUUID } from "node:crypto";
import { UserError } from "../../../deploy/say.ts";
import type { Params } from "../../../platform/messaging/contracts/action.ts";
import type { Command } from "../command.ts";
import type { Connection } from "../connection.ts";
import {
  asksForHelp,
  type Decided,
  decideCommand,
  factsIn,
  type outcomes,
  ownOptions,
  type Properties,
} from "./decision-options.ts";
import { insteadOf } from "./instead.ts";
import { versionGiven } from "./version.ts";
import { waitingIn } from "./worklist.ts";

/** The service in which a case waits. Money of the case is settled, not decided. */
async function serviceOf(connection: Connection, caseNumber: string): Promise<string> {
  const waiting = await waitingIn(connection, caseNumber);
  const service = waiting.find((name) => name !== "payments") ?? waiting[0];
  if (!service) throw new UserError(`The case ${caseNumber} waits for no decision.`);
  return service;
}

/** Decides a case; what can be said of it beside outcome and reason is the service's to say. */
export const decide: Command = async (connection, [caseNumber = "", ...words]) => {
  const service = await serviceOf(connection, caseNumber);
  const { properties } = await connection.call("service.decision-options", service, { caseNumber });
  const serviceOptions = ownOptions(properties as Properties);
  const command = decideCommand({ number: caseNumber, serviceOptions });
  if (asksForHelp(words)) return { data: { service, properties }, text: command.helpInformation().trimEnd() };
  command.parse(words, { from: "user" });
  const [outcome, ...said] = command.args;
  const reason = said.join(" ");
  if (reason.length < 3) throw new UserError("A decision needs a reason of at least three letters.");
  const options = command.opts<Decided>();
  const instead = insteadOf(options);
  const answer = await connection.call("service.decide", service, {
    caseNumber,
    outcome: outcome as (typeof outcomes)[number], // The command line takes no other.
    reason,
    version: versionGiven(options, `ops worklist and ops file ${caseNumber}`),
    commandId: options.commandId ?? randomUUID(),
    ...(instead ? { instead } : {}),
    ...factsIn(serviceOptions, command),
  } satisfies Params<"service.decide">);
  return { data: { service, ...answer }, text: `${service} has recorded the decision (version ${answer.version}).` };
};
