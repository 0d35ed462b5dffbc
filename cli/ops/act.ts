import { randomUUID } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../../deploy/say.ts";
import type { ActionName, Params } from "../../platform/messaging/contracts/action.ts";
import { versionGiven } from "./cases/version.ts";
import type { Command, Options } from "./command.ts";

const folder = join(import.meta.dirname, "../../schemas/actions");
type Contract = { title: string; params: { required?: string[] } };

/** The contract of a service's action: its own, or one that several services share. */
function contractOf(service: string, action: string): { name: ActionName; contract: Contract } | undefined {
  if (!/^[a-z-]+$/.test(`${service}${action}`)) return undefined;
  const name = [`${service}.${action}`, `service.${action}`].find((one) => existsSync(join(folder, `${one}.json`)));
  if (!name) return undefined;
  return { name: name as ActionName, contract: JSON.parse(readFileSync(join(folder, `${name}.json`), "utf8")) };
}

/**
 * Any action of a service, by its contract in schemas/actions/. A command gets a commandId where none was given; the
 * version of the case that was looked at has to be. One that does a part at a time is repeated until it is done.
 */
export const act: Command = async (connection, [service = "", action = "", text = "{}"], options) => {
  const found = contractOf(service, action);
  if (!found || !connection.services.some(({ name }) => name === service))
    throw new UserError("Which action? ops act <service> <action> '<JSON of its params>', as schemas/actions/ says.");
  const params = completed(found.contract, parsed(text), options);
  const answers: unknown[] = [];
  for (let done = false; !done; ) {
    // The service checks the params against the contract.
    const answer: unknown = await connection.call(found.name, service, params as Params<ActionName>);
    answers.push(answer);
    done = (answer as { done?: boolean }).done !== false;
  }
  const data = answers.length === 1 ? answers[0] : answers;
  return { data, text: answers.map((answer) => JSON.stringify(answer)).join("\n") };
};

function parsed(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (value !== null && typeof value === "object" && !Array.isArray(value)) return { ...value };
  } catch {
    // Said below, together with JSON that is no object.
  }
  throw new UserError(`The params have to be a JSON object in quotes, such as '{"caseNumber": "…"}'.`);
}

function completed(
  { params: { required = [] } }: Contract,
  given: Record<string, unknown>,
  options: Options,
): Record<string, unknown> {
  const lacks = (name: string) => required.includes(name) && !(name in given);
  if ("version" in given && options.version !== undefined)
    throw new UserError("The version is given twice: in the JSON and by --version.");
  const version = lacks("version") ? { version: versionGiven(options, "ops worklist") } : {};
  return {
    ...given,
    ...version,
    ...(lacks("commandId") ? { commandId: options.commandId ?? randomUUID() } : {}),
  };
}
