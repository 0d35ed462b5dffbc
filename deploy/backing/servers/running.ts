// One server from its start to its end: waits until it is ready, starts it again when it dies, stops it by its pid.
import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync } from "node:fs";
import { join } from "node:path";
import { type End, endInWords, endOf, lastLogLine } from "../../processes/ended.ts";
import { forget, remember } from "../../processes/leftovers.ts";
import { until } from "../../processes/wait.ts";
import { reasonOf, type Say, seconds } from "../../say.ts";
import { versions } from "../install/programs.ts";
import { accepts, listensOn } from "./listening.ts";
import type { Launch, Place, Server } from "./server.ts";

export interface Started {
  name: string;
  ms: number;
  pid: number;
  address: string;
  version: string;
}

const readyWithinMs = 120_000; // Seconds as a rule; a machine busy with ten other builds is slow, not broken.
const stopWithinMs = 3_500; // Then SIGKILL: with the services before them everything has to stop within 10 s.
const restartsPerMinute = 3;
const portAttempts = 5;
const inUse = /address already in use|already bound|address in use/i;

export class RunningServer {
  readonly server: Server;
  readonly log: string;
  readonly #place: Place;
  readonly #say: Say;
  #child: ChildProcess | undefined;
  #launch: Launch | undefined;
  /** whether the process at hand is the one that listens on its port */
  #listening: boolean | undefined;
  #ended: Promise<End> | undefined;
  #starting: Promise<void> | undefined;
  #giveUp = new AbortController();
  #wanted = false;
  #killed = false;
  #everReady = false;
  #deaths: number[] = [];
  #started: Started;

  constructor(server: Server, place: Place, say: Say) {
    this.server = server;
    this.#place = place;
    this.#say = say;
    this.log = join(place.dataDir, "logs", `${server.name}.log`);
    this.#started = { name: server.name, ms: 0, pid: 0, address: "", version: versions[server.name] };
  }

  /** False from stop() on, also while a start is being broken off. */
  get isWanted(): boolean {
    return this.#wanted;
  }

  /** Kept up to date: after a restart it has the new pid. */
  get started(): Started {
    return this.#started;
  }

  /** Starts it and waits until it is ready; joins a start that is under way. */
  start(): Promise<void> {
    if (this.#starting) return this.#starting;
    if (this.#wanted && this.#child) return Promise.resolve();
    this.#wanted = true;
    this.#giveUp = new AbortController();
    return this.#startOnce();
  }

  /** Waits for a start that is under way, for example after a crash. */
  async ready(): Promise<void> {
    await this.#starting;
    if (!this.#child) throw new Error(`${this.server.title} is not running`);
  }

  async stop(signal: NodeJS.Signals = this.server.stopSignal, withinMs = stopWithinMs): Promise<void> {
    this.#wanted = false;
    this.#giveUp.abort(new Error(`${this.server.title} was stopped while it was starting`));
    const ended = this.#ended;
    this.#signal(signal);
    const timer = setTimeout(() => this.#signal("SIGKILL"), withinMs);
    await ended;
    clearTimeout(timer);
    await this.#launch?.contained?.remove();
    await this.#starting?.catch(() => undefined); // Whoever asked for the start has been told.
  }

  /** Sends a signal. When it ends the server, waits for that; the server then comes back by itself. */
  async kill(signal: NodeJS.Signals): Promise<void> {
    const ended = this.#ended;
    this.#killed = ["SIGKILL", "SIGTERM", "SIGINT", "SIGABRT", "SIGQUIT"].includes(signal);
    this.#signal(signal);
    if (!this.#killed) return;
    await ended;
    await this.#launch?.contained?.remove();
  }

  #startOnce(): Promise<void> {
    const start = this.#startAndWait().finally(() => {
      if (this.#starting === start) this.#starting = undefined;
    });
    this.#starting = start;
    return start;
  }

  async #startAndWait(): Promise<void> {
    const since = Date.now();
    for (let attempt = 1; ; attempt++) {
      const problem = await this.#attempt();
      if (problem === undefined) break;
      this.#giveUp.signal.throwIfAborted();
      const taken = lastLogLine(this.log, inUse);
      if (!taken || attempt === portAttempts) throw new Error(problem);
      // Clients know the address by now, so a server that has been ready before waits for its own ports.
      if (!this.#everReady) await this.#place.ports.renew(this.server.ports);
    }
    this.#everReady = true;
    Object.assign(this.#started, {
      ms: Date.now() - since,
      pid: this.#child?.pid ?? 0,
      address: this.server.address(this.#place.ports),
    });
    this.#say(`${this.server.title} is ready after ${seconds(this.#started.ms)}.`);
  }

  /** One process, until it is ready (undefined) or has failed (why). */
  async #attempt(): Promise<string | undefined> {
    this.#launch = await this.server.launch(this.#place);
    this.#giveUp.signal.throwIfAborted();
    const child = this.#spawn(this.#launch);
    this.#listening = false;
    const ended = endOf(child);
    this.#ended = ended;
    const died = new AbortController();
    ended.then((end) => {
      if (child.pid) forget(this.#place.dataDir, child.pid);
      died.abort(new Error(endInWords(end)));
    });
    try {
      await until(() => this.#isReady(child), {
        deadlineMs: readyWithinMs,
        what: "starting",
        signal: AbortSignal.any([died.signal, this.#giveUp.signal]),
      });
    } catch (problem) {
      child.kill("SIGKILL");
      await ended;
      const line = lastLogLine(this.log);
      return `${this.server.title} did not start: ${reasonOf(problem)}${line ? `; its last line: ${line}` : ""} (${this.log})`;
    }
    this.#child = child;
    ended.then((end) => this.#hasEnded(child, end));
    return undefined;
  }

  #spawn(launch: Launch): ChildProcess {
    mkdirSync(join(this.#place.dataDir, "logs"), { recursive: true });
    const log = openSync(this.log, this.#everReady ? "a" : "w");
    // In a process group of its own: a Ctrl-C reaches every process of the terminal's group, and the servers have to
    // outlive the services that use them.
    const child = spawn(launch.file, launch.args, {
      cwd: this.#place.dataDir,
      env: launch.env,
      detached: true,
      stdio: ["ignore", log, log],
    });
    closeSync(log);
    if (child.pid) remember(this.#place.dataDir, this.server.title, child.pid, this.server.stopSignal);
    return child;
  }

  async #isReady(child: ChildProcess): Promise<boolean> {
    if (child.pid === undefined) return false;
    const { ports } = this.#place;
    const port = ports.portOf(this.server.ports[0]);
    this.#listening ||= this.#launch?.contained !== undefined || ((await accepts(port)) && listensOn(child.pid, port));
    return this.#listening ? this.server.isReady(this.#place) : false;
  }

  #signal(signal: NodeJS.Signals): void {
    this.#child?.kill(signal);
  }

  async #hasEnded(child: ChildProcess, end: End): Promise<void> {
    if (this.#child === child) this.#child = undefined;
    if (!this.#wanted) return;
    const deliberate = this.#killed;
    this.#killed = false;
    const line = lastLogLine(this.log);
    this.#say(`${this.server.title} (process ${child.pid}) ${endInWords(end)}; its last line: ${line ?? "none"}`);
    if (!deliberate) this.#deaths.push(Date.now());
    await this.#comeBack();
  }

  async #comeBack(): Promise<void> {
    for (;;) {
      this.#deaths = this.#deaths.filter((when) => when > Date.now() - 60_000);
      if (this.#deaths.length > restartsPerMinute) {
        this.#say(
          `${this.server.title} has died ${this.#deaths.length} times within a minute and stays down; see ${this.log}`,
        );
        return;
      }
      try {
        await this.#startOnce();
        return;
      } catch (problem) {
        if (!this.#wanted) return;
        this.#say(reasonOf(problem));
        this.#deaths.push(Date.now());
      }
    }
  }
}
