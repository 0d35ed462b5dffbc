import type { CaseFile } from "./case-file.ts";

// Files of one state, in the order in which they came. A list and not an object by id: copying it with one file changed
// takes a microsecond for each thousand files, and an account may have thousands.

/** Gives the file of a case among others; undefined where there is none. */
export const fileOf = <File extends CaseFile>(files: readonly File[], caseId: string | undefined): File | undefined =>
  files.find(({ metadata }) => metadata.caseId === caseId);

/** Gives the files with one of them in its new form, or with one more. */
export function withFile<File extends CaseFile>(files: readonly File[], file: File): File[] {
  const index = files.findIndex(({ metadata }) => metadata.caseId === file.metadata.caseId);
  return index < 0 ? [...files, file] : files.with(index, file);
}
