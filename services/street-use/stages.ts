import { life } from "../../platform/casework/index.ts";

/** How far the use of a street is that was applied for. */
export const stages = life({
  subject: "the use of a street that was applied for",
  first: "consulting",
  states: {
    consulting: "for what the consulted offices say, until a day",
    consulted: "for a person's decision",
    granted: "for the reference of its fee, with which the permit goes out",
    issued: "for nothing; the permit ends by itself",
  },
  moves: {
    close: {
      from: ["consulting"],
      to: "consulted",
      when: "all offices have answered, their last day has ended, or none is to be asked",
    },
    grant: { from: ["consulted"], to: "granted", when: "a person allows it" },
    issue: { from: ["granted"], to: "issued", when: "payments has arranged the fee, or there is none" },
  },
});

export type Stage = keyof typeof stages.states;
