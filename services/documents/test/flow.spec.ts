import { expect } from "chai";
import { flow, type Part } from "../render/blocks/flow.ts";
import { area } from "../render/sheet.ts";

const room = area.bottom - area.top;

/** Lays parts out and answers their names page by page; heights are shares of a page. */
function pages(parts: (Partial<Part> & { name: string; height: number })[]): string[][] {
  const made: string[][] = [[]];
  const place = (name: string) => () => {
    made.at(-1)?.push(name);
  };
  const whole = parts.map(({ name, height, onTop, ...rest }) => ({
    before: 0,
    ...rest,
    height: height * room,
    draw: place(name),
    ...(onTop ? { onTop: { height: onTop.height * room, draw: place("header again") } } : {}),
  }));
  flow({ addPage: () => made.push([]) }, whole, area.top, () => {});
  return made;
}

describe("On the pages of a notice", () => {
  it("parts follow each other until a page is full", () =>
    expect(
      pages([
        { name: "a", height: 0.5 },
        { name: "b", height: 0.4 },
        { name: "c", height: 0.2 },
      ]),
    ).to.deep.equal([["a", "b"], ["c"]]));

  it("a heading goes to the next page with the text it belongs to", () =>
    expect(
      pages([
        { name: "text", height: 0.8 },
        { name: "heading", height: 0.1, glue: true },
        { name: "first line", height: 0.08, glue: true },
        { name: "second line", height: 0.08 },
      ]),
    ).to.deep.equal([["text"], ["heading", "first line", "second line"]]));

  it("what is kept together but higher than a page is divided all the same", () =>
    expect(pages(["a", "b", "c"].map((name) => ({ name, height: 0.45, glue: true })))).to.deep.equal([
      ["a", "b"],
      ["c"],
    ]));

  it("space above a part is left out at the top of a page", () =>
    expect(
      pages([
        { name: "a", height: 0.9 },
        { name: "b", height: 1, before: 50 },
      ]),
    ).to.deep.equal([["a"], ["b"]]));

  it("a table's header stands above the rows of every further page", () =>
    expect(
      pages([
        { name: "header", height: 0.1, glue: true },
        ...["1", "2", "3"].map((name) => ({ name, height: 0.4, onTop: { height: 0.1, draw: () => {} } })),
      ]),
    ).to.deep.equal([
      ["header", "1", "2"],
      ["header again", "3"],
    ]));

  it("a part that is higher than any page gets one of its own, and the rest goes on", () =>
    expect(
      pages([
        { name: "a", height: 0.1 },
        { name: "giant", height: 2 },
        { name: "b", height: 0.1 },
      ]),
    ).to.deep.equal([["a"], ["giant"], ["b"]]));
});
