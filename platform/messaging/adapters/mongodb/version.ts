import { RefusedError } from "../../waiting.ts";
import type { Models } from "./models.ts";

/** The form in which this version of Antragsbus stores things. Before 1.0 nothing of another form is carried over. */
const storeVersion = 3;

/**
 * Notes the form of a database that is new.
 * @throws RefusedError where another version of Antragsbus has written into it
 */
export async function checkStoreVersion({ meta, states, events }: Models): Promise<void> {
  const noted = await meta.findById("store-version").lean();
  if (noted?.value === storeVersion) return;
  if (noted || (await states.exists({})) || (await events.exists({}))) {
    const { name } = states.db;
    throw new RefusedError(
      `The database ${name} was written by another version of Antragsbus. Before 1.0 nothing is carried over: drop it, or start on another one (beside npm start: delete the folder .antragsbus).`,
    );
  }
  await meta.updateOne({ _id: "store-version" }, { $setOnInsert: { value: storeVersion } }, { upsert: true });
}
