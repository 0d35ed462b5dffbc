import { life } from "../../platform/casework/index.ts";

/** How far a granted permit is. */
export const stages = life({
  subject: "a granted permit",
  first: "granted",
  states: {
    granted: "for the reference of its fee, with which it goes out",
    issued: "for the day on which its holder is reminded",
    reminded: "for nothing; it ends by itself",
  },
  moves: {
    issue: { from: ["granted"], to: "issued", when: "payments has arranged the fee, or there is none" },
    remind: { from: ["issued"], to: "reminded", when: "it ends soon" },
  },
});

export type Stage = keyof typeof stages.states;
