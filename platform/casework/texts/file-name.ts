import { foreignLetter } from "./din-91379.ts";

/** The longest name of a file that is kept, in UTF-16 units: file systems take 255 bytes, and a letter may have four. */
export const fileNameMax = 120;
/** Of it the ending with its dot, which says to people what the file is. */
const endingMax = 12;

/** Letters that no name may have in some file systems. */
const special = /[<>:"|?*]/g;
/** Names of devices in Windows, with any ending. */
const device = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

/** More of a name nobody reads: what lies behind is not looked at. */
const readMax = 4_096;

const letters = new Intl.Segmenter("de", { granularity: "grapheme" });

/** Letters of DIN 91379 only; for any other one a line stands. */
const allowed = (text: string): string =>
  [...letters.segment(text)].map(({ segment }) => (foreignLetter(segment, false) ? "_" : segment)).join("");

/**
 * Gives the name of a file as it may stand in a list, in a letter and in a folder: its last part only, letters of DIN 91379
 * without those that file systems refuse, no dot or hyphen at its beginning, at most
 * `fileNameMax` long. The ending is kept. "Datei" where nothing is left of it.
 */
export function fileNameOf(given: string): string {
  const short = given.length > readMax ? `${given.slice(0, readMax - 20)}${given.slice(-20)}` : given;
  const last = short.split(/[/\\]/).at(-1) ?? "";
  const clean = trimmed(
    allowed(last.normalize("NFC"))
      .replace(special, "_")
      .replace(/[\s_]+/g, (run) => (run.includes("_") ? "_" : " ")),
  );
  if (!clean) return "Datei";
  return cut(device.test(clean) ? `_${clean}` : clean);
}

/** Without dots, spaces, lines and hyphens at the beginning, and dots and spaces at the end; in linear time. */
function trimmed(name: string): string {
  const begun = name.replace(/^[.\s_-]+/, "");
  let end = begun.length;
  while (end > 0 && /[.\s]/.test(begun.charAt(end - 1))) end -= 1;
  return begun.slice(0, end);
}

function cut(name: string): string {
  if (name.length <= fileNameMax) return name;
  const dot = name.lastIndexOf(".");
  const ending = dot > 0 && name.length - dot <= endingMax ? name.slice(dot) : "";
  let begin = "";
  for (const { segment } of letters.segment(name)) {
    if (begin.length + segment.length + ending.length > fileNameMax) break;
    begin += segment;
  }
  return trimmed(`${begin.trimEnd()}${ending}`);
}
