import { UserError } from "../../../deploy/say.ts";

/**
 * The version of a case that a person has looked at: what they decide holds for that one and no other.
 * @param shownBy the commands that show it
 */
export function versionGiven({ version }: { version?: string | undefined }, shownBy: string): number {
  if (version === undefined) throw new UserError(`Which version was looked at? --version N, as ${shownBy} shows it.`);
  if (!/^\d{1,9}$/.test(version)) throw new UserError(`--version takes a whole number, not "${version}".`);
  return Number(version);
}
