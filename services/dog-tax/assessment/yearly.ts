import { demand, type Prove } from "../../../platform/casework/index.ts";
import {
  action,
  computeId,
  type Delivery,
  Fault,
  type Params,
  type Returns,
  type Runtime,
  record,
} from "../../../platform/messaging/index.ts";
import { registrationKey } from "../offers.ts";
import type { Tariff } from "./tariff.ts";

export interface YearlyBody {
  year: number;
  /** who has it assessed */
  actor: string;
}
/** One household's turn in a year's assessment, as a message to its state. */
export const AssessYear = record<YearlyBody>("assess-year");
/** The processor whose states are households. */
export const household = "household";
/** What became of it; a case number: a person has to look, since a tariff or a rate is missing. */
export type YearlyAnswer = "assessed" | "unchanged" | { toPerson: string };

const pageMax = 200;
const limitDefault = 1_000;

/**
 * The assessment of a year for all running households of a town, also once more after a tariff has changed. It can be
 * stopped at any moment: each household's message has an id computed from town, year and tariffs, so whoever goes on
 * looks only at what has not been handled, and nothing is assessed twice.
 */
export async function assessHouseholds(
  { engine, resources: { store } }: Pick<Runtime, "engine" | "resources">,
  tariffs: readonly Tariff[],
  { municipality, year, limit = limitDefault }: Params<"dog-tax.assess-year">,
  actor: string,
): Promise<Returns<"dog-tax.assess-year">> {
  if (!tariffs.length) throw new Fault("not-possible", "für diese Stadt ist kein Steuersatz hinterlegt");
  const run = computeId("assess-year", municipality, year, JSON.stringify(tariffs));
  const progress = `assess-year:${run}`;
  let after = String((await store.checkpoints.read(progress)) ?? "");
  const result = { households: 0, assessed: 0, unchanged: 0, toPerson: [] as string[], done: false };
  while (result.households < limit && !result.done) {
    const size = Math.min(pageMax, limit - result.households);
    const page = await store.states.keys({ processor: household, tenant: municipality }, after, size);
    const turns = page.map((key) => turnOf(run, municipality, key, { year, actor }));
    for (const outcome of await engine.handle(turns)) {
      if (outcome.kind !== "done") continue; // Kept by the engine: it is tried again, or is a dead letter.
      const answer = outcome.answer as YearlyAnswer;
      if (typeof answer === "object") result.toPerson.push(answer.toPerson);
      else result[answer] += 1;
    }
    result.households += turns.length;
    result.done = page.length < size;
    after = page.at(-1) ?? after;
    await store.checkpoints.write(progress, after);
  }
  return result;
}

const turnOf = (run: string, municipality: string, key: string, turn: YearlyBody): Delivery =>
  AssessYear.create({ id: computeId(run, key), municipality }, turn, {
    tenant: municipality,
    processor: household,
    key,
  });

/** The action of it, for operators of the town. */
export const yearlyActions =
  (tariffs: ReadonlyMap<string, { tariffs: Tariff[] }>) => (runtime: () => Runtime, prove: Prove) => ({
    "assess-year": action("dog-tax.assess-year", async (params, meta) => {
      const actor = await prove(meta);
      demand(actor, "operator", { municipality: params.municipality, service: "dog-tax", serviceKey: registrationKey });
      return await assessHouseholds(runtime(), tariffs.get(params.municipality)?.tariffs ?? [], params, actor.id);
    }),
  });
