import { ParseOption, XmlDocument, type XmlElement, XmlParseError } from "libxml2-wasm";

/** Why bytes are not taken as XML. */
export type XmlProblemCode = "too-large" | "not-utf8" | "document-type" | "not-well-formed" | "too-deep";

/** Says that bytes are no XML that we read. It never quotes them. */
export class XmlProblem extends Error {
  readonly code: XmlProblemCode;
  constructor(code: XmlProblemCode) {
    super(code);
    this.name = "XmlProblem";
    this.code = code;
  }
}

/** Elements within each other; no message between authorities comes near it. */
const depthMax = 64;
const tooDeep = "/*".repeat(depthMax + 1);

/**
 * Reads XML from strangers and gives its root to `read`; the document ends with it. Nothing outside of the bytes is
 * loaded, and a document type is refused before entities could matter.
 * @throws XmlProblem for bytes that are too many, not in UTF-8, with a document type, not well-formed or too deep
 */
export function readXml<T>(bytes: Buffer, bytesMax: number, read: (root: XmlElement) => T): T {
  if (bytes.length > bytesMax) throw new XmlProblem("too-large");
  // UTF-8 only: in another encoding a document type could hide from the next line.
  if (!isUtf8Xml(bytes)) throw new XmlProblem("not-utf8");
  if (bytes.includes("<!DOCTYPE") || bytes.includes("<!ENTITY")) throw new XmlProblem("document-type");
  const document = parse(bytes);
  try {
    if (document.get(tooDeep)) throw new XmlProblem("too-deep");
    return read(document.root);
  } finally {
    document.dispose();
  }
}

function parse(bytes: Buffer): XmlDocument {
  try {
    return XmlDocument.fromBuffer(bytes, {
      option: ParseOption.XML_PARSE_NONET | ParseOption.XML_PARSE_NO_XXE | ParseOption.XML_PARSE_NOERROR,
    });
  } catch (error) {
    // The parser's own words may quote the document.
    if (error instanceof XmlParseError) throw new XmlProblem("not-well-formed");
    throw error;
  }
}

function isUtf8Xml(bytes: Buffer): boolean {
  const declared =
    /^(?:\uFEFF)?<\?xml[^>]*encoding=["']([^"']+)["']/.exec(bytes.toString("utf8", 0, 200))?.[1] ?? "UTF-8";
  return declared.toUpperCase() === "UTF-8" && bytes.every((byte) => byte !== 0) && isText(bytes);
}

function isText(bytes: Buffer): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return true;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}
