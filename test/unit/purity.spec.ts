import { globSync } from "node:fs";
import { expect } from "chai";
import { isTest } from "../support/is-test.ts";
import { type Impurity, impuritiesOf } from "../support/purity.ts";
import { Syntax } from "../support/syntax.ts";

/** What has to run the same each time on simulated ports: everything but the adapters to the world. */
const files = globSync("{platform,connectors,services}/**/*.ts").filter(
  (path) => !path.includes("/adapters/") && !isTest(path),
);

/** Who may have what, and why. */
const may: { path: RegExp; has: Impurity; why: string }[] = [
  {
    path: /^connectors\/portals\/[^/]+\/sandbox\//,
    has: "time",
    why: "a portal is somebody else's, with its own clock",
  },
  { path: /^services\/payments\/payments\.service\.ts$/, has: "time", why: "so is the invented provider of payments" },
  { path: /^services\/documents\/render\/pool\.ts$/, has: "time", why: "watches a thread of this machine" },
  { path: /^platform\/messaging\/telemetry\/log\.ts$/, has: "state", why: "one level of all logs, set at the start" },
  {
    path: /^platform\/casework\/case\/room\.ts$/,
    has: "state",
    why: "sizes of files that never change, gone with them",
  },
];

describe("outside of adapters there is no clock, no chance and no state of a module", () => {
  let syntax: Syntax;
  const found: { path: string; impurity: Impurity; place: string }[] = [];
  before(() => {
    syntax = new Syntax();
    for (const path of files) for (const one of impuritiesOf(syntax, path)) found.push({ path, ...one });
  });
  after(() => syntax.close());

  it("in the platform, in connectors and in services", () => {
    const isKnown = (one: (typeof found)[number]) =>
      may.some(({ path, has }) => has === one.impurity && path.test(one.path));
    expect(found.filter((one) => !isKnown(one)).map(({ impurity, place }) => `${impurity}: ${place}`)).to.deep.equal(
      [],
    );
  });

  it("and each exception is needed", () => {
    for (const { path, has, why } of may)
      expect(
        found.some((one) => path.test(one.path) && one.impurity === has),
        why,
      ).to.equal(true);
  });

  const lines: Record<Impurity | "nothing", string[]> = {
    time: [
      "new Date()",
      "new Date",
      "Date()",
      "Date.now()",
      "setTimeout(f, 1)",
      "globalThis.setInterval(f, 1)",
      "performance.now()",
      "process.hrtime()",
      "AbortSignal.timeout(1)",
      'import { setTimeout as sleep } from "node:timers/promises"',
      'import * as timers from "timers"',
    ],
    chance: ["Math.random()", "crypto.randomUUID()", 'import { randomBytes as bytes } from "node:crypto"'],
    state: [
      "let a = 1",
      "export let b: number | undefined",
      "class A { static count = 0 }",
      "const list: number[] = []; export function f() { list.push(1) }",
      "const by = new Map<string, number[]>(); export const g = () => { by.get('a')?.push(1) }",
      "export const options = { a: 1 }; export const h = () => { options.a = 2 }",
      "const o: { a?: number } = {}; export const i = () => { delete o.a; }",
      "const o: Record<string, number> = {}; export const i = () => { Object.assign(o, { a: 1 }) }",
      "const n = { a: 1 }; export const j = () => { n.a += 1 }",
      "const n = { a: 1 }; export const j = () => n.a++",
      "class Counter { count = 0 } export const one = new Counter()",
      "export const next = (() => { let n = 0; return () => n++ })()",
      'import { shared } from "./shared.ts"; export const k = () => { shared.add(1) }',
    ],
    nothing: [
      "export const f = (value: string) => new Date(value)",
      "export const a = Date.parse('2026'); export const b = Date.UTC(2026)",
      "export const f = () => { let n = 1; const list: number[] = []; list.push(n++); return list }",
      "const list = [1]; export const f = (list: number[]) => { list.push(1) }; f([...list])",
      "class A { static readonly a = 1; private n = 0; up() { this.n += 1 } }",
      "const byName = new Map([['a', 1]]); export const f = () => byName.get('a')",
      "export const f = (clock: { now(): number }) => clock.now()",
    ],
  };

  it("which this check would see broken", () => {
    const cases = Object.entries(lines).flatMap(([kind, all]) =>
      all.map((line, i) => [`${kind}-${i}.ts`, line] as const),
    );
    const written = new Syntax({
      "shared.ts": "export const shared = new Set<number>();",
      ...Object.fromEntries(cases.map(([path, line]) => [path, `${line};\nexport {};`])),
    });
    try {
      for (const [path, line] of cases) {
        const [kind = ""] = path.split("-");
        const kinds = [...new Set(impuritiesOf(written, path).map(({ impurity }) => impurity))];
        expect(kinds, line).to.deep.equal(kind === "nothing" ? [] : [kind]);
      }
    } finally {
      written.close();
    }
  });
});
