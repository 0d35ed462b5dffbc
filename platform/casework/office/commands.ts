import { command, is, type Message } from "../../messaging/index.ts";

/** A person decides a case. */
export const Decide = command("service.decide");

// What a person does with a case beside deciding it.

/** Takes it. */
export const Take = command("service.take");
/** Gives it back to all. */
export const GiveBack = command("service.give-back");
/** Hands it to a colleague. */
export const HandOver = command("service.hand-over");
/** Lets it rest until a day. */
export const SetAside = command("service.set-aside");
/** Writes a note into it. */
export const AddNote = command("service.note");

/** The commands of every case beside `decide`; case workers give them. */
export const deskCommands = [Take, GiveBack, HandOver, SetAside, AddNote] as const;

/** All that name a case by its number. */
export const caseCommands = [Decide, ...deskCommands] as const;

/** Says whether a message is one of them. */
export const isCaseCommand = (message: Message): message is Message<{ caseNumber: string }> =>
  caseCommands.some((one) => is<unknown>(one, message));
