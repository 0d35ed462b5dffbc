import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { compileSchema, readSchema } from "../../messaging/index.ts";

const knownPortals = join(import.meta.dirname, "../../../schemas/portals");
const checkPortalForm = compileSchema(readSchema("portal-form.schema.json"));

/** Where a field goes, and how what stands in it is read. */
export interface FormField {
  to: string;
  as?: "text" | "lines" | "integer" | "decimal" | "cents" | "day" | "birth-date" | "iban";
  /** the number may be negative */
  loss?: boolean;
  codes?: Record<string, string | boolean | number>;
}

/** A form as a portal writes it, field by field: data, so that a new one needs no code. */
export interface PortalForm {
  /** the portal's own name of it */
  service: string;
  /** LeiKa key; undefined: the record names the one that it is about */
  serviceKey?: string;
  /** the form that it maps to, without its version, which the record says */
  form: string;
  fields: Record<string, FormField>;
}

/** The forms that a service takes. */
export interface Forms {
  /** JSON Schemas by name and version, e.g. "trades-parking.v1" */
  schemas: ReadonlyMap<string, object>;
  /** how portals write them, by the portal's name */
  portals: ReadonlyMap<string, readonly PortalForm[]>;
}

const read = (path: string): unknown => JSON.parse(readFileSync(path, "utf8"));
const jsonIn = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter((file) => file.endsWith(".json"))
        .sort()
    : [];

/**
 * Reads the forms of a service, from forms/<form>.json and portals/<portal>/<form>.json in its folder.
 * @throws Error for a portal that there is not, and for a mapping that is none
 */
export function readForms(folder: string): Forms {
  const [forms, portals] = [join(folder, "forms"), join(folder, "portals")];
  const names = existsSync(portals) ? readdirSync(portals).sort() : [];
  const unknown = names.find((name) => !existsSync(join(knownPortals, name)));
  if (unknown) throw new Error(`${portals}: schemas/portals/ has no ${unknown}`);
  return {
    schemas: new Map(
      jsonIn(forms).map((file) => [file.replace(/\.json$/, ""), read(join(forms, file)) as object] as const),
    ),
    portals: new Map(portalNames().map((name) => [name, readPortalForms(join(portals, name))] as const)),
  };
}

/** The schema of a form. @throws Error where the service has none of that name */
export function schemaOf({ schemas }: Forms, name: string): object {
  const found = schemas.get(name);
  if (!found) throw new Error(`there is no forms/${name}.json`);
  return found;
}

/** Names all portals that there are, by their contracts in schemas/portals/. */
export const portalNames = (): string[] => readdirSync(knownPortals).sort();

/**
 * Reads how a portal writes some forms; a form that is `like` another one of the folder has its fields as well.
 * @throws Error naming the file, for one that does not fit schemas/portal-form.schema.json
 */
export function readPortalForms(folder: string): PortalForm[] {
  const found = jsonIn(folder).map((file) => {
    const form = read(join(folder, file));
    const problems = checkPortalForm(form);
    if (problems.length) throw new Error(`${join(folder, file)}: ${JSON.stringify(problems)}`);
    return form as PortalForm & { like?: string };
  });
  return found.map(({ like, ...form }) => {
    if (like === undefined) return form;
    const base = found.find(({ service }) => service === like);
    if (!base) throw new Error(`${folder}: ${form.service} is like ${like}, which is not there`);
    return { ...form, fields: { ...base.fields, ...form.fields } };
  });
}

/** Reads a portal's form that was announced; undefined for text that is none. */
export function portalFormIn(text: string): PortalForm | undefined {
  const form: unknown = JSON.parse(text);
  return checkPortalForm(form).length ? undefined : (form as PortalForm);
}
