/** States and what moves between them, as data: checked when it is loaded, drawn into the docs. */
export interface Life<State extends string = string, Move extends string = string> {
  /** what a case waits for in each state, as one English phrase */
  states: Readonly<Record<State, string>>;
  first: State;
  /** what goes through it, as an English phrase */
  subject: string;
  moves: Readonly<Record<Move, MoveBetween<State>>>;
}

interface MoveBetween<State extends string> {
  from: readonly State[];
  to: State;
  /** what makes it happen, as one English phrase */
  when: string;
}

/** A life that is checked. */
export interface CheckedLife<State extends string, Move extends string> extends Life<State, Move> {
  /**
   * Gives the state after a move.
   * @throws Error for a move that does not begin in that state: a fault of the code, never of what somebody sent
   */
  after(state: State, move: Move): State;
}

/**
 * Checks a life.
 * @throws Error for a state that nothing leads to, and for a move that begins nowhere
 */
export function life<const State extends string, const Move extends string>(
  described: Life<State, Move>,
): CheckedLife<State, Move> {
  const moves = Object.entries<MoveBetween<State>>(described.moves);
  const reached = new Set([described.first, ...moves.map(([, { to }]) => to)]);
  const lost = Object.keys(described.states).filter((state) => !reached.has(state as State));
  const unknown = moves.flatMap(([, { from, to }]) => [...from, to]).filter((state) => !(state in described.states));
  const idle = moves.filter(([, { from }]) => !from.length).map(([name]) => name);
  const problems = [...lost, ...unknown, ...idle];
  if (problems.length) throw new Error(`a life leaves states or moves without a way: ${problems.join(", ")}`);
  return {
    ...described,
    after: (state, move) => {
      const { from, to } = described.moves[move];
      if (!from.includes(state)) throw new Error(`a case that is ${state} cannot ${move}`);
      return to;
    },
  };
}

/** The life of every case: of single ones, those of a household, follow-ups and objections. */
export const caseLife = life({
  subject: "every case",
  first: "collecting",
  states: {
    collecting: "for its application, for who the applicant is, and for the rules",
    "waiting-for-citizen": "for an answer of the applicant, until a day",
    "waiting-for-person": "for a case worker: it is in the worklist",
    "waiting-for-decision": "an objection: for what the service says that has decided",
    decided: "for nothing; it has its decision",
    withdrawn: "for nothing; its applicant has taken it back, or it counts as taken back",
    forwarded: "for nothing here; it went on to the competent town",
  },
  moves: {
    ask: {
      from: ["collecting", "waiting-for-citizen", "waiting-for-person"],
      to: "waiting-for-citizen",
      when: "something is missing: the rules or a person ask, and a reminder follows",
    },
    hear: {
      from: ["collecting", "waiting-for-person"],
      to: "waiting-for-citizen",
      when: "what is meant to be decided to somebody's detriment is announced",
    },
    answer: { from: ["waiting-for-citizen"], to: "collecting", when: "the applicant replies" },
    refer: {
      from: ["collecting", "waiting-for-citizen", "waiting-for-person", "waiting-for-decision", "decided"],
      to: "waiting-for-person",
      when: "the law leaves it to a person, nobody answers in time, or figures end",
    },
    decide: {
      from: ["collecting", "waiting-for-person", "waiting-for-decision", "decided"],
      to: "decided",
      when: "the rules or a person decide, or decide anew",
    },
    withdraw: {
      from: ["collecting", "waiting-for-citizen", "waiting-for-person", "waiting-for-decision"],
      to: "withdrawn",
      when: "the applicant takes it back, or it counts as taken back",
    },
    forward: { from: ["collecting"], to: "forwarded", when: "another town is competent" },
    reopen: {
      from: ["decided", "withdrawn"],
      to: "waiting-for-person",
      when: "somebody objects, or another case contradicts it",
    },
    "let-stand": {
      from: ["waiting-for-person", "waiting-for-citizen"],
      to: "decided",
      when: "a person leaves the decision as it is, or the objection is taken back",
    },
    "await-decision": {
      from: ["collecting", "waiting-for-person", "waiting-for-decision"],
      to: "waiting-for-decision",
      when: "an objection is handed on to the case that it is about",
    },
  },
});

export type Status = keyof typeof caseLife.states;
export type CaseMove = keyof typeof caseLife.moves;

/** States in which nobody waits for anything any more. */
const closed: readonly Status[] = ["decided", "withdrawn", "forwarded"];
export const isClosed = ({ status }: { status: Status }): boolean => closed.includes(status);

/** Moves a case. @throws Error for a move that its state does not allow */
export const moved = <File extends { status: Status }>(file: File, move: CaseMove): File => ({
  ...file,
  status: caseLife.after(file.status, move),
});
