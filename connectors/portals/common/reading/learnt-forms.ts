import { type PortalForm, PortalFormsOffered, portalFormIn } from "../../../../platform/casework/index.ts";
import { is, type Log, on, type Processor, type Resources } from "../../../../platform/messaging/index.ts";
import type { Portal, PortalForms } from "../portal.ts";

const tenant = "portal-forms";

/** What one service has announced. */
interface AnnouncedForms {
  forms: readonly string[];
}

/** The latest announcement of each service of how this portal writes its forms. */
export const announcedForms: Processor<AnnouncedForms> = {
  name: "portal-forms",
  initial: () => ({ forms: [] }),
  key: (message) => (is(PortalFormsOffered, message) ? { tenant, key: message.body.service } : undefined),
  on: [on(PortalFormsOffered, (_state, { body: { forms } }) => ({ state: { forms }, events: [] }))],
  view: () => ({ status: "announced", tasks: [], timers: [] }),
};

/** What is known of a portal's forms at one moment. */
export interface Learnt {
  forms: PortalForms;
  /** services that are expected and have not said yet which forms they have */
  missing: readonly string[];
}

/**
 * Keeps a portal's forms in step with what services announced: a look at the versions each time it is asked.
 * @param expected names of services that are going to announce theirs
 */
export function formsReader(
  { name, forms: connectorForms }: Pick<Portal, "name" | "forms">,
  { states, log }: Pick<Resources, "states"> & { log: Log },
  expected: readonly string[],
): () => Promise<Learnt> {
  const announced = new Map<string, { version: number; forms: readonly PortalForm[] }>();
  let learnt: Learnt = { forms: byName(connectorForms), missing: expected };
  return async () => {
    const stored = await states.versions(announcedForms.name, tenant);
    const changed = [...stored].filter(([service, version]) => announced.get(service)?.version !== version);
    if (!changed.length) return learnt;
    const keys = changed.map(([key]) => ({ tenant, key }));
    for (const { key, version, value } of await states.read<AnnouncedForms>(announcedForms.name, keys)) {
      const forms = value.forms.flatMap((text) => portalFormIn(text) ?? []);
      if (forms.length < value.forms.length)
        log.error({ portal: name, service: key }, "a form is left out: it was announced and is none");
      announced.set(key, { version, forms });
    }
    const all = [...announced.values()].flatMap(({ forms }) => forms);
    learnt = {
      forms: byName([...all, ...connectorForms]),
      missing: expected.filter((service) => !announced.has(service)),
    };
    return learnt;
  };
}

const byName = (forms: readonly PortalForm[]): PortalForms => new Map(forms.map((form) => [form.service, form]));
