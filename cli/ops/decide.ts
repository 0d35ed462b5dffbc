import { randomUUID } from "node:crypto";
import { UserError } from "../../deploy/say.ts";
import type { Params } from "../../platform/messaging/contracts/action.ts";
import { type Command, checkedNumber } from "./commands.ts";
import type { Connection } from "./connection.ts";
import { asksForHelp, decideCommand, decisionFacts } from "./decision-options.ts";
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
export const decide: Command = async (connection, words) => {
  const caseNumber = checkedNumber(words[0]);
  const service = await serviceOf(connection, caseNumber);
  const { properties } = await connection.call("service.decision-options", service, { caseNumber });
  const learnt = properties as Record<string, object>;
  const command = decideCommand(learnt);
  if (asksForHelp(words)) return { data: { service, properties }, text: command.helpInformation().trimEnd() };
  command.parse(words, { from: "user" });
  const [, outcome, ...said] = command.args;
  if (outcome !== "grant" && outcome !== "refuse")
    throw new UserError('Decide how? ops decide <number> grant|refuse "<reason>"');
  const reason = said.join(" ");
  if (reason.length < 3) throw new UserError("A decision needs a reason of at least three letters.");
  const options = command.opts();
  const version = versionGiven(options, `ops worklist and ops file ${caseNumber}`);
  const instead = insteadOf(options);
  const commandId = options.commandId ?? randomUUID();
  const decision = {
    ...{ caseNumber, outcome, reason, version, commandId },
    ...decisionFacts(learnt, options),
    ...(instead ? { instead } : {}),
  } satisfies Params<"service.decide">;
  const answer = await connection.call("service.decide", service, decision);
  return { data: { service, ...answer }, text: `${service} has recorded the decision (version ${answer.version}).` };
};
