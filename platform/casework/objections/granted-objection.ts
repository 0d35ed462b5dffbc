import mergePatch from "json-merge-patch";
import { checkOf, Fault } from "../../messaging/index.ts";
import { type CaseFile, type CompleteFile, letterDay } from "../case/case-file.ts";
import { dayOf } from "../law/calendar.ts";
import { problemsInGerman } from "../office/wording.ts";
import { type Forms, schemaOf } from "../towns/forms.ts";

/** What holds instead of what was objected to, as a person says it to `service.decide`. One of the first three. */
export interface Instead {
  /** fields of the form that were wrong: a JSON Merge Patch (RFC 7396) of its data, calculated by the service's rules */
  facts?: Record<string, unknown>;
  /** the sum that is owed or paid, whole cents; of what, each service says */
  amountCents?: number;
  /** nothing holds instead */
  annul?: boolean;
  /** the objection asked for more: the rest goes to the authority above */
  inPart?: boolean;
}

/** A person finds an objection right, in full or in part (VwGO § 72, SGG § 85(1)). */
export interface GrantedObjection extends Instead {
  /** German, stands in the notice */
  reason: string;
  /** what was known before facts were corrected */
  before: CompleteFile;
  /** when the objection was received, YYYY-MM-DD */
  receivedOn: string;
  /** the day of the letter with the decision that it is against, YYYY-MM-DD */
  against: string;
}

const correctable: readonly string[] = ["granted", "assessed", "deregistered"];

/** Says whether a person who grants an objection changes what was granted or assessed; else it is decided anew. */
export const correctsDecision = ({ objection, decision }: CaseFile): boolean =>
  objection !== null && decision !== null && correctable.includes(decision.outcome);

/**
 * What a person says of an objection to what was granted or assessed. Only asked for where `correctsDecision`.
 * @param found the person has said what they found in another way, e.g. that a dog is of no listed breed
 * @throws Fault not-possible where it is not said what holds instead, or more than one thing
 */
export function grantedObjection(
  before: CompleteFile,
  { reason, instead = {} }: { reason: string; instead?: Instead },
  found = false,
): GrantedObjection {
  const { facts, amountCents, annul } = instead;
  const said = [facts, amountCents, annul].filter((one) => one !== undefined).length;
  if (said > 1)
    throw new Fault("not-possible", "nur eines davon: instead.facts, instead.amountCents oder instead.annul");
  if (!said && !found)
    throw new Fault(
      "not-possible",
      "bitte angeben, was stattdessen gilt: instead.facts, instead.amountCents oder instead.annul",
    );
  const receivedOn = dayOf(before.objection?.receivedAt ?? "");
  return { ...instead, reason, before, receivedOn, against: before.decision ? letterDay(before.decision) : "" };
}

/** A file with what its form should have said. @throws Fault bad-request where that does not fit the form */
export function withFacts<File extends CompleteFile>(file: File, forms: Forms, facts: Instead["facts"]): File {
  if (!facts) return file;
  const { application } = file;
  if (noFields.test(JSON.stringify(facts)))
    throw new Fault("bad-request", "instead.facts: ein Feld, das es nicht gibt");
  const data: unknown = mergePatch.apply(JSON.parse(application.data), facts);
  const problems = checkOf(schemaOf(forms, application.form))(data);
  if (problems.length) throw new Fault("bad-request", `instead.facts: ${problemsInGerman(problems)}`);
  return { ...file, application: { ...application, data: JSON.stringify(data) } };
}

/** Names that are no fields of any form: the library leaves off at the first of them, and what follows would be lost. */
const noFields = /"(?:__proto__|constructor|prototype)"\s*:/;

/**
 * Sees to it that a granted objection is to the good of who objects (VwGO § 72).
 * @param cents by which they are better off
 * @throws Fault not-possible where they are not
 */
export function demandGain(cents: number): void {
  if (cents === 0)
    throw new Fault(
      "not-possible",
      "es ergibt sich derselbe Betrag; dann wird dem Widerspruch nicht abgeholfen: refuse",
    );
  if (cents < 0)
    throw new Fault("not-possible", "es wäre ungünstiger für die Person, die widerspricht; das ist keine Abhilfe");
}
