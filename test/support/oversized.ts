import { isFunction, lineAt, placeOf, type Syntax, within } from "./syntax.ts";

export const linesOfFunctionMax = 70;
export const parametersMax = 4;

/** Functions of a file that are longer, and functions that take more by position. */
export function oversized(syntax: Syntax, path: string): string[] {
  const file = syntax.file(path);
  return [...within(file)].filter(isFunction).flatMap((node) => {
    const { parameters, body, end } = node;
    const lines = body ? lineAt(file, end) - lineAt(file, node.getStart(file)) + 1 : 0;
    return [
      ...(lines > linesOfFunctionMax ? [`${placeOf(syntax, node)}: ${lines} lines`] : []),
      ...(parameters.length > parametersMax ? [`${placeOf(syntax, node)}: ${parameters.length} parameters`] : []),
    ];
  });
}
