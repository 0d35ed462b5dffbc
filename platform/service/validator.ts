import { Errors, Validators } from "moleculer";
import { type Check, compileSchema } from "../contracts/validate.ts";

/** By the schema's text: each service of a process has the common actions. */
const checks = new Map<string, Check>();

/** Compiled with the first call: most actions are called rarely, and all of them took a tenth of a start. */
function checkOf(schema: object): Check {
  const text = JSON.stringify(schema);
  const check = checks.get(text) ?? compileSchema(schema);
  checks.set(text, check);
  return check;
}

/** Moleculer's params are JSON Schemas here, checked by ajv. */
export class AjvValidator extends Validators.Base {
  constructor() {
    super({});
  }
  override compile(schema: object) {
    let check: Check | undefined;
    return ((params: unknown) => {
      check ??= checkOf(schema);
      const problems = check(params);
      if (problems.length)
        throw new Errors.ValidationError("the params do not fit the contract", "bad-request", problems);
      return true;
    }) as never;
  }
  override validate(params: object, schema: object): boolean {
    return checkOf(schema)(params).length === 0;
  }
  override convertSchemaToMoleculer(schema: object): object {
    return schema;
  }
}
