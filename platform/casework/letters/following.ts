import type { NewEvent } from "../../messaging/index.ts";
import type { CaseFile, Step } from "../case/case-file.ts";
import type { Town } from "../towns/towns.ts";
import { factsOf, type LetterFacts, type NoticeContent, noticeOf } from "./letter.ts";

/** Who writes a service's letters. */
export interface Writing {
  towns: ReadonlyMap<string, Town>;
  /** e.g. "Ordnungsamt"; absent: the town alone */
  office?: string;
}

/** A letter, written once its facts are known. */
export type WithFacts = (facts: LetterFacts) => NoticeContent;

/** What follows for a case, as a service says it. */
export interface Following<Data extends object = object> {
  /** what it keeps of the case from now on */
  data: Data;
  /** what goes out to the applicant */
  letter?: WithFacts;
  /** the letter certifies something */
  isCertificate?: boolean;
  /** what others hear of it, after the letter */
  events?: readonly NewEvent[];
}

/** The facts of a service's letters about a case. */
export const factsFor = ({ towns, office = "" }: Writing, file: CaseFile, now: Date): LetterFacts =>
  factsOf(towns, office, file, now);

/** Carries out what follows; without anything the case stays as it is. */
export function followed<Data extends object>(
  writing: Writing,
  file: CaseFile<Data>,
  following: Following<Data> | null,
  now: Date,
): Step<Data> {
  if (!following) return { file, events: [] };
  const { data, letter, isCertificate, events = [] } = following;
  const kind = isCertificate ? "certificate" : "notice";
  const letters = letter ? [noticeOf(file, letter(factsFor(writing, file, now)), kind)] : [];
  return { file: { ...file, data }, events: [...letters, ...events] };
}
