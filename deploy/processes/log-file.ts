import type { ChildProcess } from "node:child_process";
import { closeSync, mkdirSync, openSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { createInterface } from "node:readline";
import { inWords } from "./ended.ts";

export type Line = Record<string, unknown>;

/** A log of JSON lines, emptied when it is opened. What a process says otherwise becomes the text of such a line. */
export class LogFile {
  readonly path: string;
  #file: number;
  #lastWords = "";

  constructor(path: string) {
    this.path = path;
    mkdirSync(dirname(path), { recursive: true });
    this.#file = openSync(path, "w");
  }

  /** The last line that an ended process may have died of, at most 300 characters. */
  get lastWords(): string {
    return this.#lastWords.slice(0, 300);
  }

  /** Writes down everything the process says; each JSON object on its standard output goes to `seen` as well. */
  follow(child: ChildProcess, seen: (line: Line) => void): void {
    for (const stream of ["stdout", "stderr"] as const) {
      const source = child[stream];
      if (!source) continue;
      createInterface({ input: source }).on("line", (text) => {
        const line = parse(text);
        this.#write(line ? text : JSON.stringify({ time: new Date().toISOString(), stream, text }));
        if (line && stream === "stdout") seen(line);
        this.#keep(text, line, stream);
      });
    }
  }

  close(): void {
    if (this.#file >= 0) closeSync(this.#file);
    this.#file = -1;
  }

  #write(text: string): void {
    if (this.#file >= 0) writeSync(this.#file, `${text}\n`);
  }

  // Errors count most; of a stack trace the line that names the error, not the places it came through.
  #keep(text: string, line: Line | undefined, stream: string): void {
    const grave = line ? line.level === "error" || line.level === "fatal" : stream === "stderr";
    const place = /^\s*(at |\}|\^|Node\.js v)|^\s*$/.test(text);
    if (grave && !place) this.#lastWords = inWords(text);
  }
}

function parse(text: string): Line | undefined {
  if (!text.startsWith("{")) return undefined;
  try {
    return JSON.parse(text) as Line;
  } catch {
    return undefined; // A line that only looks like JSON is text.
  }
}
