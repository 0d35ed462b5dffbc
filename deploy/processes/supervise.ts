// Keeps one process of ours running: starts it, tells when it is ready, starts it again when it ends by itself.
import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import type { Say } from "../say.ts";
import { type End, endInWords, endOf } from "./ended.ts";
import { forget, remember } from "./leftovers.ts";
import { type Line, LogFile } from "./log-file.ts";

export interface Task {
  name: string;
  file: string;
  args: string[];
  env: Record<string, string>;
  cwd: string;
  dataDir: string;
  say: Say;
  /** Makes the question for one life of the process: is it ready, now that it has said this line? */
  readiness: () => (line: Line) => boolean;
}

const patienceMs = 8_000; // From SIGTERM to SIGKILL.
const firstDelayMs = 200;
const longestDelayMs = 10_000;
const triesBeforeReady = 3; // One that has never been ready will not become so by trying for ever.

export class Supervised {
  readonly task: Task;
  readonly log: LogFile;
  #child: ChildProcess | undefined;
  #ended: Promise<void> = Promise.resolve();
  #wanted = false;
  #everReady = false;
  #failures = 0;
  #said = "";
  #timer: NodeJS.Timeout | undefined;
  #readiness = Promise.withResolvers<void>();

  constructor(task: Task) {
    this.task = task;
    this.log = new LogFile(join(task.dataDir, "logs", `${task.name}.log`));
    this.#newReadiness();
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Settles when the process that runs now, or is about to, is ready; rejects when it is given up or stopped. */
  get ready(): Promise<void> {
    return this.#readiness.promise;
  }

  start(): Promise<void> {
    if (!this.#wanted) {
      this.#wanted = true;
      this.#failures = 0;
      this.#newReadiness();
      this.#launch();
    }
    return this.ready;
  }

  async stop(withinMs = patienceMs): Promise<void> {
    this.#wanted = false;
    clearTimeout(this.#timer);
    this.#readiness.reject(new Error(`${this.task.name} was stopped`));
    this.kill("SIGTERM");
    const timer = setTimeout(() => this.kill("SIGKILL"), withinMs);
    await this.#ended;
    clearTimeout(timer);
  }

  /** Sends a signal; a process that it ends is started again. */
  kill(signal: NodeJS.Signals): void {
    this.#child?.kill(signal);
  }

  #newReadiness(): void {
    this.#readiness = Promise.withResolvers<void>();
    this.#readiness.promise.catch(() => undefined); // Nobody has to wait for it; what failed is said.
  }

  #launch(): void {
    const { file, args, env, cwd, dataDir, name } = this.task;
    // In a process group of its own: a Ctrl-C is for the launcher, which stops everything in its order.
    const child = spawn(file, args, { cwd, env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
    this.#child = child;
    // Without its servers it could not finish what it is at, and it loses nothing: what counts is in the store.
    if (child.pid) remember(dataDir, name, child.pid, "SIGKILL");
    const isReady = this.task.readiness();
    this.log.follow(child, (line) => {
      if (!isReady(line)) return;
      this.#everReady = true;
      this.#failures = 0;
      this.#readiness.resolve();
    });
    this.#ended = endOf(child).then((end) => {
      if (child.pid) forget(dataDir, child.pid);
      this.#child = undefined;
      if (this.#wanted) this.#again(end);
    });
  }

  #again(end: End): void {
    const words = this.log.lastWords.replace(/\.$/, "");
    const reason = `${endInWords(end)}${words && `: ${words}`}`;
    this.#failures += 1;
    if (!this.#everReady && this.#failures >= triesBeforeReady) {
      this.#wanted = false;
      this.#readiness.reject(new Error(`${this.task.name} ${reason} (${this.log.path})`));
      return;
    }
    if (reason !== this.#said) this.task.say(`${this.task.name} ${reason}. Starting it again.`);
    this.#said = reason; // Said once, however often it repeats.
    if (this.#everReady && this.#failures === 1) this.#newReadiness();
    const delay = Math.min(firstDelayMs * 2 ** (this.#failures - 1), longestDelayMs);
    this.#timer = setTimeout(() => this.#launch(), delay);
  }
}
