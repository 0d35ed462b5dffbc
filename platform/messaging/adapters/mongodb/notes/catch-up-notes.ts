import type { CatchUpNotes, Missed, Position } from "../../../ports/notes/catch-up-notes.ts";
import type { Models } from "../models.ts";

export class MongoCatchUpNotes implements CatchUpNotes {
  private readonly meta: Models["meta"];

  constructor({ meta }: Pick<Models, "meta">) {
    this.meta = meta;
  }

  async gap(stream: string): Promise<Missed | undefined> {
    const found = await this.meta.findById(`missed:${stream}`).lean();
    return found?.value as Missed | undefined;
  }

  async miss(stream: string, { since, making }: Missed): Promise<void> {
    const noted = { $set: { "value.making": making }, $setOnInsert: { "value.since": since } };
    await this.meta.updateOne({ _id: `missed:${stream}` }, noted, { upsert: true });
  }

  async settle(stream: string, making: string): Promise<void> {
    await this.meta.deleteOne({ _id: `missed:${stream}`, "value.making": making });
  }

  async position(stream: string): Promise<Position | undefined> {
    const found = await this.meta.findById(`position:${stream}`).lean();
    return found?.value as Position | undefined;
  }

  async answered(stream: string, { redriven, before }: Position): Promise<void> {
    const position = { $set: { "value.redriven": redriven }, $setOnInsert: { "value.before": before } };
    await this.meta.updateOne({ _id: `position:${stream}` }, position, { upsert: true });
  }

  async reached(stream: string, { redriven, before }: Position): Promise<void> {
    const same = { _id: `position:${stream}`, "value.redriven": redriven };
    await this.meta.updateOne(same, { $set: { "value.before": before } });
  }
}
