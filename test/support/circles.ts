import { dirname, join, normalize } from "node:path";
import { isStringLiteral, SyntaxKind } from "typescript/unstable/ast";
import { type Syntax, within } from "./syntax.ts";

const importing = [
  SyntaxKind.ImportDeclaration,
  SyntaxKind.ExportDeclaration,
  SyntaxKind.CallExpression, // import("…") at run time
  SyntaxKind.LiteralType, // import("…").Type
];

/** The files that a file imports by their paths, those for types alone and those of run time included. */
export function importedBy(syntax: Syntax, path: string): string[] {
  const names = [...within(syntax.file(path))].flatMap((node) => {
    if (!isStringLiteral(node) || !importing.includes(node.parent.kind)) return [];
    const isCall = node.parent.kind === SyntaxKind.CallExpression;
    const isImport = !isCall || node.parent.getText().startsWith("import(");
    return isImport && node.text.startsWith(".") ? [normalize(join(dirname(path), node.text))] : [];
  });
  return [...new Set(names)];
}

/**
 * Finds circles.
 * @param edges of each place those that lead on from it
 * @returns each circle found, as a way that ends where it begins; none where there are none
 */
export function circlesIn(edges: ReadonlyMap<string, readonly string[]>): string[][] {
  const circles: string[][] = [];
  const done = new Set<string>();
  const follow = (place: string, way: readonly string[]) => {
    const before = way.indexOf(place);
    if (before >= 0) circles.push([...way.slice(before), place]);
    if (before >= 0 || done.has(place)) return;
    for (const next of edges.get(place) ?? []) follow(next, [...way, place]);
    done.add(place);
  };
  for (const place of edges.keys()) follow(place, []);
  return circles;
}
