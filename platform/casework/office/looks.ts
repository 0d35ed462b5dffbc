import { action, type Runtime } from "../../messaging/index.ts";
import { type Actor, demand, type Place, type Prove, permits } from "./actor.ts";

/** At most so many looks are told at once, the latest. */
const looksMax = 1_000;

/**
 * Notes that a person looks at personal data. Once it returns it is durable: what was looked at may leave only then.
 * @param what name of the action, and a case number or key; never a personal value
 */
export async function noteAccess(
  { resources: { store } }: Runtime,
  { id: actor }: Actor,
  what: { action: string; target: string },
  { municipality, serviceKey }: Omit<Place, "service">,
): Promise<void> {
  await store.looks.note({ at: store.now(), actor, ...what, municipality, serviceKey });
}

/** Who looked at what: for data protection. */
export const looksAction = (runtime: () => Runtime, prove: Prove) =>
  action("service.looks", async ({ about: target }, meta) => {
    const auditor = await prove(meta);
    demand(auditor, "auditor");
    const { store, name: service } = runtime().resources;
    const found = await store.looks.ofTarget(target, looksMax);
    const seen = found.filter(({ municipality, serviceKey }) =>
      permits(auditor, "auditor", { municipality, service, serviceKey }),
    );
    return {
      looks: seen
        .reverse()
        .map(({ at, actor, action, target }) => ({ at: at.toISOString(), actor, action, about: target })),
    };
  });
