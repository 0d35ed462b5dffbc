import type { OpenedElement } from "../../../platform/casework/index.ts";
import { remembered } from "../../../platform/messaging/index.ts";

/** An element of a statement that is kept until the one around it is read. */
export interface Element {
  name: string;
  /** of an amount */
  currency: string;
  text: string;
  children: Element[];
}

/** Of an element's text nobody reads more. */
const textMax = 10_000;

export const elementOf = ({ name, attributes }: Pick<OpenedElement, "name" | "attributes">): Element => ({
  ...{ name, currency: attributes.Ccy ?? "", text: "", children: [] },
});

export function addText(element: Element, text: string): void {
  if (element.text.length < textMax) element.text += text.slice(0, textMax);
}

/** The names of a path; the same few are asked for at each of 50,000 entries. */
const namesIn = remembered((path: string): readonly string[] => path.split("/"));

function* walk({ children }: Element, names: readonly string[], from = 0): Generator<Element> {
  for (const child of children) {
    if (child.name !== names[from]) continue;
    if (from === names.length - 1) yield child;
    else yield* walk(child, names, from + 1);
  }
}

/** All descendants by their path of names, e.g. "RmtInf/Ustrd". */
export const allAt = (element: Element, path: string): Element[] => [...walk(element, namesIn(path))];

/** The first descendant by the first of some paths that leads to one. */
export function firstAt(element: Element, ...paths: string[]): Element | undefined {
  for (const path of paths) for (const found of walk(element, namesIn(path))) return found;
  return undefined;
}

/** The text of the first descendant by the first of some paths that leads to any, or "". */
export function textAt(element: Element, ...paths: string[]): string {
  for (const path of paths)
    for (const found of walk(element, namesIn(path))) {
      const text = found.text.trim();
      if (text) return text;
    }
  return "";
}
