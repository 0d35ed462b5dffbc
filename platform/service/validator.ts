import { Errors, Validators } from "moleculer";
import { compileSchema } from "../contracts/validate.ts";

/** Moleculer's params are JSON Schemas here, checked by ajv. */
export class AjvValidator extends Validators.Base {
  constructor() {
    super({});
  }
  override compile(schema: object) {
    const check = compileSchema(schema);
    return ((params: unknown) => {
      const problems = check(params);
      if (problems.length)
        throw new Errors.ValidationError("the params do not fit the contract", "bad-request", problems);
      return true;
    }) as never;
  }
  override validate(params: object, schema: object): boolean {
    return compileSchema(schema)(params).length === 0;
  }
  override convertSchemaToMoleculer(schema: object): object {
    return schema;
  }
}
