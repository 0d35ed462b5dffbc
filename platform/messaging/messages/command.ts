import type { ActionName, Params } from "../contracts/action.ts";
import { type MessageContract, typeOf } from "./message.ts";

/** Of all actions those that change something on behalf of a person. */
export type CommandAction = {
  [A in ActionName]: Params<A> extends { commandId: string; version: number } ? A : never;
}[ActionName];

/** What a command says: what its action was called with, and who gives it. */
export type CommandBody<A extends CommandAction, Added = unknown> = Params<A> & {
  /** pseudonym of the person */
  actor: string;
} & Added;

/** A person's command, under the contract of the action that takes it, with what the action adds to it. */
export interface CommandContract<A extends CommandAction = CommandAction, Added = unknown>
  extends MessageContract<CommandBody<A, Added>> {
  readonly action: A;
}

/** Makes a command as a value. @param action the one that takes it; the command is named by its last part */
export const command = <A extends CommandAction, Added = unknown>(action: A): CommandContract<A, Added> => ({
  action,
  name: typeOf("command", action.slice(action.indexOf(".") + 1)),
});
