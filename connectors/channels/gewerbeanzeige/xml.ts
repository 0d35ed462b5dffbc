import { type XmlElement as Element, xmlDocument } from "../../../platform/casework/index.ts";

export type { Element };

/** What may stand among an element's parts: lists are taken apart, what is missing is left out. */
export type Part = Element | undefined | readonly Part[];

const flat = (parts: readonly Part[]): Element[] =>
  parts.flatMap((part) => (part === undefined ? [] : "name" in part ? [part] : flat(part)));

/** Puts an element around others; undefined when there is nothing in it. */
export function group(name: string, ...parts: Part[]): Element | undefined {
  const content = flat(parts);
  return content.length ? { name, attributes: {}, content } : undefined;
}

/** Makes an element with text; undefined when there is none. */
export const text = (name: string, value: string | undefined): Element | undefined =>
  value ? { name, attributes: {}, content: value } : undefined;

/** Writes a word of a code list, as XÖV does: in an element `code` without a namespace. */
export const code = (
  name: string,
  value: string | undefined,
  attributes: Record<string, string> = {},
): Element | undefined =>
  value ? { name, attributes, content: [{ name: codeName, attributes: {}, content: value }] } : undefined;

const codeName = "code";

/** Names in the namespace of the message; a word of a code list has none. */
const qualified = ({ name, attributes, content }: Element, prefix: string): Element => ({
  name: name === codeName ? name : `${prefix}:${name}`,
  attributes,
  content: typeof content === "string" ? content : content.map((one) => qualified(one, prefix)),
});

/** Writes a whole document in UTF-8. The same element gives the same bytes. */
export function documentOf(root: Element, prefix: string, namespace: string): Buffer {
  const attributes = { [`xmlns:${prefix}`]: namespace, ...root.attributes };
  return xmlDocument(qualified({ ...root, attributes }, prefix));
}
