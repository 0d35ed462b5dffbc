import { createHash, randomUUID } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { UserError } from "../../deploy/say.ts";
import { table } from "../../deploy/table.ts";
import type { Params } from "../../platform/messaging/contracts/action.ts";
import { versionGiven } from "./cases/version.ts";
import type { Command, Options, Result } from "./command.ts";
import type { Connection } from "./connection.ts";

const service = "payments";
/** What the service takes at once (services/payments/statements/statement-files.ts). */
const pieceBytes = 512 * 1024;
/** How long a statement may take: one of 50,000 movements takes less than a minute. */
const statementMs = 10 * 60_000;
function townOf({ town }: Options): string {
  if (!town) throw new UserError("Which town? --town <ARS>");
  return town;
}

const euros = (cents: number) => (cents / 100).toFixed(2);

/** What a town's money is operated with. The same as the actions of the service payments. */
export const payments: Command = async (connection, [verb = "", ...args], options) => {
  const verbs: Record<string, () => Promise<Result>> = {
    ledger: () => ledger(connection, options),
    statement: () => statement(connection, args, options),
    debits: () => file(connection, "debits", args, options),
    payouts: () => file(connection, "payouts", args, options),
    waiting: () => waiting(connection, args),
    online: () => online(connection, args, options),
    settle: () => settle(connection, args, options),
  };
  const chosen = verbs[verb];
  if (!chosen) throw new UserError("ops payments --help says what there is.");
  return await chosen();
};

async function ledger({ call }: Connection, options: Options): Promise<Result> {
  const municipality = townOf(options);
  const data = await call("payments.ledger", service, { municipality });
  const rows = Object.entries(data.balances).map(([account, cents]) => [account, euros(cents)]);
  const asked = ["asked for by services", euros(data.askedCents)];
  const all = [...rows, asked, ["difference", euros(data.difference)]];
  return { data, text: table(["account", "euros"], all, { right: [1] }) };
}

async function statement(
  { call }: Connection,
  [path]: string[],
  { anew = false, ...options }: Options,
): Promise<Result> {
  const municipality = townOf(options);
  if (!path) throw new UserError("Which statement? ops payments statement <file.xml> --town <ARS>");
  const content = readFileSync(path);
  const file = { sha256: createHash("sha256").update(content).digest("hex"), bytes: content.length };
  for (let piece = 0; piece * pieceBytes < content.length; piece += 1) {
    const data = content.subarray(piece * pieceBytes, (piece + 1) * pieceBytes).toString("base64");
    await call("payments.put", service, { municipality, ...file, piece, data });
  }
  const data = await call("payments.statement", service, { municipality, file, anew }, statementMs);
  const { lines, known, matched, suspense, kept: retained, closingCents } = data;
  const text = `${lines} movements: ${matched} by reference, ${suspense} in suspense for a person, ${known} known before, ${retained} not through. The account holds ${euros(closingCents)} euros.`;
  return { data, text };
}

async function file(
  { call }: Connection,
  kind: "debits" | "payouts",
  [until, path]: string[],
  options: Options,
): Promise<Result> {
  const municipality = townOf(options);
  if (!until || !path) throw new UserError(`ops payments ${kind} <YYYY-MM-DD> <to.xml> --town <ARS>`);
  const commandId = options.commandId ?? randomUUID();
  // Said before anything can go wrong: without it the items of a lost answer would stay with a file that nobody has.
  process.stderr.write(`The same file again: --command-id ${commandId}\n`);
  const { xml, ...data } = await call("payments.file", service, { municipality, commandId, kind, until });
  if (!data.orders) return { data, text: "Nothing is due." };
  writeFileSync(path, xml, { mode: 0o600 });
  const more = data.more ? " More is due: make another file." : "";
  const text = `${path}: ${data.orders} orders, ${euros(data.cents)} euros (${data.id}).${more}`;
  return { data: { ...data, commandId }, text };
}

async function waiting({ call }: Connection, [caseNumber]: string[]): Promise<Result> {
  if (!caseNumber) throw new UserError("Which case? Its number, or VERWAHR-… as the worklist says it.");
  const data = await call("payments.waiting", service, { caseNumber });
  const { notes, matters, items, pending } = data;
  const rows = [
    ...pending.map((one) => [
      ...[one.id, `second-person: ${one.act}, ${one.why}`, one.about, euros(one.cents)],
      `to ${one.iban} ${one.holder}, asked by ${one.askedBy}`,
    ]),
    ...notes.map(({ id, reason, reference, cents, text }) => [id, reason, reference, euros(cents), text]),
    ...matters.map(({ id, reason, reference }) => [id, reason, reference, "", ""]),
    ...items.map((one) => [one.id, one.kind, one.reference, euros(one.openCents), `${one.label}, due ${one.dueOn}`]),
  ];
  const text = `${table(["id", "what", "reference", "euros", "about"], rows, { right: [3] })}\n\nversion ${data.version}`;
  return { data, text };
}

async function online({ call }: Connection, given: string[], options: Options): Promise<Result> {
  const [caseNumber, reference, redirectUrl] = given;
  if (!caseNumber || !reference || !redirectUrl) throw new UserError("ops payments --help says what there is.");
  const commandId = options.commandId ?? randomUUID();
  const data = await call("payments.online", service, { caseNumber, reference, redirectUrl, commandId });
  return { data, text: `${euros(data.cents)} euros can be paid at ${data.payUrl}` };
}

async function settle({ call }: Connection, given: string[], options: Options): Promise<Result> {
  const [caseNumber, act, ...words] = given;
  if (!caseNumber || !act) throw new UserError("ops payments --help says what there is.");
  const version = versionGiven(options, `ops payments waiting ${caseNumber}`);
  const { reference, until, iban, holder } = options;
  const itemId = options.id?.[0];
  const named = Object.entries({ about: itemId, reference, until, iban, holder }).filter(
    ([, value]) => value !== undefined,
  );
  const decision = {
    caseNumber,
    version,
    act,
    reason: words.join(" "),
    commandId: options.commandId ?? randomUUID(),
  };
  // The service checks it against the action's contract.
  const params = { ...decision, ...Object.fromEntries(named) } as Params<"payments.settle">;
  const data = await call("payments.settle", service, params);
  return { data, text: `payments has recorded it (version ${data.version}).` };
}
