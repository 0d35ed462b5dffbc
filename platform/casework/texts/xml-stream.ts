import { SaxesParser } from "saxes";
import { XmlProblem } from "./xml.ts";

/** An element as it opens. */
export interface OpenedElement {
  /** without its prefix */
  name: string;
  namespace: string;
  attributes: Readonly<Record<string, string>>;
}

/** What is told of a document, in its order. */
export interface XmlListener {
  opened(element: OpenedElement): void;
  /** a piece of the text of the element that was opened last */
  text(text: string): void;
  closed(): void;
}

/** Elements within each other; no message between authorities or banks comes near it. */
const depthMax = 64;
const forbidden = /<!(?:DOCTYPE|ENTITY)/;
const forbiddenLength = "<!DOCTYPE".length;

/**
 * Reads XML from strangers piece by piece, in memory that does not grow with it. The rules are those of `readXml`: UTF-8
 * only, no document type, nothing outside of the bytes, well-formed with its namespaces.
 */
export class XmlStream {
  private readonly decoder = new TextDecoder("utf-8", { fatal: true });
  private readonly parser = new SaxesParser({ xmlns: true, position: false });
  /** the end of what was written, where a forbidden word may have begun */
  private tail = "";
  private depth = 0;

  constructor(listener: XmlListener) {
    this.parser.on("error", () => {
      throw new XmlProblem("not-well-formed"); // The parser's own words may quote the document.
    });
    this.parser.on("xmldecl", ({ encoding = "UTF-8" }) => {
      if (encoding.toUpperCase() !== "UTF-8") throw new XmlProblem("not-utf8");
    });
    this.parser.on("opentag", ({ local, uri, attributes }) => {
      this.depth += 1;
      if (this.depth > depthMax) throw new XmlProblem("too-deep");
      const named: Record<string, string> = {};
      for (const one of Object.values(attributes)) named[one.local] = one.value;
      listener.opened({ name: local, namespace: uri, attributes: named });
    });
    this.parser.on("text", (text) => listener.text(text));
    this.parser.on("cdata", (text) => listener.text(text));
    this.parser.on("closetag", () => {
      this.depth -= 1;
      listener.closed();
    });
  }

  /** Takes the next bytes. Throws XmlProblem, and whatever the listener throws. */
  write(bytes: Uint8Array): void {
    this.parse(this.decoded(() => this.decoder.decode(bytes, { stream: true })));
  }

  /** Says that these were all. Throws as `write` does. */
  end(): void {
    this.parse(this.decoded(() => this.decoder.decode()));
    this.parser.close();
  }

  private decoded(decode: () => string): string {
    try {
      return decode();
    } catch (error) {
      if (error instanceof TypeError) throw new XmlProblem("not-utf8");
      throw error;
    }
  }

  private parse(text: string): void {
    const seen = this.tail + text;
    if (forbidden.test(seen)) throw new XmlProblem("document-type");
    this.tail = seen.slice(-forbiddenLength);
    this.parser.write(text);
  }
}
