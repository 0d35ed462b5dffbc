import { globSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { expect } from "chai";
import { root } from "./portals.ts";

const packages = new Set(["avsc", "kafkajs"]);

/** What a file imports, types aside: those are gone when it runs. */
function importsOf(file: string): string[] {
  const text = readFileSync(join(root, file), "utf8");
  const found = text.matchAll(/^(?:import|export)\s+(?!type\s)(?:[^"';]*?\sfrom\s+)?"([^"]+)"|\bimport\("([^"]+)"\)/gm);
  return [...found].map(([, fixed, dynamic]) => fixed ?? dynamic ?? "");
}

describe("a sandbox portal", () => {
  const program = globSync("sandbox/**/*.ts", { cwd: root });
  const sandboxes = globSync("connectors/portals/*/sandbox/*.ts", { cwd: root });

  it("knows Kafka, Avro and its own folder, as a real portal does, and nothing of the platform", () => {
    expect(program.length).to.be.greaterThan(10);
    expect(sandboxes.length).to.be.greaterThan(10);
    for (const file of [...program, ...sandboxes]) {
      for (const name of importsOf(file)) {
        if (name.startsWith("node:") || packages.has(name)) continue;
        expect(name, `${file} imports it`).to.match(/^\./);
        const target = dirname(relative(root, join(root, dirname(file), name)));
        expect([dirname(file), "sandbox/portal", "sandbox/samples"], `${file} imports ${name}`).to.include(target);
      }
    }
  });

  it("reads the addresses of Kafka and the registry and what goes with them from the environment, in one file", () => {
    const readers = [...program, ...sandboxes].filter((file) =>
      /process\.env/.test(readFileSync(join(root, file), "utf8")),
    );
    expect(readers).to.deep.equal(["sandbox/portal/portal.ts"]);
    const text = readFileSync(join(root, "sandbox/portal/portal.ts"), "utf8");
    expect(text.match(/process\.env/g)).to.have.length(1);
    const access = readFileSync(join(root, "sandbox/portal/access.ts"), "utf8");
    expect(access).to.match(/const \{ KAFKA_BROKERS: \w+, SCHEMA_REGISTRY_URL: \w+ \} = environment;/);
    expect([...access.matchAll(/environment\[`\$\{server\}_(\w+)`\]/g)].map(([, name]) => name)).to.have.members([
      ...["CA_FILE", "USER", "PASSWORD"],
    ]);
  });
});
