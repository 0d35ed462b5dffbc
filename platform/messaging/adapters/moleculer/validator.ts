import { Errors, Validators } from "moleculer";
import { type Check, checkOf, type Problem } from "../../contracts/validate.ts";

/** How a caller is told that params do not fit, in the caller's language. */
export interface Wording {
  sentence: string;
  /** Says which params do not fit; holds no value. */
  detail(problems: readonly Problem[]): string;
}

/** Moleculer's params are JSON Schemas here, checked by ajv. */
export class AjvValidator extends Validators.Base {
  private readonly wording: Wording;
  constructor(wording: Wording) {
    super({});
    this.wording = wording;
  }
  /** Compiled with the first call: most actions are called rarely, and all of them took a tenth of a start. */
  override compile(schema: object) {
    let check: Check | undefined;
    return ((params: unknown) => {
      check ??= checkOf(schema);
      const problems = check(params);
      if (problems.length) {
        const { sentence } = this.wording;
        const data = { sentence, detail: this.wording.detail(problems), problems };
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
