import {
  type CommandAction,
  type CommandContract,
  computeId,
  type Delivery,
  type Envelope,
  emptyEnvelope,
  Fault,
  type MessageContract,
  type Params,
  type Runtime,
  type StateAddress,
} from "../../messaging/index.ts";

/** Where a command goes: a state, and the case in it that it is about, whose trace it goes on with. */
export interface CommandTarget extends StateAddress {
  metadata?: Partial<Envelope> | undefined;
}

/** Runs a command through the engine: once per commandId, with its first answer repeated. */
export async function runCommand<Body extends { commandId: string }>(
  { engine }: Pick<Runtime, "engine">,
  contract: MessageContract<Body>,
  to: CommandTarget,
  said: Body,
): Promise<{ id: string; version: number }> {
  const { tenant, processor, key, metadata } = to;
  const id = computeId("command", tenant, processor, key, contract.name, said.commandId);
  const envelope = { ...emptyEnvelope, ...metadata, id, type: contract.name, municipality: tenant };
  const address = { tenant, processor, key };
  const delivery: Delivery = { origin: "command", envelope, content: { value: said }, attempts: 0, to: address };
  const [outcome] = await engine.handle([delivery]);
  if (outcome?.kind === "refused") throw outcome.fault;
  if (outcome?.kind !== "done") throw new Fault("unexpected");
  return outcome.answer as { id: string; version: number };
}

/** Of all commands those that change a case. */
export type OwnAction = {
  [A in CommandAction]: A extends `service.${string}` ? (Params<A> extends { caseNumber: string } ? A : never) : never;
}[CommandAction];

/** A command that changes a case, and who may give it. */
export interface Own<A extends OwnAction> {
  command: CommandContract<A>;
  /** roles for the town of which one is enough */
  roles(params: Params<A>): string[];
  /** JSON Schemas of what the service takes beside the contract */
  added?: Readonly<Record<string, object>>;
}
/** A command of one service, whichever it is. */
export type OwnCommand = { [A in OwnAction]: Own<A> }[OwnAction];
