import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020, type ErrorObject, type ValidateFunction } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { remembered } from "../remembered.ts";
import { isBirthDate, isDay } from "./days.ts";
import { isOfScheme, type SepaScheme } from "./sepa.ts";

/** One thing that does not fit. Never holds the value. */
export interface Problem {
  /** JSON pointer into what was checked */
  path: string;
  /** the rule of JSON Schema that was broken */
  rule: string;
  /** what would fit */
  expected: string;
}

// Not against the metaschema, which alone takes each process 0.1 s at its start: strict mode refuses what is no rule.
const ajv = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true, logger: false, validateSchema: false });
type FormatName = Parameters<typeof addFormats.default.get>[0];

/** A format of JSON Schema as a check. */
function formatOf(name: FormatName): (text: string) => boolean {
  const format = addFormats.default.get(name);
  const validate = typeof format === "object" && "validate" in format ? format.validate : format;
  if (validate instanceof RegExp) return (text) => validate.test(text);
  if (typeof validate === "function") return validate as (text: string) => boolean;
  throw new Error(`the format ${name} is not for strings`);
}

/**
 * A format that nothing is of which is longer: their expressions are of others, and some take more than linear time.
 * @param lengthMax in UTF-16 units
 */
const addFormat = (name: string, lengthMax: number, validate: (text: string) => boolean) =>
  ajv.addFormat(name, { type: "string", validate: (text: string) => text.length <= lengthMax && validate(text) });

addFormat("date-time", 64, formatOf("date-time"));
addFormat("email", 254, formatOf("email")); // RFC 5321, 4.5.3.1.3
addFormat("uri", 2_048, formatOf("uri"));
addFormat("date", 10, isDay);
addFormat("birth-date", 10, isBirthDate);
/** Payouts and debits go through SEPA and nowhere else: to accounts that its schemes reach. */
const addIban = (name: string, scheme: SepaScheme) =>
  // 34 at most (ISO 13616), and spaces
  addFormat(name, 64, (text) => isOfScheme(text.replaceAll(" ", ""), scheme));
addIban("iban", "creditTransfer");
addIban("iban-of-debtor", "directDebit");

/** At most this many problems are named for one form. */
const problemsMax = 50;

function problemOf({ instancePath, keyword, params, message }: ErrorObject): Problem {
  if (keyword === "required")
    return { path: `${instancePath}/${params.missingProperty}`, rule: keyword, expected: "must be there" };
  if (keyword === "additionalProperties")
    return { path: instancePath, rule: keyword, expected: "must have no other fields than those of the form" };
  if (keyword === "enum")
    return { path: instancePath, rule: keyword, expected: `must be one of ${params.allowedValues.join(", ")}` };
  if (keyword === "format" && params.format === "date")
    return { path: instancePath, rule: keyword, expected: "must be a day from 1900-01-01 to 2100-12-31" };
  if (keyword === "format" && params.format === "birth-date")
    return { path: instancePath, rule: keyword, expected: "must be a day, with zeros for what is not known of it" };
  if (keyword === "format" && params.format === "iban")
    return { path: instancePath, rule: keyword, expected: "must be a valid IBAN of the SEPA area" };
  if (keyword === "format" && params.format === "iban-of-debtor")
    return {
      ...{ path: instancePath, rule: keyword },
      expected: "must be a valid IBAN of an account that SEPA direct debits reach",
    };
  return { path: instancePath, rule: keyword, expected: message ?? "must fit the schema" };
}

/** A check of a value: the problems that it has, none where it fits. */
export type Check = (value: unknown) => Problem[];

/** Compiles a JSON Schema (2020-12) into a check that names every problem. Throws when the schema itself is wrong. */
export function compileSchema(schema: object): Check {
  const validate: ValidateFunction = ajv.compile(schema);
  return (value) => (validate(value) ? [] : (validate.errors ?? []).slice(0, problemsMax).map(problemOf));
}

/** Gives the check of a schema, which is compiled once in this process, however many ask for it. Throws as `compileSchema` does. */
export const checkOf: (schema: object) => Check = remembered(compileSchema, { keyOf: JSON.stringify });

/** Reads a contract file of schemas/, by its folders and its name. */
export function readSchema(...path: string[]): object {
  return JSON.parse(readFileSync(join(import.meta.dirname, "../../../schemas", ...path), "utf8"));
}
