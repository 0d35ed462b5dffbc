import { isCallExpression, type Node, type SourceFile } from "typescript/unstable/ast";
import { isFunction, lineAt, placeOf, type Syntax, within } from "./syntax.ts";

export const linesOfFunctionMax = 70;
export const parametersMax = 4;

/** A group of tests: a list of them, written as a function. */
const isGroup = (node: Node): boolean => isCallExpression(node) && node.expression.getText() === "describe";

const linesOf = (file: SourceFile, node: Node): number =>
  lineAt(file, node.end) - lineAt(file, node.getStart(file)) + 1;

/** The groups of tests that are in a node, and in no other of them. */
function groupsIn(node: Node): Node[] {
  const groups: Node[] = [];
  node.forEachChild((child) => {
    groups.push(...(isGroup(child) ? [child] : groupsIn(child)));
  });
  return groups;
}

/** The lines of a function, those of groups of tests in it left out. */
function ownLines(file: SourceFile, node: Node): number {
  if (isGroup(node.parent)) return 0;
  return groupsIn(node).reduce((lines, group) => lines - linesOf(file, group), linesOf(file, node));
}

/** Functions of a file that are longer, and functions that take more by position. */
export function oversized(syntax: Syntax, path: string): string[] {
  const file = syntax.file(path);
  return [...within(file)].filter(isFunction).flatMap((node) => {
    const { parameters, body } = node;
    const lines = body ? ownLines(file, node) : 0;
    return [
      ...(lines > linesOfFunctionMax ? [`${placeOf(syntax, node)}: ${lines} lines`] : []),
      ...(parameters.length > parametersMax ? [`${placeOf(syntax, node)}: ${parameters.length} parameters`] : []),
    ];
  });
}
