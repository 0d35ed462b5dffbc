import { life } from "../../platform/casework/index.ts";

/** How far the receipt of a notice is. */
export const stages = life({
  subject: "the receipt of a notice",
  first: "due",
  states: {
    due: "for the notice to be taken note of, and for the reference of its fee",
    late: "for the same; a person has been told that its last day has passed",
    issued: "for nothing; somebody may still suspect illicit work",
    suspected: "for nothing; customs have been told",
  },
  moves: {
    overrun: { from: ["due"], to: "late", when: "its last day passes while a person looks at the notice" },
    issue: { from: ["due", "late"], to: "issued", when: "payments has arranged the fee, or there is none" },
    suspect: { from: ["issued"], to: "suspected", when: "somebody suspects illicit work" },
  },
});

export type Stage = keyof typeof stages.states;
