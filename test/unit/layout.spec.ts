import { globSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { expect } from "chai";
import { isTest } from "../support/is-test.ts";

const ours = "{services,connectors,platform,deploy,cli,sandbox,test,types,bench}/**/*.ts";
const all = globSync([ours, "*.{ts,cjs}", "deploy/**/*.cjs"]).filter((path) => !path.startsWith("types/generated/"));
/** Without the tests that lie in the folders of services: they import what tests do. */
const files = all.filter((path) => path.startsWith("test/") || !isTest(path));
const text = new Map(all.map((path) => [path, readFileSync(path, "utf8")]));
const withoutComments = (code: string) => code.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|\s)\/\/.*$/gm, "");

/** Files that a file imports, as paths from the project's root. */
function imports(path: string): string[] {
  const found = (text.get(path) ?? "").matchAll(/(?:\bfrom|\bimport)\s*\(?\s*"(\.[^"]+)"/g);
  return [...found].map(([, target = ""]) => normalize(join(dirname(path), target)));
}

/** What carries messages, and the rest of the platform, which knows what they are about. */
const messaging = /^platform\/messaging\//;
/** Only the adapters of a server know its client. */
const clients: Record<string, RegExp> = {
  mongoose: /^platform\/messaging\/adapters\//,
  nats: /^platform\/messaging\/adapters\//,
  kafkajs: /^platform\/messaging\/adapters\/kafka\//,
};
/** Sandbox portals know only Kafka; whoever starts a broker asks it whether it is there, before anything of ours runs. */
const ofKafka = /^(test\/|sandbox\/portal\/kafka\.ts$|deploy\/backing\/servers\/kafka\.ts$)/;
/** What files in a folder may import beside what lies in that folder. */
const directions: [folder: RegExp, may: RegExp[]][] = [
  [/^platform\//, [/^platform\//, /^schemas\//, /^types\//]],
  [/^services\/[^/]+\//, [/^platform\//, /^schemas\//, /^types\//]],
  [/^connectors\/common\//, [/^platform\//, /^schemas\//, /^types\//]],
  [/^connectors\/portals\/common\//, [/^connectors\/common\//, /^platform\//, /^schemas\//, /^types\//]],
  // A sandbox portal is a program of somebody else's: it knows the portal's own records and nothing of ours.
  [/^connectors\/portals\/[^/]+\/sandbox\//, [/^sandbox\//, /^types\//]],
  [/^connectors\/portals\/[^/]+\//, [/^connectors\/(portals\/)?common\//, /^platform\//, /^schemas\//, /^types\//]],
  [/^connectors\/channels\/[^/]+\//, [/^connectors\/common\//, /^platform\//, /^schemas\//, /^types\//]],
];

function strays(path: string, targets: readonly string[]): string[] {
  const rule = directions.find(([folder]) => folder.test(path));
  // cli/test.ts is the one that runs the tests.
  if (!rule) return targets.filter((target) => target.startsWith("test/") && !/^(test\/|cli\/test\.ts)/.test(path));
  const [folder, may] = rule;
  const own = folder.exec(path)?.[0] ?? "";
  return targets.filter((target) => !target.startsWith(own) && !may.some((one) => one.test(target)));
}

describe("layout: imports go one way", () => {
  it("services and connectors to the platform, the platform to the schemas, nothing back", () => {
    const found = files.flatMap((path) => strays(path, imports(path)).map((target) => `${path} → ${target}`));
    expect(found).to.deep.equal([]);
  });

  it("which this check would see broken", () => {
    expect(strays("services/a/a.ts", ["services/b/b.ts"])).to.have.length(1);
    expect(strays("services/a/a.ts", ["services/a/x.ts", "platform/messaging/ids.ts", "types/x.ts"])).to.have.length(0);
    expect(strays("platform/x/a.ts", ["services/b/b.ts", "connectors/common/x.ts", "deploy/x.ts"])).to.have.length(3);
    expect(strays("connectors/portals/a/a.ts", ["connectors/portals/b/b.ts", "services/b/b.ts"])).to.have.length(2);
    expect(strays("connectors/common/a.ts", ["connectors/portals/common/b.ts"])).to.have.length(1);
    expect(strays("connectors/portals/common/a.ts", ["connectors/portals/b/b.ts"])).to.have.length(1);
    const ofPortals = ["connectors/portals/common/x.ts", "connectors/common/x.ts"];
    expect(strays("connectors/channels/a/a.ts", ofPortals)).to.deep.equal(ofPortals.slice(0, 1));
    expect(strays("connectors/portals/a/a.ts", ofPortals)).to.deep.equal([]);
    expect(strays("connectors/portals/a/sandbox/x.ts", ["connectors/portals/a/a.ts", "platform/x.ts"])).to.have.length(
      2,
    );
    expect(strays("deploy/x.ts", ["test/support/given.ts"])).to.have.length(1);
    const itself = imports("test/unit/platform/messaging/ids.spec.ts");
    expect(itself).to.include("platform/messaging/ids.ts");
  });
});

/** Imports past a room's door, by files of these folders. */
function besides(room: string, folders: RegExp): string[] {
  const isBeside = (target: string) => target.startsWith(`platform/${room}/`) && target !== `platform/${room}/index.ts`;
  return files
    .filter((path) => folders.test(path))
    .flatMap((path) => imports(path).flatMap((one) => (isBeside(one) ? [`${path} → ${one}`] : [])));
}

describe("layout: the casework room", () => {
  it("has one door: nothing beside it is imported by services and connectors", () => {
    expect(besides("casework", /^(services|connectors)\//)).to.deep.equal([]);
    expect(besides("casework", /^cli\//), "the check sees others").not.to.deep.equal([]);
  });
});

describe("layout: the messaging room", () => {
  const code = files.filter((path) => messaging.test(path));

  it("has one door: nothing beside it is imported by services, connectors and casework", () => {
    expect(besides("messaging", /^(services|connectors|platform\/casework)\//)).to.deep.equal([]);
  });

  it("knows no town hall: nothing of casework, no register of towns, no paragraph, no German sentence", () => {
    const isGerman = /[äöüßÄÖÜ§]|\bARS\b|"[^"]*\b(?:Sie|der|die|das|nicht|wird|ist)\b[^"]*"/;
    const found = code.flatMap((path) =>
      (text.get(path) ?? "").split("\n").flatMap((line, i) => (isGerman.test(line) ? [`${path}:${i + 1}`] : [])),
    );
    expect(found).to.deep.equal([]);
    const isOwn = (target: string) => messaging.test(target) || /^(schemas|types)\//.test(target);
    expect(code.flatMap((path) => imports(path).filter((target) => !isOwn(target)))).to.deep.equal([]);
    expect(isGerman.test('"Das geht nicht."')).to.equal(true);
  });

  it("keeps each server's client within its adapters, and its engine on ports alone", () => {
    const runs = files.filter((path) => /^(services|connectors|platform)\//.test(path));
    for (const [client, folder] of Object.entries(clients)) {
      const users = runs.filter((path) => text.get(path)?.includes(`from "${client}"`));
      expect(users, client).not.to.deep.equal([]);
      expect(
        users.filter((path) => !folder.test(path)),
        client,
      ).to.deep.equal([]);
    }
    const usersOfKafka = files.filter((path) => /\bfrom "kafkajs"|\bimport\("kafkajs"\)/.test(text.get(path) ?? ""));
    expect(usersOfKafka).to.include("platform/messaging/adapters/kafka/connect.ts");
    expect(usersOfKafka.filter((path) => !clients.kafkajs?.test(path) && !ofKafka.test(path))).to.deep.equal([]);
    const engine = files.filter((path) => /^platform\/messaging\/(?:engine|ports|messages|contracts)\//.test(path));
    expect(engine.flatMap((path) => imports(path).filter((target) => target.includes("/adapters/")))).to.deep.equal([]);
  });
});

/** What a file needs when it runs: its imports and theirs, without types. */
function reaches(path: string, seen = new Set<string>()): Set<string> {
  if (seen.has(path)) return seen;
  seen.add(path);
  const code = (text.get(path) ?? "").replace(/(?:import|export) type [^;]*;/g, "");
  for (const [, target = ""] of code.matchAll(/\bfrom\s*"(\.[^"]+)"/g))
    reaches(normalize(join(dirname(path), target)), seen);
  return seen;
}

describe("layout: the rules of a service", () => {
  it("run without servers and clock: a dry run needs none of them", () => {
    const dryRuns = globSync("services/*/dry-run.ts");
    expect(dryRuns).not.to.deep.equal([]);
    for (const path of dryRuns) {
      const found = [...reaches(path)];
      const servers = /^platform\/messaging\/adapters\//;
      expect(found.filter((one) => servers.test(one))).to.deep.equal([]);
      const clocks = found.filter((one) => /\bnew Date\(\)|Date\.now/.test(text.get(one) ?? ""));
      expect(clocks).to.deep.equal([]);
    }
    expect([...reaches("platform/messaging/adapters/open.ts")]).to.include(
      "platform/messaging/adapters/jetstream/stream.ts",
    );
  });
});

describe("layout: a domain service", () => {
  const domains = globSync("services/*/*.service.ts")
    .filter((path) => text.get(path)?.includes("domainService("))
    .map((path) => path.split("/")[1] ?? "");

  // A portal maps a portal's forms to the forms of our contracts, and is therefore told their names; so are its samples.
  const may = (path: string, name: string) =>
    path.startsWith(`services/${name}/`) ||
    path.startsWith("test/") ||
    /^connectors\/(?:portals|channels)\/(?!common\/)/.test(path);

  // A form may ask for what another service issues: the same word, in a proof's name.
  const proofs: Record<string, string> = { "services/trades-parking/rules.ts": "business-registration" };

  it("is named by nothing that has to stay as it is when a service is added", () => {
    expect(domains).to.include("dog-tax");
    for (const name of domains) {
      const camel = name.replace(/-(.)/g, (_, char: string) => char.toUpperCase());
      const named = files.filter((path) => {
        const code = withoutComments(text.get(path) ?? "");
        return !may(path, name) && proofs[path] !== name && (code.includes(name) || code.includes(camel));
      });
      expect(named).to.deep.equal([]);
    }
  });

  it("has towns that offer it and forms of its own", () => {
    for (const name of domains) {
      expect(globSync(`towns/*/${name}.json`)).not.to.deep.equal([]);
      expect(globSync(`services/${name}/forms/*.json`)).not.to.deep.equal([]);
    }
  });
});

describe("layout: style", () => {
  it("only platform/messaging/config.ts reads the environment", () => {
    const readers = files.filter(
      (path) =>
        /^(services|connectors|platform)\//.test(path) && withoutComments(text.get(path) ?? "").includes("process.env"),
    );
    expect(readers).to.deep.equal(["platform/messaging/config.ts"]);
  });

  it("no file has more than 300 lines", () => {
    const lines = (path: string) => readFileSync(path, "utf8").split("\n").length - 1;
    const long = [...all, ...globSync(["*.md", "docs/**/*.md"])].filter((path) => lines(path) > 300);
    expect(long).to.deep.equal([]);
  });

  it("no room has more than twelve files", () => {
    const rooms = Map.groupBy(
      files.filter((path) => path.endsWith(".ts") && !/^(test|types)\//.test(path)),
      (path) => path.slice(0, path.lastIndexOf("/")),
    );
    const full = [...rooms].flatMap(([room, { length }]) => (length > 12 ? [`${room}: ${length}`] : []));
    expect(full).to.deep.equal([]);
    expect(rooms.size).to.be.greaterThan(50);
  });

  it("nothing is of any type, and no check is turned off", () => {
    const off =
      /[:<]\s*any\b(?!\s*\()|\bas any\b|@ts-(?:ignore|nocheck)|biome-ignore(?:-all| lint\/(?:suspicious\/noExplicitAny|style\/noNonNullAssertion))/;
    const found = all.filter((path) => path !== "test/unit/layout.spec.ts" && off.test(text.get(path) ?? ""));
    expect(found).to.deep.equal([]);
    for (const bad of ["let a: any = 1", "f(x: any)", "x as any;", "Array<any>", "a: any[]", "// @ts-ignore"])
      expect(off.test(bad), bad).to.equal(true);
    expect(off.test("is there any other?")).to.equal(false);
  });

  it("errors are expected by the type check in tests only", () => {
    const found = files.filter((path) => !path.startsWith("test/") && text.get(path)?.includes("@ts-expect-error"));
    expect(found).to.deep.equal([]);
  });

  it("the lock file has no addresses that packages come from", () => {
    const { packages } = JSON.parse(readFileSync("package-lock.json", "utf8")) as { packages: Record<string, object> };
    expect(Object.keys(packages).length).to.be.greaterThan(100);
    const found = Object.entries(packages).filter(([, { ...one }]) => {
      const { funding: _, ...rest } = one as { funding?: unknown };
      return "resolved" in rest || /https?:\/\/|git\+|file:/.test(JSON.stringify(rest));
    });
    expect(found.map(([name]) => name)).to.deep.equal([]);
  });
});
