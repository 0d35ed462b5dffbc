import type { EndSignal } from "../../processes/leftovers.ts";
import type { Java } from "../install/java.ts";
import { type Environment, fileOf, programs, type ServerName } from "../install/programs.ts";
import type { Ports } from "./ports.ts";

/** Where a server runs and with what. */
export interface Place {
  cache: string;
  dataDir: string;
  ports: Ports;
  java: Java | undefined;
  environment: Environment;
}

export interface Launch {
  file: string;
  args: string[];
  env: Record<string, string>;
  /** Runs in an engine of its own, so the process we see is not the one that listens. */
  contained?: { remove(): Promise<void> };
}

export interface Server {
  name: ServerName;
  title: string;
  /** The variables with which one names a server one has, instead of this one; the first is what clients are given. */
  variables: [string, ...string[]];
  /** Names of its ports in ports.json; clients use the first. */
  ports: [string, ...string[]];
  /** What clients are given. */
  address(ports: Ports): string;
  /** Writes its configuration and says how to start it. */
  launch(place: Place): Promise<Launch>;
  /** One look, at most about a second, that also does what has to be done once after a start. Throws for a no as well. */
  isReady(place: Place): Promise<boolean>;
  /** SIGKILL where there is nothing to save. */
  stopSignal: EndSignal;
}

/** The little that a server may see of our environment: each of them reads variables that mean something else to us. */
export function cleanEnvironment(environment: Environment): Record<string, string> {
  const variables: Record<string, string> = {};
  for (const name of ["PATH", "HOME", "LANG"]) {
    const value = environment[name];
    if (value) variables[name] = value;
  }
  return variables;
}

export function programFile(place: Place, name: ServerName): string {
  return fileOf(place.cache, programs[name]);
}

export function javaOf(place: Place): Java {
  if (!place.java) throw new Error("no Java was found");
  return place.java;
}

export async function answersOk(url: string): Promise<boolean> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(1_000) });
  await answer.body?.cancel();
  return answer.ok;
}
