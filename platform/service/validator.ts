import { Errors, Validators } from "moleculer";
import { type Check, checkOf, problemsInGerman } from "../contracts/validate.ts";
import { faults } from "../faults.ts";

/** Moleculer's params are JSON Schemas here, checked by ajv. */
export class AjvValidator extends Validators.Base {
  constructor() {
    super({});
  }
  /** Compiled with the first call: most actions are called rarely, and all of them took a tenth of a start. */
  override compile(schema: object) {
    let check: Check | undefined;
    return ((params: unknown) => {
      check ??= checkOf(schema);
      const problems = check(params);
      if (problems.length) {
        const { sentence } = faults["bad-request"];
        const data = { sentence, detail: problemsInGerman(problems), problems };
        throw new Errors.ValidationError(sentence, "bad-request", data);
      }
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
