import { randomUUID } from "node:crypto";
import { trusted } from "mongoose";
import type { Envelope } from "../../../contracts/envelope.ts";
import type { Checkpoints, Events, KeptIds, Look, Looks, States, StatesOf } from "../../../ports/archive.ts";
import type { BegunNote, BegunNotes } from "../../../ports/notes/begun-notes.ts";
import type { RecordedEvent, StoredState } from "../../../ports/store.ts";
import { type Models, noTime } from "../models.ts";

/** All states of a kind, by the beginning of their ids ("0" follows "/"). */
const within = ({ tenant, processor }: StatesOf, after = "") => ({
  _id: trusted({ $gt: `${tenant}/${processor}/${after}`, $lt: `${tenant}/${processor}0` }),
});

export const mongoStates = ({ states }: Models): States => ({
  read: (ids) => states.find({ _id: trusted({ $in: [...ids] }) }).lean<StoredState[]>(),
  versions: async (selection) => {
    const these = "tenant" in selection ? within(selection) : { _id: trusted({ $in: [...selection] }) };
    const found = await states.find(these, { version: 1 }).lean();
    return new Map(found.map(({ _id, version }) => [_id, version]));
  },
  scan: (selection) => states.find(within(selection)).sort({ _id: 1 }).lean<StoredState>().cursor(),
  keys: async (selection, after, limit) => {
    const found = await states.find(within(selection, after), { key: 1 }).sort({ _id: 1 }).limit(limit).lean();
    return found.map(({ key }) => key);
  },
  withTimers: () => states.countDocuments({ nextTimer: trusted({ $gt: noTime }) }),
});

export const mongoEvents = ({ events }: Models): Events => ({
  ofCase: (caseNumber, limit) =>
    events.find({ "envelope.caseNumber": caseNumber }).sort({ at: 1 }).limit(limit).lean<RecordedEvent[]>(),
  aboutCases: async (caseNumbers, types) => {
    const named = {
      "envelope.caseNumber": trusted({ $in: [...caseNumbers] }),
      "envelope.type": trusted({ $in: [...types] }),
    };
    const found = await events.aggregate<{ envelope: Envelope }>([
      { $match: named },
      { $group: { _id: "$envelope.caseNumber", envelope: { $first: "$envelope" } } },
    ]);
    return found.map(({ envelope }) => envelope);
  },
  toldBecauseOf: (cause) =>
    events
      .find({ "envelope.cause": cause, order: trusted({ $gte: 0 }) })
      .sort({ order: 1 })
      .lean<RecordedEvent[]>(),
});

export const mongoKeptIds =
  ({ retries, dead }: Models): KeptIds =>
  async (type, tenant) => {
    const these = { "envelope.type": type, "envelope.municipality": tenant };
    const found = await Promise.all([
      retries.find(these, { _id: 1 }).lean(),
      dead.find({ open: true, ...these }, { _id: 1 }).lean(),
    ]);
    return found.flat().map(({ _id }) => _id);
  };

export function mongoCheckpoints({ meta }: Models): Checkpoints {
  const read = async (_id: string): Promise<unknown> => (await meta.findById(_id).lean())?.value;
  return {
    read,
    write: async (_id, value) => {
      await meta.updateOne({ _id }, { $set: { value } }, { upsert: true });
    },
    once: async (_id, value) => {
      await meta.updateOne({ _id }, { $setOnInsert: { value } }, { upsert: true });
      return await read(_id);
    },
    versioned: async (_id) => {
      const found = await meta.findById(_id).lean();
      return { value: found?.value, version: found?.version ?? 0 };
    },
    swap: async (_id, version, value) => {
      if (version) {
        const same = await meta.updateOne({ _id, version }, { $set: { value }, $inc: { version: 1 } });
        return same.matchedCount > 0;
      }
      const first = await meta.updateOne({ _id }, { $setOnInsert: { value, version: 1 } }, { upsert: true });
      return first.upsertedCount > 0;
    },
  };
}

export const mongoLooks = ({ looks }: Models): Looks => ({
  note: async (entry) => {
    await looks.insertMany([{ _id: randomUUID(), ...entry }], { lean: true });
  },
  ofTarget: (target, limit) => looks.find({ target }).sort({ at: -1 }).limit(limit).lean<Look[]>(),
});

const quickly = { writeConcern: { w: 1, journal: false } } as const;

export const mongoBegunNotes = ({ meta }: Models): BegunNotes => ({
  read: async (partition) => {
    // What was written quickly is not yet a majority's, which reads are of elsewhere.
    const found = await meta.findById(`begun:${partition}`).readConcern("local").lean();
    return found?.value as BegunNote | undefined;
  },
  write: async (partition, note, by) => {
    const value = { ...note, by };
    await meta.updateOne({ _id: `begun:${partition}` }, { $set: { value } }, { upsert: true, ...quickly });
  },
  count: async (partition, by, more) => {
    await meta.updateOne({ _id: `begun:${partition}`, "value.by": by }, { $inc: { "value.times": more } }, quickly);
  },
});
