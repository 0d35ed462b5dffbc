import { householdCents } from "../../sandbox/samples/rates.ts";
import { type History, isKnown } from "./history.ts";
import { holderOf, type Push } from "./records.ts";

/** What a portal may be told of one application in the end. */
export interface Expected {
  /** how it may have ended: each of these is right, whatever came first */
  ends: readonly ("none" | "assessed" | "granted" | "in-review" | "withdrawn" | "refused" | "denied")[];
  /** the decision's sum, where it is certain */
  cents?: number;
  /** submission ids of replies and withdrawals, which are each answered once: taken or too late */
  submissions: string[];
  /** how many records of it there were that repeat one before */
  repetitions: number;
  /** the application that it is about, with which it ends where that is withdrawn */
  endsWith?: string;
}

export interface Model {
  applications: Map<string, Expected>;
  /** records that are refused as such, by portal */
  refused: Map<string, number>;
  /** what each household has been asked for together, where everything about it is certain, by resident */
  owed: Map<number, number>;
  /** households of which exactly one application for the dwelling is granted */
  oneGranted: string[][];
}

export const idOf = ({ portal, applicationId }: Pick<Push, "portal" | "applicationId">): string =>
  `${portal}/${applicationId}`;

/** A reminder goes out within these days from the decision on, where nobody pays: not before the first, and by the last. */
const reminderDays = { earliest: 30, latest: 50 };

/** How often a payment is reminded of when so many days have passed, at least and at most. */
export const remindersAfter = (days: number): [number, number] => [
  days >= reminderDays.latest ? 1 : 0,
  days > reminderDays.earliest ? 1 : 0,
];

/** What has to come of what was pushed, whatever happens on the way. It knows nothing but the records and the law. */
export function modelOf({ pushes, days, isDecided }: Pick<History, "pushes" | "days" | "isDecided">): Model {
  const applications = new Map<string, Expected>();
  const refused = new Map<string, number>();
  const nonsense = new Set<string>();
  const inTime = pushes.toSorted((a, b) => a.at - b.at);
  for (const push of inTime) {
    const { says, portal } = push;
    // The same bytes once more get the same answer.
    if (says.kind === "nonsense" && !nonsense.has(idOf(push))) refused.set(portal, (refused.get(portal) ?? 0) + 1);
    if (says.kind === "nonsense") nonsense.add(idOf(push));
    if (says.kind !== "dog" && says.kind !== "benefit") continue;
    const known = applications.get(idOf(push));
    if (known) known.repetitions += 1;
    else applications.set(idOf(push), { ends: endsOf(says, isDecided), submissions: [], repetitions: 0 });
  }
  for (const push of inTime) {
    const { says } = push;
    if (says.kind === "objection") applications.set(idOf(push), objected(says.to, pushes, days, isDecided));
    if (says.kind !== "reply" && says.kind !== "withdrawal") continue;
    const expected = applications.get(idOf(push));
    // What it answers was never pushed, as in a history that was shortened.
    if (!expected && !nonsense.has(says.submissionId)) refused.set(push.portal, (refused.get(push.portal) ?? 0) + 1);
    if (!expected) nonsense.add(says.submissionId);
    if (!expected) continue;
    expected.submissions.push(says.submissionId);
    if (says.kind === "withdrawal") expected.ends = [...expected.ends, "withdrawn"];
  }
  return { applications, refused, owed: owedBy(inTime, applications), oneGranted: dwellingsOf(inTime) };
}

const endsOf = (says: Extract<Push["says"], { holder: number }>, isDecided: boolean): Expected["ends"] => {
  if (!isKnown(says.holder)) return [says.kind === "dog" && isDecided ? "denied" : "in-review"];
  // A second application for a dwelling goes to a person; which of two is the second is open.
  return says.kind === "dog" ? ["assessed"] : ["granted", "in-review"];
};

/**
 * A person looks at it as soon as there is a decision to look at, some hours later at the latest. What objects to what was
 * withdrawn, or once more to one decision, ends without one.
 */
function objected(to: string, pushes: readonly Push[], days: number, isDecided: boolean): Expected {
  const isWithdrawn = pushes.some((push) => push.says.kind === "withdrawal" && idOf(push) === to);
  const isOneOfMany = pushes.filter(({ says }) => says.kind === "objection" && says.to === to).length > 1;
  const ends = [
    "in-review" as const,
    ...(isDecided ? (["denied"] as const) : []),
    ...(days ? [] : (["none"] as const)),
    ...(isWithdrawn || isOneOfMany ? (["withdrawn"] as const) : []),
  ];
  return { ends, submissions: [], repetitions: 0, endsWith: to };
}

const firstOnes = (pushes: readonly Push[]): Push[] => [
  ...new Map(pushes.toReversed().map((push) => [idOf(push), push])).values(),
];

/** A household's dogs cost what its town's rates say for their number, in whatever order they were registered. */
function owedBy(pushes: readonly Push[], applications: ReadonlyMap<string, Expected>): Map<number, number> {
  const owed = new Map<number, number>();
  const dogs = firstOnes(pushes).filter(({ says }) => says.kind === "dog");
  const households = Map.groupBy(dogs, ({ says }) => ("holder" in says ? says.holder : -1));
  for (const [holder, all] of households) {
    const isCertain = all.every((push) => applications.get(idOf(push))?.ends.join() === "assessed");
    if (!isCertain) continue;
    const kept = all.flatMap(({ says }) => (says.kind === "dog" ? [{ since: says.since }] : []));
    const { town } = holderOf(holder);
    owed.set(holder, householdCents(town, kept, "2026-11-23"));
  }
  return owed;
}

function dwellingsOf(pushes: readonly Push[]): string[][] {
  const benefits = firstOnes(pushes).filter(({ says }) => says.kind === "benefit" && isKnown(says.holder));
  const withdrawn = new Set(pushes.filter(({ says }) => says.kind === "withdrawal").map(idOf));
  const homes = Map.groupBy(benefits, ({ says }) => ("holder" in says ? says.holder : -1));
  return [...homes.values()].map((all) => all.map(idOf)).filter((all) => all.every((id) => !withdrawn.has(id)));
}
