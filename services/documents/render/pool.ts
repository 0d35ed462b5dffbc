import { Worker } from "node:worker_threads";
import type { NoticeContent } from "./notice-content.ts";
import { RenderError } from "./render-error.ts";
import type { RenderAnswer, RenderRequest } from "./worker.ts";

export interface Renderer {
  /** @returns the PDF. Rejects with a RenderError and nothing else. */
  render(content: NoticeContent): Promise<Uint8Array<ArrayBuffer>>;
  /** Rejects all that waits, ends the worker and resolves when it has ended. */
  close(): Promise<void>;
}

export interface RendererOptions {
  /** How many documents may wait behind the one being rendered. */
  waitingMax: number;
  /** After so long the worker is ended with the document it is at. A notice of 2 pages takes 20 ms. */
  millisecondsMax: number;
  /** The worker's heap in MiB; it ends when it needs more. 100 pages of tables take 90. */
  heapMaxMb: number;
  worker: URL;
}

const defaults: RendererOptions = {
  waitingMax: 500,
  millisecondsMax: 30_000,
  heapMaxMb: 128,
  worker: new URL("./worker.ts", import.meta.url),
};

interface Job {
  content: NoticeContent;
  resolve(bytes: Uint8Array<ArrayBuffer>): void;
  reject(error: RenderError): void;
}

/**
 * Renders notices in one worker thread, one after the other, so that the thread that takes in events stays free.
 * The worker is started with the first notice. If it ends, the notice it was at is rejected (`died` or `slow`), and
 * the next one starts another; each start costs one notice, so a worker that cannot start does not start for ever.
 */
export function openRenderer(options: Partial<RendererOptions> = {}): Renderer {
  return new WorkerRenderer({ ...defaults, ...options });
}

class WorkerRenderer implements Renderer {
  readonly #options: RendererOptions;
  readonly #waiting: Job[] = [];
  #worker: Worker | undefined;
  #current: Job | undefined;
  #timer: NodeJS.Timeout | undefined;
  #slow = false;
  #closed = false;

  constructor(options: RendererOptions) {
    this.#options = options;
  }

  render(content: NoticeContent): Promise<Uint8Array<ArrayBuffer>> {
    const { waitingMax } = this.#options;
    return new Promise((resolve, reject) => {
      if (this.#closed) reject(isClosed());
      else if (this.#waiting.length >= waitingMax) {
        reject(new RenderError("busy", `${waitingMax} documents wait already`));
      } else {
        this.#waiting.push({ content, resolve, reject });
        this.#next();
      }
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const job of this.#waiting.splice(0)) job.reject(isClosed());
    await this.#worker?.terminate();
  }

  #next(): void {
    if (this.#current || this.#closed) return;
    this.#current = this.#waiting.shift();
    if (!this.#current) return;
    this.#timer = setTimeout(() => {
      this.#slow = true;
      void this.#worker?.terminate();
    }, this.#options.millisecondsMax);
    try {
      this.#worker ??= this.#start();
      this.#worker.postMessage({ content: this.#current.content } satisfies RenderRequest);
    } catch (error) {
      const kind = error instanceof Error ? error.name : "an unknown error";
      this.#finish()?.reject(new RenderError("failed", `the document could not be handed over: ${kind}`));
      setImmediate(() => this.#next());
    }
  }

  #start(): Worker {
    const { worker, heapMaxMb } = this.#options;
    const started = new Worker(worker, {
      resourceLimits: { maxOldGenerationSizeMb: heapMaxMb, maxYoungGenerationSizeMb: 16 },
    });
    started.on("message", (answer: RenderAnswer) => this.#answered(answer));
    started.on("error", () => {}); // Its message may quote the notice; "exit" follows and says enough.
    started.on("exit", () => this.#ended());
    return started;
  }

  #answered(answer: RenderAnswer): void {
    if (this.#slow) return; // It came while the worker was being ended.
    const job = this.#finish();
    if ("bytes" in answer) job?.resolve(answer.bytes);
    else job?.reject(new RenderError(answer.error.code, answer.error.message));
    this.#next();
  }

  #ended(): void {
    this.#worker = undefined;
    const died = new RenderError("died", "the worker ended while it rendered this document");
    const slow = new RenderError("slow", `no document after ${this.#options.millisecondsMax} ms`);
    this.#finish()?.reject(this.#closed ? isClosed() : this.#slow ? slow : died);
    this.#slow = false;
    this.#next();
  }

  #finish(): Job | undefined {
    clearTimeout(this.#timer);
    const job = this.#current;
    this.#current = undefined;
    return job;
  }
}

function isClosed(): RenderError {
  return new RenderError("closed", "the renderer is closed");
}
