import { attachmentsOf, type CaseFile, type CompleteFile, formOf, type Reason } from "../../platform/casework/index.ts";
import { Fault } from "../../platform/messaging/index.ts";
import { grantRelief, missingForRelief, type ReliefApplication } from "./assessment/relief.ts";
import { endRelief, type ReliefEnd } from "./assessment/relief-end.ts";
import {
  type Assessment,
  type Basis,
  type Deregistration,
  deregister,
  type Household,
  type Registration,
  register,
  type Verdict,
} from "./assessment/rules.ts";
import type { Dog } from "./assessment/schedule.ts";
import { type NewTag, type Replaced, replaceTag, type TagApplication } from "./assessment/tags.ts";

/** What a registration is told of the same dog in another household. */
export interface Contest {
  /** a person has to say whether the assessment stands */
  open: boolean;
  /** case numbers of the registrations in other households */
  others: string[];
  /** what was told, oldest first */
  reasons: Reason[];
}

/** What is kept of a case of a household. */
export interface DogData {
  /** what was assessed, until its notice is written */
  assessment?: (Assessment & { dog: Dog }) | null;
  /** a tag whose notice waits for the reference of its fee */
  tag?: { tag: NewTag; dog: Dog } | null;
  /** the same dog in another household; absent: nobody said so */
  contest?: Contest;
}

export type DogCase = CaseFile<DogData>;
export type DecidableCase = CompleteFile<DogData>;

/** A case that a person can decide: it is there, and so is the answer who it is. */
export const isDecidable = (file: DogCase): file is DecidableCase => !!file.application && !!file.identity;

/** A case with what has changed of what is kept of it. */
export const withData = <File extends DogCase>(file: File, changed: DogData): File => ({
  ...file,
  data: { ...file.data, ...changed },
});

/** What an application is for. */
export type Purpose = "registration" | "deregistration" | "relief" | "relief-end" | "tag";

export function purposeOf({ application: { form } }: Pick<CompleteFile, "application">): Purpose {
  if (form.startsWith("dog-tax-deregistration")) return "deregistration";
  if (form.startsWith("dog-tax-replacement-tag")) return "tag";
  if (form.startsWith("dog-tax-relief-end")) return "relief-end";
  return form.startsWith("dog-tax-relief") ? "relief" : "registration";
}

/** What the rules make of an application, on the household as it is now. */
export function judge(household: Household, file: CompleteFile, basis: Basis): Verdict | Replaced {
  switch (purposeOf(file)) {
    case "registration":
      return register(household, formOf<Registration>(file), basis);
    case "deregistration":
      return deregister(household, formOf<Deregistration>(file), basis);
    case "relief":
      return grantRelief(household, formOf<ReliefApplication>(file), basis);
    case "relief-end":
      return endRelief(household, formOf<ReliefEnd>(file), basis);
    case "tag":
      return replaceTag(household, formOf<TagApplication>(file), basis);
  }
}

/** What the applicant still has to send. */
export const missingOf = (file: CompleteFile): Reason[] =>
  purposeOf(file) === "relief" ? missingForRelief(formOf<ReliefApplication>(file), attachmentsOf(file)) : [];

/** A notice that waits for its reference would be lost: a little later. */
export function demandNoNoticeOnItsWay({ data }: DogCase): void {
  if (data?.assessment || data?.tag)
    throw new Fault("not-yet", "ein Bescheid dieses Vorgangs ist noch unterwegs, bitte später noch einmal");
}
