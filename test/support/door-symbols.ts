import { dirname, join, normalize } from "node:path";
import { isIdentifier, isNamespaceImport, isStringLiteral, type Node, SyntaxKind } from "typescript/unstable/ast";
import { type Symbol as Declared, SymbolFlags } from "typescript/unstable/sync";
import { type Syntax, within } from "./syntax.ts";

/** Where a symbol is declared, whatever it is called where it is used. */
function originOf({ project: { checker } }: Syntax, symbol: Declared): string {
  const { name, declarations } = symbol.flags & SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  return declarations.map(({ path }) => `${path} ${name}`).join();
}

/** The symbols that a door exports. */
function exportsOf(syntax: Syntax, door: string): readonly Declared[] {
  const { checker } = syntax.project;
  const module = checker.getSymbolAtLocation(syntax.file(door));
  if (!module) throw new Error(`${door} exports nothing`);
  return checker.getExportsOfModule(module);
}

/** The file that a node takes as a whole: by import(), or by the name of its namespace without a member. */
function takenWhole(syntax: Syntax, path: string, node: Node): string | undefined {
  const targetOf = (module: Node | undefined) =>
    module && isStringLiteral(module) ? normalize(join(dirname(path), module.text)) : undefined;
  if (node.parent?.kind === SyntaxKind.CallExpression && isStringLiteral(node)) return targetOf(node);
  if (!isIdentifier(node) || isNamespaceImport(node.parent)) return undefined;
  const [declared] = syntax.project.checker.getSymbolAtLocation(node)?.declarations ?? [];
  if (declared?.kind !== SyntaxKind.NamespaceImport) return undefined;
  const { parent } = node;
  const isMember = parent.kind === SyntaxKind.PropertyAccessExpression || parent.kind === SyntaxKind.QualifiedName;
  const from = declared.resolve()?.parent.parent as (Node & { moduleSpecifier?: Node }) | undefined;
  return isMember ? undefined : targetOf(from?.moduleSpecifier);
}

/**
 * The symbols of doors that files name, in whatever way: imported under another name, as types, as members of a namespace,
 * through another file. A door that is taken as a whole counts with all that it exports; what two doors export counts once.
 */
export function namedOf(syntax: Syntax, doors: readonly string[], paths: readonly string[]): string[] {
  const exported = new Map(
    doors.flatMap((door) => exportsOf(syntax, door).map((one) => [originOf(syntax, one), one.name] as const)),
  );
  const found = new Set<string>();
  const note = (symbol: Declared | undefined) => {
    const origin = symbol ? originOf(syntax, symbol) : "";
    if (exported.has(origin)) found.add(origin);
  };
  for (const path of paths)
    for (const node of within(syntax.file(path))) {
      const whole = takenWhole(syntax, path, node);
      if (whole && doors.includes(whole)) exportsOf(syntax, whole).forEach(note);
      else if (isIdentifier(node)) note(syntax.project.checker.getSymbolAtLocation(node));
    }
  return [...found].map((origin) => exported.get(origin) ?? "").sort();
}
