import { type CompleteFile, identityReasons, type Reason } from "../case/case-file.ts";
import type { OpenVerdict } from "../service/case-rules.ts";

/** How a service asks for each proof: sentence (German) and paragraph. */
export type Proofs = Record<string, readonly [sentence: string, paragraph: string]>;

/** Which of the files that came can prove anything. */
export interface Files {
  /** of the application's files, in their order, whether it is one */
  first: readonly boolean[];
  /** how many came with replies */
  later: number;
}

type CaseWithFiles = Pick<CompleteFile, "application" | "replies">;

/**
 * Looks which files can prove something: an empty one proves nothing, and the same one twice (by SHA-256, whatever its
 * name) is one. They are not turned away: who applies is asked for what is missing, and keeps their day of receipt.
 */
export function attachmentsOf({ application, replies }: CaseWithFiles): Files {
  const known = new Set<string>();
  const counts = ({ sha256, bytes }: { sha256: string; bytes: number }): boolean => {
    if (bytes <= 0 || known.has(sha256)) return false;
    known.add(sha256);
    return true;
  };
  const first = application.attachments.map(counts);
  return { first, later: replies.flatMap(({ attachments }) => attachments).filter(counts).length };
}

const unusable = "Die Datei, die Sie dafür gesendet haben, ist leer oder dieselbe wie eine andere.";

/**
 * Gives proofs that are not there: announced ones whose file did not come or proves nothing, and needed ones that nobody
 * announced, as far as no file beyond those announced could be it.
 * @param enclosed what the applicant says the files are, in their order
 * @param files of the case, or what was found of them
 */
export function missingProofs(
  proofs: Proofs,
  needed: readonly string[],
  enclosed: readonly string[],
  files: Files | CaseWithFiles,
): Reason[] {
  const { first, later } = "first" in files ? files : attachmentsOf(files);
  const announced = enclosed.flatMap((proof, i) => (first[i] ? [] : [{ proof, came: first[i] === false }]));
  const notAnnounced = needed.filter((proof) => !enclosed.includes(proof)).map((proof) => ({ proof, came: false }));
  const spare = first.slice(enclosed.length).filter(Boolean).length + later;
  return [...announced, ...notAnnounced].slice(spare).flatMap(({ proof, came }) => {
    const [sentence, paragraph] = proofs[proof] ?? [];
    if (!sentence || !paragraph) return [];
    return [{ code: `${proof}-missing`, sentence: came ? `${sentence} ${unusable}` : sentence, paragraph }];
  });
}

/**
 * Says why a case cannot be decided by rule now: what is missing is asked for once; after a reply it is one more reason for a
 * person, beside identity's and the rules' own. undefined: nothing is open.
 */
export function openPoints(file: CompleteFile, missing: Reason[], reasons: Reason[]): OpenVerdict | undefined {
  if (missing.length && !file.replies.length) return { kind: "ask", items: missing };
  const still = missing.map((one) => ({ ...one, code: `${one.code}-still` }));
  const open = [...identityReasons(file), ...reasons, ...still];
  return open.length ? { kind: "person", reasons: open } : undefined;
}
