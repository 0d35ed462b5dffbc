import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { expect } from "chai";
import {
  isCallExpression,
  isClassDeclaration,
  isFunctionDeclaration,
  isIdentifier,
  isImportSpecifier,
  isInterfaceDeclaration,
  isMethodDeclaration,
  isPropertyAssignment,
  isStringLiteral,
  isTypeAliasDeclaration,
  isTypeReferenceNode,
  isVariableDeclaration,
  type Node,
} from "typescript/unstable/ast";
import { SymbolFlags } from "typescript/unstable/sync";
import { isTest } from "../support/is-test.ts";
import { Syntax, within } from "../support/syntax.ts";

const page = readFileSync("docs/architecture.md", "utf8");
const filesMax = 20;

/** The cells of the first table below a heading, without its head. */
function tableBelow(heading: string): string[][] {
  const section = page.split(`\n## ${heading}\n`)[1]?.split("\n## ")[0] ?? "";
  const [table = ""] = /^\|[\s\S]*?(?=\n\n|$(?![\s\S]))/m.exec(section) ?? [];
  const rows = table
    .trim()
    .split("\n")
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
  return rows.slice(2);
}

const inBackticks = (cell = ""): string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, text = ""]) => text);

/** Where a step comes from: another step, or somebody outside; and the contract at which both meet. */
interface Origin {
  from: string;
  contract: string | undefined;
}

interface Step {
  number: string;
  file: string;
  /** "Class.method", "outer.inner" or one name */
  name: string;
  origins: Origin[];
}

function stepOf([number = "", file, name, origins = ""]: string[]): Step {
  return {
    number,
    file: inBackticks(file)[0] ?? "",
    name: inBackticks(name)[0] ?? "",
    origins: origins.split(";").map((origin) => {
      return { from: origin.split(",")[0]?.trim() ?? "", contract: inBackticks(origin)[0] };
    }),
  };
}

/** Those who are no part of the code. */
const outsiders = ["Kafka", "a person"];
/** Files whose types are ports: both sides know them, and neither side the other. */
const ports =
  /\/ports\/|\/messaging\/engine\/(?:delivery|processor|running\/outbox)\.ts$|^connectors\/portals\/common\/portal\.ts$/;
/** What makes a value that is a message's contract. */
const makers = ["event", "command", "record", "timer"];

/** Reads what files declare and name, and says where a table of steps differs from it. */
class Way {
  private readonly syntax: Syntax;
  private readonly named = new Map<string, Map<string, Node>>();

  constructor(syntax: Syntax) {
    this.syntax = syntax;
  }

  problemsOf(steps: readonly Step[]): string[] {
    return steps.flatMap((step, i) => {
      const { number, file, name } = step;
      const before = steps.slice(0, i);
      if (number !== String(i + 1)) return [`${number}: is step ${i + 1}`];
      if (!existsSync(file)) return [`${number}: there is no ${file}`];
      if (!this.declares(file, name)) return [`${number}: ${file} declares no ${name}`];
      return step.origins.flatMap((origin) => {
        const problem = this.problemOf(step, origin, before);
        return problem ? [`${number}: ${problem}`] : [];
      });
    });
  }

  private problemOf({ file, name }: Step, { from, contract }: Origin, before: readonly Step[]): string | undefined {
    const source = before.find(({ number }) => number === from);
    if (!source && !outsiders.includes(from)) return `${from} is no earlier step`;
    const both = source ? [source.file, file] : [file];
    if (contract) {
      const strangers = both.filter((path) => !this.names(path, contract, both));
      return strangers.length ? `${contract} is no contract that ${strangers.join(" and ")} names` : undefined;
    }
    if (!source) return `${from} needs a contract`;
    const outer = name.split(".")[0] ?? "";
    if (source.file === file || this.namedIn(source.file).has(`${file} ${outer}`)) return undefined;
    return `${source.file} does not use ${name}`;
  }

  /** Whether a function, method, class or constant of this name is declared; of "a.b", b within a. */
  private declares(path: string, name: string): boolean {
    let places: Node[] = [this.syntax.file(path)];
    for (const part of name.split("."))
      places = places.flatMap((place) => [...within(place)].filter((node) => node !== place && nameOf(node) === part));
    return places.length > 0;
  }

  /** Whether a file names a contract: an action by its name, a message's or a port's by what was imported, a port by its file. */
  private names(path: string, contract: string, both: readonly string[]): boolean {
    if (ports.test(contract)) return [...this.namedIn(path).keys()].some((key) => key.startsWith(`${contract} `));
    if (contract.includes("."))
      return (
        existsSync(`schemas/actions/${contract}.json`) &&
        [...within(this.syntax.file(path))].some((node) => isStringLiteral(node) && node.text === contract)
      );
    return [...this.namedIn(path)].some(([key, node]) => {
      const [declaredIn = "", name] = key.split(" ");
      return name === contract && (both.includes(declaredIn) || ports.test(declaredIn) || isMessageContract(node));
    });
  }

  /** What a file imports or declares, and what the types among it are made of, each as "<file> <name>". */
  private namedIn(path: string): Map<string, Node> {
    const known = this.named.get(path);
    if (known) return known;
    const found = new Map<string, Node>();
    if (!existsSync(path)) return found;
    this.named.set(path, found);
    for (const node of within(this.syntax.file(path)))
      if (isImportSpecifier(node)) this.add(found, node.name);
      else if (nameOf(node) && isOfModule(node)) found.set(`${path} ${nameOf(node)}`, node);
    for (const node of [...found.values()]) this.addParts(found, node);
    return found;
  }

  private add(found: Map<string, Node>, name: Node): void {
    const { checker } = this.syntax.project;
    const symbol = checker.getSymbolAtLocation(name);
    if (!symbol) return;
    const declared = symbol.flags & SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
    for (const declaration of declared.declarations) {
      const node = declaration.resolve();
      if (node) found.set(`${this.syntax.pathOf(node)} ${declared.name}`, node);
    }
  }

  /** Of `type A = B<…>` and `interface A extends B` also B. */
  private addParts(found: Map<string, Node>, node: Node): void {
    if (isTypeAliasDeclaration(node) && isTypeReferenceNode(node.type)) this.add(found, node.type.typeName);
    if (isInterfaceDeclaration(node))
      for (const { types } of node.heritageClauses ?? [])
        for (const { expression } of types) this.add(found, expression);
  }
}

/** The name under which a node declares something that can be called, made or read; "" for all others. */
function nameOf(node: Node): string {
  const declares =
    isFunctionDeclaration(node) ||
    isClassDeclaration(node) ||
    isMethodDeclaration(node) ||
    isVariableDeclaration(node) ||
    isPropertyAssignment(node) ||
    isInterfaceDeclaration(node) ||
    isTypeAliasDeclaration(node);
  return declares && node.name && isIdentifier(node.name) ? node.name.text : "";
}

/** Whether something is declared outside of every function and class. */
const isOfModule = (node: Node): boolean =>
  (isVariableDeclaration(node) ? node.parent.parent.parent : node.parent) === node.getSourceFile();

const isMessageContract = (node: Node): boolean =>
  isVariableDeclaration(node) &&
  node.initializer !== undefined &&
  isCallExpression(node.initializer) &&
  makers.includes(node.initializer.expression.getText());

describe("docs/architecture.md: the way of an application", () => {
  const toDecision = tableBelow("The way of an application from Kafka to the decision").map(stepOf);
  const toPortal = tableBelow("From the decision to the portal").map(stepOf);
  const steps = [...toDecision, ...toPortal];
  let way: Way;
  let syntax: Syntax;
  before(() => {
    syntax = new Syntax();
    way = new Way(syntax);
  });
  after(() => syntax.close());

  it("goes through functions that are there, each used by a step before or met at a contract", () => {
    expect(toDecision).to.have.length.above(20);
    expect(toPortal).to.have.length.above(10);
    expect(way.problemsOf(steps)).to.deep.equal([]);
  });

  it(`goes through at most ${filesMax} files from Kafka to the decision, and says how many`, () => {
    const files = new Set(toDecision.map(({ file }) => file));
    expect(files.size).to.be.at.most(filesMax);
    expect(page).to.include(`These are ${files.size} files.`);
  });

  it("begins at Kafka, leads to the decision and back to Kafka", () => {
    expect(toDecision[0]?.origins).to.deep.equal([{ from: "Kafka", contract: "FetchedBatch" }]);
    expect(toDecision.at(-1)).to.include({ name: "decided", file: "platform/casework/case/case-file.ts" });
    expect(toPortal.at(-1)).to.include({ name: "Sender.send", file: "connectors/common/sender.ts" });
  });

  it("which this check would see broken", () => {
    const planted: [number: string, change: Partial<Step>, problem: RegExp][] = [
      ["2", { file: "connectors/portals/common/gone.ts" }, /there is no/],
      ["2", { name: "readNothing" }, /declares no readNothing/],
      ["1", { name: "Reader.readRecord" }, /declares no Reader.readRecord/],
      ["5", { origins: [{ from: "4", contract: undefined }] }, /form-fields.ts does not use HandingOver.take/],
      ["10", { origins: [{ from: "8", contract: undefined }] }, /engine.ts does not use application/],
      ["14", { origins: [{ from: "13", contract: "platform/messaging/ports/kafka.ts" }] }, /kafka.ts is no contract/],
      ["15", { origins: [{ from: "10", contract: "IdentityConfirmed" }] }, /intake.ts names/],
      ["15", { origins: [{ from: "10", contract: "Fault" }] }, /Fault is no contract/],
      ["6", { origins: [{ from: "5", contract: "intake.nothing" }] }, /intake.nothing is no contract/],
      ["6", { origins: [{ from: "6", contract: "intake.receive" }] }, /6 is no earlier step/],
      ["23", { origins: [{ from: "somebody", contract: "service.decide" }] }, /somebody is no earlier step/],
    ];
    for (const [number, change, problem] of planted) {
      const wrong = steps.map((step) => (step.number === number ? { ...step, ...change } : step));
      const [found = "", ...others] = way.problemsOf(wrong).filter((one) => one.startsWith(`${number}: `));
      expect(found).to.match(problem);
      expect(others).to.deep.equal([]);
    }
  });
});

describe("docs/architecture.md: the rooms", () => {
  const rows = tableBelow("Rooms");
  const rooms = rows.map(([room]) => inBackticks(room)[0] ?? "");
  /** What tools leave in the folder. */
  const leftovers = ["node_modules/", "coverage/"];
  const roomOf = (path: string) => rooms.find((room) => path.startsWith(room)) ?? "";

  /** The rooms that each room imports, by all files in it. */
  const imported = new Map(rooms.map((room) => [room, new Set<string>()]));
  for (const path of globSync(rooms.map((room) => `${room}**/*.{ts,cjs}`))) {
    if (isTest(path)) continue;
    const found = readFileSync(path, "utf8").matchAll(/(?:\bfrom|\bimport|\brequire)\s*\(?\s*"(\.[^"]+)"/g);
    for (const [, target = ""] of found)
      imported.get(roomOf(path))?.add(roomOf(normalize(join(dirname(path), target))));
  }
  const importsOf = (room: string) => [...(imported.get(room) ?? [])].filter((one) => one && one !== room).sort();

  it("are all folders that there are", () => {
    const folders = globSync("*/").map((path) => `${path.replace(/\/$/, "")}/`);
    const known = new Set(rooms.map((room) => `${room.split("/")[0]}/`));
    expect(folders.filter((folder) => !leftovers.includes(folder) && !known.has(folder))).to.deep.equal([]);
    const sub = globSync(["platform/*/", "connectors/*/"]).map((path) => `${path.replace(/\/$/, "")}/`);
    expect(rooms).to.include.members(sub);
  });

  it("import each other as the table says", () => {
    for (const [room = "", , may = ""] of rows) {
      const [name = ""] = inBackticks(room);
      if (may !== "everything") expect(importsOf(name), name).to.deep.equal(inBackticks(may).sort());
    }
    expect(importsOf("services/")).to.include("platform/casework/");
  });

  it("are drawn with arrows that the table has", () => {
    const drawing = /```mermaid\n([\s\S]*?)```/.exec(page)?.[1] ?? "";
    const labels = new Map([...drawing.matchAll(/(\w+)\["([^"]+)"\]/g)].map(([, id = "", label = ""]) => [id, label]));
    const arrows = [...drawing.matchAll(/(\w+)(?:\["[^"]+"\])? --> (\w+)/g)].map(
      ([, from = "", to = ""]) => `${labels.get(from)} ${labels.get(to)}`,
    );
    const leftOut = ["types/", "schemas/", "test/"];
    const wanted = rooms
      .filter((room) => !leftOut.includes(room))
      .flatMap((room) => importsOf(room).map((to) => ({ room, to })))
      .filter(({ to }) => !leftOut.includes(to))
      .map(({ room, to }) => `${room} ${to}`);
    expect(arrows.sort()).to.deep.equal(wanted.sort());
  });
});
