import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ParseOption, XmlDocument, XmlParseError, XmlValidateError, XsdValidator } from "libxml2-wasm";
import { xmlRegisterFsInputProviders } from "libxml2-wasm/lib/nodejs.mjs";

/** Names the folder with the XSD files of XBau-Hochbau 2.6; they are no part of the project. */
export const folderSetting = "XBAU_XSD_FOLDER";

const main = "xbau-nachrichten-baugenehmigung.xsd";

/**
 * A check of messages about building permits against the XSD files in a folder: what is wrong, one line each; nothing
 * for a valid one. `dispose` gives the schemas' memory back.
 * @throws Error where the folder has no such schema, or one that cannot be compiled
 */
export function xbauCheck(folder: string): { check(bytes: Buffer): string[]; dispose(): void } {
  const path = join(folder, main);
  if (!existsSync(path)) throw new Error(`${folder} has no ${main}`);
  xmlRegisterFsInputProviders();
  const schema = XmlDocument.fromBuffer(readFileSync(path), { url: path });
  const validator = XsdValidator.fromDoc(schema);
  return {
    check: (bytes) => problemsOf(bytes, validator),
    dispose: () => {
      validator.dispose();
      schema.dispose();
    },
  };
}

function problemsOf(bytes: Buffer, validator: XsdValidator): string[] {
  let document: XmlDocument | undefined;
  try {
    document = XmlDocument.fromBuffer(bytes, { option: ParseOption.XML_PARSE_NONET | ParseOption.XML_PARSE_NO_XXE });
    validator.validate(document);
    return [];
  } catch (error) {
    if (!(error instanceof XmlParseError || error instanceof XmlValidateError)) throw error;
    return error.details.map(({ line, message }) => `line ${line}: ${message.trim()}`);
  } finally {
    document?.dispose();
  }
}
