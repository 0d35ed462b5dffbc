// npm run -s xbau -- <file.xml> …: whether messages are valid XBau-Hochbau 2.6, as the XSD files in the folder that
// XBAU_XSD_FOLDER names say. Exit code 1: a message is not valid; 2: nothing was checked.
import { readFileSync } from "node:fs";
import { UserError } from "../../deploy/say.ts";
import { commandLine, runCommandLine } from "../command-line.ts";
import { folderSetting, xbauCheck } from "./xbau-schemas.ts";

const program = commandLine("npm run -s xbau --", "Says whether messages are valid XBau-Hochbau 2.6.")
  .argument("<file.xml...>", "messages")
  .addHelpText("after", `\n${folderSetting} names the folder with the XSD files of XBau 2.6.`)
  .action((files: string[]) => {
    const folder = process.env[folderSetting];
    if (!folder)
      throw new UserError(`${folderSetting} is not set: it names the folder with the XSD files of XBau 2.6.`);
    const { check, dispose } = xbauCheck(folder);
    for (const file of files) {
      const problems = check(readFileSync(file));
      process.stdout.write(problems.length ? problems.map((one) => `${file}: ${one}\n`).join("") : `${file}: valid\n`);
      if (problems.length) process.exitCode = 1;
    }
    dispose();
  });
await runCommandLine(program, 2);
