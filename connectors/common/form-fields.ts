import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { compileSchema } from "../../platform/contracts/validate.ts";
import { DialectError } from "./dialect.ts";

const folder = join(import.meta.dirname, "../../schemas/portal-forms");
const check = compileSchema(JSON.parse(readFileSync(join(folder, "portal-form.schema.json"), "utf8")));

interface Field {
  to: string;
  as?: "text" | "integer" | "decimal" | "cents" | "day" | "iban";
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

/** All forms of a portal that come as a list of fields, by the portal's own name. Throws when a file is wrong. */
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

/**
 * The form's data from a portal's list of fields; empty values count as not filled in.
 * @param at where the list stands in the portal's record, e.g. "/fields"
 * @param day reads a calendar day as the portal writes it
 * @throws DialectError naming the field, never its value
 */
export function dataOf(
  { fields }: PortalForm,
  given: readonly { id: string; value: string }[],
  at: string,
  day: (text: string, path: string) => string,
): Record<string, unknown> {
  const data: Record<string, unknown> = {};
  for (const { id, value } of given) {
    if (!value) continue;
    const path = `${at}/${id.slice(0, 60)}`;
    const [, number = ""] = /\.(\d{1,2})\./.exec(id) ?? [];
    const name = number ? id.replace(`.${number}.`, ".{n}.") : id;
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (!field || (number !== "" && Number(number) < 1)) throw new DialectError("unknown-code", path);
    put(data, field.to.split("/").slice(1), Number(number) - 1, readValue(field, value, path, day));
  }
  return compact(data) as Record<string, unknown>;
}

function readValue(field: Field, text: string, path: string, day: (text: string, path: string) => string): unknown {
  if (field.codes) {
    if (Object.hasOwn(field.codes, text)) return field.codes[text];
    throw new DialectError("unknown-code", path);
  }
  const [, whole = "", rest = ""] = /^(\d{1,9})(?:[.,](\d{1,2}))?$/.exec(text) ?? [];
  switch (field.as) {
    case "day":
      return day(text, path);
    case "iban":
      return text.replaceAll(" ", "");
    case "integer":
    case "decimal":
    case "cents":
      if (!whole || (field.as === "integer" && rest)) throw new DialectError("unknown-code", path);
      return field.as === "cents" ? Number(whole + rest.padEnd(2, "0")) : Number(`${whole}.${rest || 0}`);
    default:
      return text;
  }
}

/** Sets a value at a path; "{n}" is the element `index` of a list. */
function put(root: Record<string, unknown>, steps: string[], index: number, value: unknown): void {
  let place: Record<string | number, unknown> = root;
  for (const [i, step] of steps.entries()) {
    const key = step === "{n}" ? index : step;
    if (i === steps.length - 1) place[key] = value;
    else {
      place[key] ??= steps[i + 1] === "{n}" ? [] : {};
      place = place[key] as Record<string | number, unknown>;
    }
  }
}

/** Numbers that a portal left out leave no holes. */
function compact(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((one) => one !== undefined).map(compact);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, compact(part)]));
}
