import type { XmlElement } from "libxml2-wasm";
import { readXml, XmlProblem } from "../../../platform/casework/index.ts";
import { Fault } from "../../../platform/messaging/index.ts";

/** What a message of XBau says of itself. */
export interface XbauHead {
  /** name of its root element, e.g. baugenehmigung.bescheid.0205 */
  kind: string;
  /** of the standard, e.g. 2.6 */
  version: string;
  /** its UUID */
  messageId: string;
}

/** As much as an event carries of one. */
const xmlBytesMax = 256 * 1024;

/**
 * Reads a message's head from its bytes, so that what stands beside it is what stands in it.
 * @throws Fault bad-contract for bytes that are no message of XBau
 */
export function headOf(bytes: Buffer): XbauHead {
  try {
    return readXml(bytes, xmlBytesMax, headIn);
  } catch (error) {
    if (error instanceof XmlProblem) throw new Fault("bad-contract", `no message of XBau: ${error.code}`);
    throw error;
  }
}

function headIn(root: XmlElement): XbauHead {
  const version = root.attrs.find(({ name }) => name === "version")?.value ?? "";
  const messageId = root.get("nachrichtenkopf.g2g/identifikation.nachricht/nachrichtenUUID")?.content.trim() ?? "";
  if (!/\.\d{4}$/.test(root.name) || !version || !messageId)
    throw new Fault("bad-contract", "a message of XBau without its kind, version or UUID");
  return { kind: root.name, version, messageId };
}
