// npm run -s ops -- …: what a person needs to operate the system. The same as the services' actions.
import { join } from "node:path";
import { parseArgs } from "node:util";
import { clerks } from "./clerks.ts";
import { commands, type Options } from "./ops/commands.ts";
import { connect } from "./ops/connection.ts";
import { paymentsUsage } from "./ops/payments.ts";
import { list, reasonOf, UserError } from "./say.ts";

const usage = `npm run -s ops -- case <number>
                  file <number> [--up-to N]
                  attachment <number> <n or name> --to <file or folder>
                  worklist [--town <ARS>] [--limit N | --all] [--after <cursor>]
                  looks <number>
                  decide <number> grant|refuse "<reason>" --version N
                         [--yearly-cents N | --fee-cents N | --monthly-cents N, with --basis "<on what it rests>"]
                         [--condition "<sentence>"] [--listed yes|no]
                         [--facts '<JSON>'] [--amount-cents N] [--annul] [--in-part]
                  dead list | show <service> <id> | replay <service> [--id ID | --reason CODE] [--go]
                  lag
                  act <service> <action> '<JSON of its params>' [--version N]
                  ${paymentsUsage}
    --version is the one that was looked at: worklist, file and payments waiting show it
    --as <name> acts as one of the sandbox's people: ${list(Object.keys(clerks))}
    --json prints data instead of text; --data names another data folder`;

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        json: { type: "boolean" },
        data: { type: "string" },
        as: { type: "string" },
        version: { type: "string" },
        town: { type: "string" },
        after: { type: "string" },
        limit: { type: "string" },
        all: { type: "boolean" },
        "up-to": { type: "string" },
        reason: { type: "string" },
        id: { type: "string", multiple: true },
        go: { type: "boolean" },
        anew: { type: "boolean" },
        "yearly-cents": { type: "string" },
        "fee-cents": { type: "string" },
        "monthly-cents": { type: "string" },
        basis: { type: "string" },
        condition: { type: "string", multiple: true },
        listed: { type: "string" },
        certified: { type: "string", multiple: true },
        facts: { type: "string" },
        "amount-cents": { type: "string" },
        annul: { type: "boolean" },
        "in-part": { type: "boolean" },
        "command-id": { type: "string" },
        reference: { type: "string" },
        from: { type: "string" },
        until: { type: "string" },
        iban: { type: "string" },
        holder: { type: "string" },
        to: { type: "string" },
      },
    });
  } catch (problem) {
    throw new UserError(`${reasonOf(problem).split(". ")[0]}.\n${usage}`);
  }
}

/** What a service said, in its own sentence; the detail is for operators. */
function sentenceOf(problem: unknown): string {
  if (problem instanceof UserError) return problem.message;
  const { data, type } = problem as { data?: { sentence?: string; detail?: string }; type?: string };
  if (data?.sentence) return `${data.sentence}${data.detail ? ` (${type}: ${data.detail})` : ` (${type})`}`;
  return reasonOf(problem);
}

try {
  const { values, positionals } = parse(process.argv.slice(2));
  const [name = "", ...args] = positionals;
  const command = commands[name];
  if (!command) throw new UserError(`${name ? `There is no "${name}". ` : ""}${usage}`);
  const { json, data, as, ...options } = values;
  const connection = await connect(data ?? join(import.meta.dirname, "..", ".antragsbus"), process.env, as);
  try {
    const result = await command(connection, args, options as Options);
    console.log(json ? JSON.stringify(result.data, null, 2) : result.text);
  } finally {
    await connection.close();
  }
} catch (problem) {
  process.stderr.write(`${sentenceOf(problem)}\n`);
  process.exitCode = problem instanceof UserError ? 2 : 1;
}
