import { join } from "node:path";
import { type Node, type SourceFile, SyntaxKind } from "typescript/unstable/ast";
import { createVirtualFileSystem } from "typescript/unstable/fs";
import { API, type Project } from "typescript/unstable/sync";

/** The syntax of TypeScript files, as the compiler reads it. A process of its own does: whoever opens it closes it. */
export class Syntax {
  readonly project: Project;
  private readonly api: API;
  private readonly root: string;

  /** @param written files in place of this project's own, by their paths */
  constructor(written?: Record<string, string>) {
    this.root = written ? "/written" : process.cwd();
    const files = Object.entries({ "tsconfig.json": '{ "include": ["**/*.ts"] }', ...written });
    const fs =
      written && createVirtualFileSystem(Object.fromEntries(files.map(([path, text]) => [this.at(path), text])));
    this.api = new API({ cwd: this.root, ...(fs && { fs }) });
    const [project] = this.api.updateSnapshot({ openProjects: [this.at("tsconfig.json")] }).getProjects();
    if (!project) throw new Error("the compiler opens no project");
    this.project = project;
  }

  /** @param path from the project's root */
  file(path: string): SourceFile {
    const found = this.project.program.getSourceFile(this.at(path));
    if (!found) throw new Error(`the compiler does not know ${path}`);
    return found;
  }

  /** The path of a node's file, from the project's root. */
  pathOf(node: Node): string {
    return node.getSourceFile().fileName.slice(this.root.length + 1);
  }

  close(): void {
    this.api.close();
  }

  private at(path: string): string {
    return join(this.root, path);
  }
}

/** A node and all that lies in it. */
export function* within(node: Node): Generator<Node> {
  yield node;
  const children: Node[] = [];
  node.forEachChild((child) => {
    children.push(child);
  });
  for (const child of children) yield* within(child);
}

/** The line that a place of a file lies in, from 1. */
export const lineAt = ({ text }: SourceFile, place: number): number => text.slice(0, place).split("\n").length;

/** Where a node begins, as path:line. */
export function placeOf(syntax: Syntax, node: Node): string {
  const file = node.getSourceFile();
  return `${syntax.pathOf(node)}:${lineAt(file, node.getStart(file))}`;
}

const functionKinds = [
  SyntaxKind.FunctionDeclaration,
  SyntaxKind.FunctionExpression,
  SyntaxKind.ArrowFunction,
  SyntaxKind.MethodDeclaration,
  SyntaxKind.MethodSignature,
  SyntaxKind.FunctionType,
  SyntaxKind.Constructor,
  SyntaxKind.GetAccessor,
  SyntaxKind.SetAccessor,
];

/** A function, a method, a constructor, or the type of one. */
export interface FunctionNode extends Node {
  readonly parameters: readonly Node[];
  readonly body?: Node;
}

export const isFunction = (node: Node): node is FunctionNode => functionKinds.includes(node.kind);

const declaringKinds = [
  ...functionKinds,
  SyntaxKind.ClassDeclaration,
  SyntaxKind.InterfaceDeclaration,
  SyntaxKind.TypeAliasDeclaration,
  SyntaxKind.VariableDeclaration,
  SyntaxKind.BindingElement,
  SyntaxKind.Parameter,
  SyntaxKind.PropertySignature,
  SyntaxKind.PropertyDeclaration,
  SyntaxKind.PropertyAssignment,
  SyntaxKind.ImportSpecifier,
  SyntaxKind.ExportSpecifier,
];

/** The name that a node declares, also for a file that it is imported to or exported from; "" where it declares none, or more than one. */
export function declaredBy(node: Node): string {
  if (!declaringKinds.includes(node.kind)) return "";
  const { name } = node as Node & { name?: Node & { text?: string } };
  return name?.text ?? "";
}
