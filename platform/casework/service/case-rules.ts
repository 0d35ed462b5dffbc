import type { EventContract, Message, MessageContract, NewEvent, Timer, TimerContract } from "../../messaging/index.ts";
import type { CaseFile, CompleteFile, Reason, Step } from "../case/case-file.ts";
import type { Following, WithFacts, Writing } from "../letters/following.ts";
import type { FeeRules } from "../money/fees.ts";
import type { GrantedObjection } from "../objections/granted-objection.ts";
import type { Appeals } from "../objections/objections.ts";
import type { ExplainedStep } from "../towns/dry-run.ts";
import type { Forms } from "../towns/forms.ts";
import type { DecisionContract, PersonalDecision } from "./decision.ts";

/** What a case comes to. */
export type Verdict<Data extends object = object> =
  | OpenVerdict
  | ({ kind: "closed" } & Step<Data>)
  /** handed to a person, with events of the service's own */
  | ({ kind: "referred" } & Step<Data>);

/** Why it comes to nothing yet. */
export type OpenVerdict =
  /** something is missing that the citizen has */
  | { kind: "ask"; items: Reason[] }
  /** the law leaves it to a person, or the rules cannot tell */
  | {
      kind: "person";
      reasons: Reason[];
      /** asked for before; what then still is missing is one more reason, beside identity's */
      missing?: Reason[];
    };

/** What is granted, of a service that has a `fee`: the fee is asked for, and `fee.issue` writes the notice. */
export interface Granting<Data extends object> {
  /** absent: granted */
  outcome?: "granted" | "deregistered";
  /** German, how the applicant is told */
  sentence: string;
  /** 0: none */
  feeCents: number;
  /** what is kept of it */
  data: Data;
}

/** What a person's decision comes to. */
export type Ruling<Data extends object = object> =
  /** refused, in their own words */
  | { refusal: WithFacts }
  | Granting<Data>
  /** what the service has carried out itself */
  | Step<Data>;

/** What is a service's own about its cases; everything else is the same for all. Pure. */
export interface CaseRules<Data extends object = object, Facts extends object = object> extends Appeals, Writing {
  name: string;
  /** what it takes */
  forms: Forms;
  /** events that it records beside those of every case */
  publishes?: readonly EventContract[];
  /** Gives the ARS of the town that an application belongs to, where it may have been sent to another one. */
  competent?(file: Pick<CompleteFile, "application">): string | undefined;
  /** Judges a file in which application and identity are there. */
  judge(file: CompleteFile<Data>, now: Date): Verdict<Data> | ({ kind: "granted" } & Granting<Data>);
  /** Says what the application itself leads to, beside its judgement: events that are recorded once. */
  opened?(file: CaseFile<Data>): NewEvent[];
  /** what a person may say of a decision that grants, beside their reason */
  decision: DecisionContract<Facts>;
  /** Says which of that the service uses for a file; absent: all of it, and nothing where a decision is corrected or reviewed. */
  uses?(file: CompleteFile<Data>): readonly string[];
  /** Says whether a person has said in their decision what holds instead of what was objected to. */
  saysInstead?(decision: PersonalDecision & Facts): boolean;
  /** Carries out what a person decided. Throws Fault not-possible for what cannot be done. */
  decide(file: CompleteFile<Data>, decision: PersonalDecision & Facts, now: Date): Ruling<Data>;
  /** the fee of what is granted, which an objection may lower; absent: there is none, or the service charges it itself */
  fee?: FeeRules<Data>;
  /**
   * Changes what was granted or assessed, since an objection to it is right. The file has the corrected facts. Throws Fault
   * not-possible for what cannot be changed; absent: there is nothing that could be.
   */
  grantObjection?(
    file: CompleteFile<Data>,
    granted: GrantedObjection,
    now: Date,
    decision: PersonalDecision & Facts,
  ): Step<Data>;
  /** what another processor is asked before a case is judged, and told whenever it changes */
  inquiry?: Inquiry<Data>;
  /** what further events, commands and timers lead to, where the case is not judged by them */
  on?: readonly (CaseHandler<Data> | DueHandler<Data>)[];
  /** Says how the sum that the rules propose comes about; absent: there is none. */
  explain?(file: CompleteFile<Data>): ExplainedStep[];
  /** Gives the timers of its own that a file waits for. */
  timers?(file: CaseFile<Data>): Timer[];
  /** Gives the last day (YYYY-MM-DD) that the law leaves a person for a file that waits for one. */
  dueOn?(file: CaseFile<Data>): string | undefined;
  /** How applications about a decided one are judged; their offer names its account so (follow-ups.ts). */
  followUp?: {
    judge(first: CaseFile<Data>, file: CompleteFile<Data>, now: Date): Verdict<Data>;
    decide(
      first: CaseFile<Data>,
      file: CompleteFile<Data>,
      decision: PersonalDecision & Facts,
      now: Date,
    ): Ruling<Data>;
    grantObjection?(first: CaseFile<Data>, file: CompleteFile<Data>, granted: GrantedObjection, now: Date): Step<Data>;
    explain?(first: CaseFile<Data>, file: CompleteFile<Data>): ExplainedStep[];
    /** what a follow-up that was decided makes of the first case */
    amend(first: CaseFile<Data>, file: CaseFile<Data>): CaseFile<Data>;
  };
}

/** What a message of one contract leads to on a case. */
export interface CaseHandler<Data extends object = object> {
  contract: MessageContract;
  due?: never;
  handle(file: CaseFile<Data>, message: Message, now: Date): Step<Data>;
}

/** Makes a handler of cases whose messages have the bodies of their contract. */
export const onCase = <Body, Data extends object>(
  contract: MessageContract<Body>,
  handle: (file: CaseFile<Data>, message: Message<Body>, now: Date) => Step<Data>,
  // Only messages of the contract are given to it.
): CaseHandler<Data> => ({ contract, handle: handle as CaseHandler<Data>["handle"] });

/** What a timer leads to. An answer may have been faster: what `timers` does not set any more changes nothing. */
export interface DueHandler<Data extends object = object> {
  due: TimerContract;
  handle(file: CaseFile<Data>, now: Date): Step<Data> | Following<Data> | null;
}

/** A question to another processor, which answers in the same transaction. */
export interface Inquiry<Data extends object = object> {
  answer: MessageContract;
  /** Takes the answer into the file. */
  take(file: CaseFile<Data>, message: Message): CaseFile<Data>;
  /** Says that there is no answer yet: the case is not judged. */
  isOpen(file: CaseFile<Data>): boolean;
  /** Asks, or tells what has changed since: what every step on the case leads to beside its own. */
  follow(step: Step<Data>): Step<Data>;
}
