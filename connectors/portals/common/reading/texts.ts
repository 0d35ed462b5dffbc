import { foreignLetter } from "../../../../platform/casework/index.ts";
import type { PortalForms } from "../portal.ts";
import { type TextPlaces, UnmappableError } from "../portal.ts";
import { fieldOf } from "./form-fields.ts";

/**
 * Looks at every text of a portal's record: it has the letters of DIN 91379, and line breaks only where a text may have
 * several lines. What has others never reaches a register or a letter.
 * @throws UnmappableError with the portal's own field and the letter, never the text
 */
export function checkTexts(places: TextPlaces, body: object, forms: PortalForms): void {
  const { fields, files, lines } = places;
  const form = places.formOf(body, forms);
  const checkText = (text: string, path: string, mayBreak: boolean): void => {
    const letter = foreignLetter(mayBreak ? text.replace(/^\uFEFF/, "") : text, mayBreak);
    if (letter) throw new UnmappableError("letter-not-allowed", path, `ohne das Zeichen ${letter}`);
  };
  const lookAtFields = (list: readonly Record<string, string>[]): void => {
    for (const [i, one] of list.entries()) {
      const [name = "", value = ""] = [one[fields.name], one[fields.value]];
      checkText(name, `/${fields.list}/${i}/${fields.name}`, false);
      const mayBreak = form !== undefined && fieldOf(form, name)?.field.as === "lines";
      checkText(value, `/${fields.list}/${name.slice(0, 60)}`, mayBreak);
    }
  };
  const walk = (value: unknown, path: string): void => {
    const mayBreak = lines.some((name) => path.endsWith(`/${name}`));
    if (typeof value === "string") checkText(value, path, mayBreak);
    if (value === null || typeof value !== "object" || Buffer.isBuffer(value)) return;
    for (const [name, part] of Object.entries(value)) {
      if (name === files) continue;
      if (name === fields.list && Array.isArray(part)) lookAtFields(part);
      // A branch of a union is named by its record's full name, which is no field of the portal's.
      else walk(part, name.includes(".") ? path : `${path}/${name}`);
    }
  };
  walk(body, "");
}
