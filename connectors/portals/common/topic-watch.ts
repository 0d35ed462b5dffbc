import type { Kafka, Log } from "../../../platform/messaging/index.ts";
import { problemsOfTopic } from "./topic-check.ts";

/**
 * Looks whether a topic is still set up as it was when the connector started. A change is said and shown, and reading goes
 * on: what a short retention or compaction will take away is lost the sooner the longer nobody reads (ADR 37).
 */
export class TopicWatch {
  private readonly kafka: Pick<Kafka, "inspector">;
  private readonly topic: string;
  private readonly log: Log;
  private found: string[] = [];

  /** @param kafka one that gives up soon */
  constructor(kafka: Pick<Kafka, "inspector">, topic: string, log: Log) {
    this.kafka = kafka;
    this.topic = topic;
    this.log = log;
  }

  /** what was dangerous at the last look */
  get problems(): readonly string[] {
    return this.found.map((problem) => `topic ${this.topic}: ${problem}`);
  }

  /** Looks once. While Kafka is away nothing is known: others say so. */
  async check(): Promise<void> {
    let found: string[];
    try {
      found = await problemsOfTopic(this.kafka, this.topic);
    } catch (error) {
      this.log.debug({ error }, "how the portal's topic is set up cannot be told");
      return;
    }
    const isNew = found.some((problem) => !this.found.includes(problem));
    if (isNew) this.log.error({ topic: this.topic, problems: found }, "the portal's topic was set up dangerously");
    else if (this.found.length && !found.length)
      this.log.warn({ topic: this.topic }, "the portal's topic is set up safely again");
    this.found = found;
  }
}
