import {
  type Identifier,
  isBinaryExpression,
  isCallExpression,
  isDeleteExpression,
  isElementAccessExpression,
  isFunctionDeclaration,
  isIdentifier,
  isImportDeclaration,
  isNewExpression,
  isNonNullExpression,
  isParenthesizedExpression,
  isPostfixUnaryExpression,
  isPrefixUnaryExpression,
  isPropertyAccessExpression,
  isPropertyDeclaration,
  isStringLiteral,
  isVariableStatement,
  type Node,
  NodeFlags,
  type SourceFile,
  SyntaxKind,
} from "typescript/unstable/ast";
import { SymbolFlags } from "typescript/unstable/sync";
import { isFunction, placeOf, type Syntax, within } from "./syntax.ts";

/** Why a file is not the same each time that it runs. */
export type Impurity = "time" | "chance" | "state";

/** Names that stand for a clock or for chance, wherever they come from. */
const names: Record<string, Impurity> = {
  setTimeout: "time",
  setInterval: "time",
  setImmediate: "time",
  performance: "time",
  hrtime: "time",
  uptime: "time",
  Temporal: "time",
  randomUUID: "chance",
  randomUUIDv7: "chance",
  randomBytes: "chance",
  randomInt: "chance",
  randomFill: "chance",
  randomFillSync: "chance",
  getRandomValues: "chance",
};
/** Members that are meant on these objects alone. */
const members: Record<string, Impurity> = {
  "Date.now": "time",
  "AbortSignal.timeout": "time",
  "scheduler.wait": "time",
  "Math.random": "chance",
};
const modules = /^(?:node:)?(?:timers|perf_hooks)(?:\/|$)/;

function impurityOf(node: Node): Impurity | undefined {
  if (isIdentifier(node) && Object.hasOwn(names, node.text)) return names[node.text];
  if (isPropertyAccessExpression(node)) return members[`${node.expression.getText()}.${node.name.text}`];
  if (isNewExpression(node) && node.expression.getText() === "Date") return node.arguments?.length ? undefined : "time";
  if (isCallExpression(node) && node.expression.getText() === "Date") return "time";
  if (isImportDeclaration(node) && isStringLiteral(node.moduleSpecifier) && modules.test(node.moduleSpecifier.text))
    return "time";
  return undefined;
}

/** Methods that change what they are called on. */
const changing = new Set(
  "set add delete clear push pop shift unshift splice sort reverse fill copyWithin assign defineProperty".split(" "),
);
/** What a module may make once: it holds nothing that shows, or is only read, which is looked at where it is named. */
const harmless = /^(?:Map|Set|WeakMap|WeakSet|Date|URL|RegExp|Intl\.\w+|Ajv2020|W3CTraceContextPropagator)$/;

/** The name that a chain begins with: `a` in `a.b[c].get(d).push`. */
function rootOf(node: Node): Identifier | undefined {
  if (isIdentifier(node)) return node;
  if (isPropertyAccessExpression(node) || isElementAccessExpression(node)) return rootOf(node.expression);
  if (isParenthesizedExpression(node) || isNonNullExpression(node)) return rootOf(node.expression);
  if (isCallExpression(node) && !isIdentifier(node.expression)) return rootOf(node.expression);
  return undefined;
}

const isMember = (node: Node) => isPropertyAccessExpression(node) || isElementAccessExpression(node);
const isStep = (operator: SyntaxKind) => [SyntaxKind.PlusPlusToken, SyntaxKind.MinusMinusToken].includes(operator);

/** What a node changes a part of. */
function changedBy(node: Node): Node | undefined {
  if (isBinaryExpression(node)) {
    const { kind } = node.operatorToken;
    const assigns = kind >= SyntaxKind.FirstAssignment && kind <= SyntaxKind.LastAssignment;
    return assigns && isMember(node.left) ? node.left : undefined;
  }
  if (isDeleteExpression(node)) return node.expression;
  if (isPrefixUnaryExpression(node) || isPostfixUnaryExpression(node))
    return isStep(node.operator) && isMember(node.operand) ? node.operand : undefined;
  if (!isCallExpression(node) || !isPropertyAccessExpression(node.expression)) return undefined;
  const { name, expression } = node.expression;
  if (!changing.has(name.text)) return undefined;
  return expression.getText() === "Object" ? node.arguments[0] : expression;
}

/** Whether a name stands for what a module of ours declares outside of every function. */
function isOfModule(syntax: Syntax, name: Identifier): boolean {
  const { checker } = syntax.project;
  const found = checker.getSymbolAtLocation(name);
  if (!found) return false;
  const symbol = found.flags & SymbolFlags.Alias ? checker.getAliasedSymbol(found) : found;
  return symbol.declarations.some((declaration) => {
    let node = declaration.resolve();
    if (!node || node.getSourceFile().fileName.includes("/node_modules/")) return false;
    while (node.parent && !isFunction(node) && !isFunctionDeclaration(node)) node = node.parent;
    return node.kind === SyntaxKind.SourceFile && !node.getSourceFile().isDeclarationFile;
  });
}

/** Names of a module that may be given another value, static fields that may, and what it makes that may change. */
function* stateDeclared(file: SourceFile): Generator<Node> {
  for (const statement of file.statements) {
    if (!isVariableStatement(statement)) continue;
    const isConst = Boolean(statement.declarationList.flags & NodeFlags.Const);
    if (!isConst) yield statement;
    for (const { initializer } of statement.declarationList.declarations)
      for (const node of initializer ? outside(initializer) : [])
        if (isNewExpression(node) && !harmless.test(node.expression.getText())) yield node;
        else if (isCallExpression(node) && isParenthesizedExpression(node.expression)) yield node;
  }
  for (const node of within(file))
    if (isPropertyDeclaration(node)) {
      const kinds = [...(node.modifiers ?? [])].map(({ kind }) => kind);
      if (kinds.includes(SyntaxKind.StaticKeyword) && !kinds.includes(SyntaxKind.ReadonlyKeyword)) yield node;
    }
}

/** What is computed when the module is loaded: nothing within functions. */
function* outside(node: Node): Generator<Node> {
  yield node;
  if (isFunction(node)) return;
  const children: Node[] = [];
  node.forEachChild((child) => {
    children.push(child);
  });
  for (const child of children) yield* outside(child);
}

/** Finds the clocks, the chance and the state of a file's own, each with its place. */
export function impuritiesOf(syntax: Syntax, path: string): { impurity: Impurity; place: string }[] {
  const file = syntax.file(path);
  const found = [...stateDeclared(file)].map((node) => ({ impurity: "state" as Impurity, node }));
  for (const node of within(file)) {
    const impurity = impurityOf(node);
    if (impurity) found.push({ impurity, node });
    const changed = changedBy(node);
    const root = changed && rootOf(changed);
    if (root && isOfModule(syntax, root)) found.push({ impurity: "state", node });
  }
  return found.map(({ impurity, node }) => ({ impurity, place: `${placeOf(syntax, node)} ${lineOf(node)}` }));
}

const lineOf = (node: Node): string => node.getText().split("\n")[0]?.slice(0, 80) ?? "";
