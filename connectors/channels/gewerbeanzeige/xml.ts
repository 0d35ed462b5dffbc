import { escaped } from "../../../platform/casework/index.ts";

/** An element of a message: its name, its attributes, and either other elements or text. */
export interface Element {
  name: string;
  attributes: Record<string, string>;
  content: Element[] | string;
}

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

function written({ name, attributes, content }: Element, prefix: string, indent: string): string {
  const qualified = name === codeName ? name : `${prefix}:${name}`;
  const given = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(value)}"`);
  const inner =
    typeof content === "string"
      ? escaped(content)
      : `\n${content.map((one) => written(one, prefix, `${indent}  `)).join("")}${indent}`;
  return `${indent}<${qualified}${given.join("")}>${inner}</${qualified}>\n`;
}

/** Writes a whole document in UTF-8. The same element gives the same bytes. */
export function documentOf(root: Element, prefix: string, namespace: string): Buffer {
  const attributes = { [`xmlns:${prefix}`]: namespace, ...root.attributes };
  return Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>\n${written({ ...root, attributes }, prefix, "")}`);
}
