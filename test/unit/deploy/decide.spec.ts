import { globSync, readFileSync } from "node:fs";
import { expect } from "chai";
import { decideCommand, ownOptions, type Properties } from "../../../cli/ops/cases/decision-options.ts";
import type { Result } from "../../../cli/ops/command.ts";
import { opsCommandLine } from "../../../cli/ops/command-line.ts";
import { commands } from "../../../cli/ops/commands.ts";
import { UsageError, UserError } from "../../../deploy/say.ts";
import { caseNumber } from "../../../platform/casework/case/case-number.ts";
import { compileSchema } from "../../../platform/messaging/index.ts";
import { doubled, optionsIn } from "./helps.ts";

describe("ops decide", () => {
  const schemas = new Map(
    globSync("services/*/decision.schema.json").map((path) => [
      path.split("/")[1] ?? "",
      JSON.parse(readFileSync(path, "utf8")) as { properties: Properties },
    ]),
  );
  const number = caseNumber("GLA", 2026, "portal", "1");
  /** How each property of any service is typed, and what is sent. */
  const typed: Record<string, [words: string[], sent: unknown]> = {
    feeCents: [["--fee-cents", "4200"], 4200],
    yearlyCents: [["--yearly-cents=0"], 0],
    monthlyCents: [["--monthly-cents", "9900"], 9900],
    basis: [["--basis", "Tarifstelle 3.1"], "Tarifstelle 3.1"],
    listed: [["--listed", "no"], false],
    from: [["--from", "2026-12-01"], "2026-12-01"],
    until: [["--until", "2027-03-31"], "2027-03-31"],
    conditions: [
      ["--condition", "Nur werktags.", "--condition", "Nicht nachts."],
      ["Nur werktags.", "Nicht nachts."],
    ],
    certified: [
      ["--certified", "marital_status=ledig", "--certified", "spouse=a=b"],
      [
        { datum: "marital_status", value: "ledig" },
        { datum: "spouse", value: "a=b" },
      ],
    ],
  };
  const names = (service: string) => Object.keys(schemas.get(service)?.properties ?? {});
  const wordsOf = (service: string) => names(service).flatMap((name) => typed[name]?.[0] ?? []);

  /** Says something where the case waits in one service. */
  async function decide(
    service: string,
    ...words: string[]
  ): Promise<{ sent: unknown[]; result?: Result; error?: unknown }> {
    const sent: unknown[] = [];
    const answers: Record<string, object> = {
      "service.worklist": { tasks: [{ caseNumber: number }] },
      "service.decision-options": { service, properties: schemas.get(service)?.properties ?? {} },
      "service.decide": { id: "a", version: 4 },
    };
    const call = async (name: string, _service: string, params: object) => {
      if (name === "service.decide") sent.push(params);
      return answers[name] as never;
    };
    const connection = { services: [{ name: service, worklist: true }], call, close: async () => {} };
    let result: Result | undefined;
    const program = opsCommandLine(async (name, args, options) => {
      result = await commands[name]?.(connection, args, options);
    });
    try {
      await program.parseAsync(["decide", ...words], { from: "user" });
    } catch (error) {
      return { sent, error };
    }
    return { sent, ...(result && { result }) };
  }

  for (const [service, schema] of schemas)
    it(`sends what is typed for ${service}, wherever it stands`, async () => {
      const own = wordsOf(service);
      const facts = Object.fromEntries(names(service).map((name) => [name, typed[name]?.[1]]));
      expect(compileSchema(schema)(facts)).to.deep.equal([]);
      const common = { caseNumber: number, outcome: "grant", reason: "Alles geprüft.", version: 3, commandId: "c" };
      const named = ["--version", "3", "--command-id=c"];
      for (const words of [
        [number, "grant", "Alles", "geprüft.", ...named, ...own],
        [number.toLowerCase(), ...own, "grant", ...named, "Alles geprüft."],
        [...own, ...named, number, "grant", "--json", "Alles", "geprüft."],
        [...named, number, ...own, "grant", "--", "Alles geprüft."],
      ])
        expect((await decide(service, ...words)).sent).to.deep.equal([{ ...common, ...facts }]);
      const { result } = await decide(service, number, "--help");
      const options = [...decideCommand().options, ...ownOptions(schema.properties).map(({ option }) => option)];
      const long = ["--help", "--json", "--data", "--as", ...options.map((one) => one.long ?? "")];
      expect(optionsIn(result?.text ?? ""))
        .to.have.members(long)
        .and.have.length(new Set(long).size);
      expect(result?.text).to.match(
        new RegExp(`^Usage: npm run -s ops -- decide ${number} .options. <outcome> <reason`),
      );
      for (const { long = "" } of options) {
        const { error, sent } = await decide(service, number, "grant", "Geprüft.", ...named, doubled(long), "3");
        expect(error).to.be.instanceOf(UsageError);
        expect((error as Error).message).to.match(new RegExp(`Did you mean .*${long}.*decide ${number} --help`));
        expect(sent).to.deep.equal([]);
      }
    });

  it("sends nothing that it cannot read", async () => {
    expect([...schemas.keys()].flatMap(names)).to.include.members(Object.keys(typed));
    expect(schemas.size).to.equal(8);
    const well = [number, "grant", "Geprüft.", "--version", "3"];
    for (const [service, words, sentence] of [
      ["dog-tax", [...well, "--condition", "a"], /Unknown option '--condition'/],
      ["dog-tax", [...well, "--fee-cents", "1,5"], /'1,5' is invalid. It takes a whole number/],
      ["dog-tax", [...well, "--listed", "maybe"], /It takes yes or no/],
      ["residence-certificate", [...well, "--certified", "ledig"], /It takes <datum>=<value>/],
      ["dog-tax", [...well, "--amount-cents", "x"], /It takes a whole number/],
      ["dog-tax", [number, "allow", "Geprüft."], /Allowed choices are grant, refuse/],
      ["dog-tax", [number, "grant"], /Missing required argument 'reason'/],
      ["dog-tax", [number, "grant", "ja", "--version", "3"], /reason of at least three letters/],
      ["dog-tax", [number, "grant", "Geprüft."], /Which version was looked at/],
      ["dog-tax", ["GLA-26-00000-00000-00", "grant", "Geprüft."], /check digits/],
      ["dog-tax", ["--version", "3"], /Which case/],
    ] as const) {
      const { error, sent } = await decide(service, ...words);
      expect(error, words.join(" ")).to.be.instanceOf(UserError);
      expect((error as Error).message).to.match(sentence);
      expect(sent).to.deep.equal([]);
    }
  });

  it("takes a reason that begins with a dash, behind --", async () => {
    const { sent } = await decide("dog-tax", number, "refuse", "--version", "3", "--", "- Kein Hund.");
    expect(sent).to.have.length(1).and.have.nested.property("[0].reason", "- Kein Hund.");
  });

  it("takes properties of any kind", () => {
    const properties = {
      days: { type: "array", items: { type: "integer" } },
      share: { type: "number" },
      place: { type: "object", properties: { x: { type: "integer" }, y: { type: "integer" } } },
      kind: { enum: ["a", "b"], description: "which" },
    };
    const shown = ownOptions(properties).map(({ option: { flags, description } }) => `${flags} ${description}`.trim());
    const plain = ["--share <JSON>", "--place <JSON>", "--kind <TEXT> which; one of a, b"];
    expect(shown).to.deep.equal(["--day <N> may be repeated", ...plain]);
  });
});
