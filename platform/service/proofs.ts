import { type CompleteFile, identityReasons, type Reason } from "./case-file.ts";
import type { Verdict } from "./case-service.ts";

/** How a service asks for each proof: sentence (German) and paragraph. */
export type Proofs = Record<string, readonly [sentence: string, paragraph: string]>;

/** How many files came, with the application or later. */
export const attachmentsOf = ({ application, replies }: Pick<CompleteFile, "application" | "replies">): number =>
  application.attachments.length + replies.reduce((sum, { attachments }) => sum + attachments.length, 0);

/**
 * Proofs that are not there: announced ones that did not come, and needed ones that nobody announced, as far as no
 * attachment beyond those announced could be it.
 * @param enclosed what the applicant says the attachments are, in their order
 */
export function missingProofs(
  proofs: Proofs,
  needed: readonly string[],
  enclosed: readonly string[],
  attachments: number,
): Reason[] {
  const notCome = enclosed.slice(attachments);
  const notAnnounced = needed.filter((proof) => !enclosed.includes(proof));
  const spare = Math.max(0, attachments - enclosed.length);
  return [...notCome, ...notAnnounced.slice(spare)].flatMap((proof) => {
    const [sentence, paragraph] = proofs[proof] ?? [];
    return sentence && paragraph ? [{ code: `${proof}-missing`, sentence, paragraph }] : [];
  });
}

/**
 * Why a case cannot be decided by rule now: what is missing is asked for once; after a reply it is one more reason for a
 * person, beside identity's and the rules' own. undefined: nothing is open.
 */
export function openPoints(file: CompleteFile, missing: Reason[], reasons: Reason[]): Verdict | undefined {
  if (missing.length && !file.replies.length) return { kind: "ask", items: missing };
  const still = missing.map((one) => ({ ...one, code: `${one.code}-still` }));
  const open = [...identityReasons(file), ...reasons, ...still];
  return open.length ? { kind: "person", reasons: open } : undefined;
}
