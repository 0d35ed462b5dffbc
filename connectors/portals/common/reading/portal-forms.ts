import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { compileSchema } from "../../../../platform/messaging/index.ts";

const folder = join(import.meta.dirname, "../../../../schemas/portal-forms");
const check = compileSchema(JSON.parse(readFileSync(join(folder, "portal-form.schema.json"), "utf8")));

/** Where a field goes, and how what stands in it is read. */
export interface Field {
  to: string;
  as?: "text" | "lines" | "integer" | "decimal" | "cents" | "day" | "birth-date" | "iban";
  /** the number may be negative */
  loss?: boolean;
  codes?: Record<string, string | boolean | number>;
}

/** A form of a portal's, field by field, from schemas/portal-forms/<portal>/: data, so that a new one needs no code. */
export interface PortalForm {
  service: string;
  /** LeiKa key; undefined: the record names the one that it is about */
  serviceKey?: string;
  form: string;
  /** another form of the portal's whose fields it has as well */
  like?: string;
  fields: Record<string, Field>;
}

/** Reads all forms of a portal that come as a list of fields, by the portal's own name. Throws when a file is wrong. */
export function portalForms(portal: string): Map<string, PortalForm> {
  const own = join(folder, portal);
  if (!existsSync(own)) return new Map();
  const forms = new Map(
    readdirSync(own).map((file) => {
      const form = JSON.parse(readFileSync(join(own, file), "utf8")) as PortalForm;
      const problems = check(form);
      if (problems.length) throw new Error(`schemas/portal-forms/${portal}/${file}: ${JSON.stringify(problems)}`);
      return [form.service, form];
    }),
  );
  for (const form of forms.values()) {
    const base = form.like === undefined ? undefined : forms.get(form.like);
    if (form.like !== undefined && !base) throw new Error(`${form.service}: there is no form ${form.like}`);
    form.fields = { ...base?.fields, ...form.fields };
  }
  return forms;
}
