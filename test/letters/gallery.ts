// npm run -s letters -- gallery --to <folder>: writes one letter of each kind as a PDF, of invented cases, as the services
// themselves write them: <service>-<kind>.pdf.
import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { commandLine, runCommandLine, subcommand } from "../../cli/command-line.ts";
import { openFaces, renderNotice } from "../../services/documents/render/render-notice.ts";
import { letters } from "./kinds.ts";

/** @returns how many letters were written */
async function gallery(folder: string): Promise<number> {
  mkdirSync(folder, { recursive: true });
  const faces = openFaces();
  let count = 0;
  for (const [service, kinds] of Object.entries(letters))
    for (const [kind, write] of Object.entries(kinds)) {
      writeFileSync(join(folder, `${service}-${kind}.pdf`), await renderNotice(write(), faces));
      count += 1;
    }
  return count;
}

const program = commandLine("npm run -s letters --", "Writes letters of invented cases as PDF files.");
subcommand(program, "gallery", "One letter of each kind that services write.")
  .requiredOption("--to <FOLDER>", "where they are written")
  .action(async ({ to }: { to: string }) => {
    const folder = resolve(to);
    console.log(`${await gallery(folder)} letters are in ${folder}.`);
  });
await runCommandLine(program, 2);
