import {
  isArrowFunction,
  isClassDeclaration,
  isFunctionDeclaration,
  isFunctionTypeNode,
  isInterfaceDeclaration,
  isMethodDeclaration,
  isMethodSignatureDeclaration,
  isPropertyDeclaration,
  isPropertySignatureDeclaration,
  isTypeAliasDeclaration,
  isTypeLiteralNode,
  isTypeReferenceNode,
  isVariableDeclaration,
  type Node,
  SyntaxKind,
} from "typescript/unstable/ast";
import { type Symbol as Declared, SymbolFlags } from "typescript/unstable/sync";
import { placeOf, type Syntax } from "./syntax.ts";

/** What doc comments of functions, methods and classes begin with. A verb that is missing here is added. */
const verbs = new Set(
  `Acknowledges Adds Answers Appends Asks Begins Brings Calls Carries Changes Checks Closes Collects Commits Compares
  Compiles Computes Connects Counts Decides Defines Decodes Deletes Describes Does Drops Encodes Ends Ensures Extends Finds
  Forgets Gives Goes Grants Groups Guards Handles Hands Hashes Holds Issues Joins Judges Keeps Knows Learns Leaves Lets Looks Lowers Maintains Makes Marks Moves
  Names Notes Opens Parts Publishes Puts Reads Records Registers Rejects Remembers Removes Renews Repeats Resolves Restricts
  Runs Says Seals Searches Sees Sends Sets Settles Shows Starts Stops Stores Swaps Takes Tells Throws Tries Waits Watches Widens
  Works Writes`.split(/\s+/),
);
/** "Notes of a partition" is no sentence. */
const notOfNouns = /^(?:of|as|about)$/;

/** Whether a comment begins with a verb: what it documents does that. */
export function beginsWithVerb(comment: string): boolean {
  const [first = "", second = ""] = comment.split(/[\s,.:]+/, 2);
  return verbs.has(first) && !notOfNouns.test(second);
}

/** The doc comment right before a node, without its tags; undefined where there is none. */
function docOf(node: Node): string | undefined {
  const file = node.getSourceFile();
  const before = file.text.slice(node.pos, node.getStart(file));
  const [, found] = /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*$/.exec(before) ?? [];
  const words = found?.replace(/^\s*\*/gm, "").trim();
  return words?.split(/(?:^|\s)@/)[0]?.trim();
}

interface Members {
  readonly members: Iterable<Node>;
}

const isHidden = (node: Node & { name?: Node }): boolean =>
  node.name?.kind === SyntaxKind.PrivateIdentifier ||
  [...((node as { modifiers?: Iterable<Node> }).modifiers ?? [])].some(({ kind }) =>
    [SyntaxKind.PrivateKeyword, SyntaxKind.ProtectedKeyword].includes(kind),
  );

function isMethod(node: Node): boolean {
  if (isMethodDeclaration(node) || isMethodSignatureDeclaration(node)) return true;
  if (isPropertySignatureDeclaration(node)) return node.type !== undefined && isFunctionTypeNode(node.type);
  return isPropertyDeclaration(node) && node.initializer !== undefined && isArrowFunction(node.initializer);
}

/** Reads what a door exports, and says what lacks a comment that tells what it does. */
export class DocComments {
  private readonly syntax: Syntax;
  private readonly seen = new Set<Node>();
  private readonly found: string[] = [];

  constructor(syntax: Syntax) {
    this.syntax = syntax;
  }

  /** @param door the file whose exports are looked at, with their methods, and those of the types that they extend */
  lacking(door: string): string[] {
    const { checker } = this.syntax.project;
    const module = checker.getSymbolAtLocation(this.syntax.file(door));
    for (const symbol of module ? checker.getExportsOfModule(module) : []) this.ofSymbol(this.declared(symbol));
    return this.found;
  }

  private ofSymbol(symbol: Declared | undefined): void {
    for (const declaration of symbol?.declarations ?? []) {
      const node = declaration.resolve();
      if (!node || this.seen.has(node)) continue;
      this.seen.add(node);
      this.ofDeclaration(node);
    }
  }

  private ofDeclaration(node: Node): void {
    if (isFunctionDeclaration(node)) this.demand(node, true);
    else if (isVariableDeclaration(node)) {
      const does = node.initializer !== undefined && isArrowFunction(node.initializer);
      this.demand(node.parent.parent, does, node);
    } else if (isClassDeclaration(node)) {
      this.demand(node, true);
      this.ofMembers(node);
    } else if (isInterfaceDeclaration(node)) {
      this.demand(node, false);
      this.ofMembers(node);
      for (const { types } of node.heritageClauses ?? []) for (const type of types) this.ofName(type.expression);
    } else if (isTypeAliasDeclaration(node)) {
      this.demand(node, false);
      if (isTypeLiteralNode(node.type)) this.ofMembers(node.type);
      if (isTypeReferenceNode(node.type)) this.ofName(node.type.typeName);
    }
  }

  /** The type that a name stands for, where it is declared in the platform. */
  private ofName(name: Node): void {
    const { checker } = this.syntax.project;
    const symbol = checker.getSymbolAtLocation(name);
    if (!symbol) return;
    const declared = this.declared(symbol);
    const node = declared.declarations[0]?.resolve();
    if (node && this.syntax.pathOf(node).startsWith("platform/")) this.ofSymbol(declared);
  }

  /** What stands behind a name, however often it was imported and exported. */
  private declared(symbol: Declared): Declared {
    return symbol.flags & SymbolFlags.Alias ? this.syntax.project.checker.getAliasedSymbol(symbol) : symbol;
  }

  private ofMembers({ members }: Members): void {
    for (const member of members) if (isMethod(member) && !isHidden(member)) this.demand(member, true);
  }

  private demand(commented: Node, does: boolean, named: Node = commented): void {
    const name = (named as { name?: Node }).name?.getText() ?? "";
    const comment = docOf(commented);
    const place = `${placeOf(this.syntax, named)} ${name}`;
    if (!comment) this.found.push(`${place}: has no comment`);
    else if (does && !beginsWithVerb(comment)) this.found.push(`${place}: "${comment.split(/\s/, 4).join(" ")} …"`);
  }
}
