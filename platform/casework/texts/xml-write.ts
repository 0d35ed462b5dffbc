import { create } from "xmlbuilder2";

/** An element: its name as written, attributes, and either other elements or text. */
export interface XmlElement {
  name: string;
  attributes: Record<string, string>;
  content: XmlElement[] | string;
}

type Builder = ReturnType<typeof create>;

/** The library reads references in what it is given, so that "&amp;" of somebody's text would be written as "&". */
const literal = (text: string): string => text.replaceAll("&", "&amp;");

function add(parent: Builder, { name, attributes, content }: XmlElement): void {
  const named = Object.entries(attributes).map(([key, value]) => [key, literal(value)]);
  const element = parent.ele(name, Object.fromEntries(named));
  if (typeof content === "string") element.txt(literal(content));
  else for (const one of content) add(element, one);
}

/**
 * Writes a whole document in UTF-8. The same element gives the same bytes. What XML 1.0 cannot hold at all is replaced by
 * U+FFFD, never sent raw.
 */
export function xmlDocument(root: XmlElement): Buffer {
  const document = create({ version: "1.0", encoding: "UTF-8", invalidCharReplacement: "\uFFFD" });
  add(document, root);
  const text = document.end({ prettyPrint: true, allowEmptyTags: true });
  // The library leaves it as it is, and who reads that would see a line feed.
  return Buffer.from(`${text.replaceAll("\r", "&#13;")}\n`);
}
