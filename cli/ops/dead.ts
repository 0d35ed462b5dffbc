import { UserError } from "../../deploy/say.ts";
import { aligned, table } from "../../deploy/table.ts";
import type { Params, Returns } from "../../platform/messaging/contracts/action.ts";
import type { Command, Result } from "./command.ts";
import type { Connection } from "./connection.ts";

export const dead: Command = async (connection, [verb = "list", service, id], options) => {
  const { services } = connection;
  if (verb === "list") return await list(connection);
  if (!service || !services.some(({ name }) => name === service))
    throw new UserError(`Which service? One of ${services.map(({ name }) => name).join(", ")}.`);
  if (verb === "show") return await show(connection, service, id);
  if (verb !== "replay")
    throw new UserError("ops dead list | show <service> <id> | replay <service> [--id ID | --reason CODE] [--go]");
  const { id: ids, reason, go = false } = options;
  const selection = { ...(ids ? { ids } : {}), ...(reason ? { reason } : {}), dryRun: !go };
  const say = (text: string) => process.stderr.write(`${text}\n`);
  const { selected, replayed, tried } = await replayAll(connection, service, selection, say);
  const text = go
    ? `${replayed} of ${selected.length} dead letters of ${service} went through.`
    : foreseen(service, tried);
  return { data: { selected, replayed, dryRun: !go, ...(go ? {} : { tried }) }, text };
};

type Tried = NonNullable<Returns<"service.dead-replay">["tried"]>;

/** What a replay would come to, as the service has tried it: the same outcomes together. */
function foreseen(service: string, tried: Tried): string {
  const kinds = Map.groupBy(tried, ({ outcome, reason = "", events }) => {
    if (outcome === "done") return `would go through${events.length ? ` and record ${events.join(", ")}` : ""}`;
    return outcome === "retry" ? `would be tried again (${reason})` : `would die again (${reason})`;
  });
  const rows = [...kinds].map(([what, { length }]) => [String(length), what]);
  const head = `${tried.length} dead letters of ${service} would be replayed. Add --go to do it.`;
  return rows.length ? `${head}\n${aligned(rows, { right: [0], indent: "  " })}` : head;
}

async function list({ services, call }: Connection): Promise<Result> {
  const lists = await Promise.all(
    services.map(async ({ name }) => ({ service: name, ...(await call("service.dead-list", name, {})) })),
  );
  const groups = lists.flatMap(({ service, groups }) => groups.map((group) => ({ service, ...group })));
  const more = lists.filter((one) => one.more).map(({ service, more }) => ({ service, groups: more }));
  if (!groups.length) return { data: { groups, more }, text: "There are no dead letters." };
  const rows = groups.map(({ service, reason, type, count, first, ids }) => [
    service,
    reason,
    type,
    String(count),
    first,
    ids[0] ?? "",
  ]);
  const left = more.map((one) => `\n${one.service}: ${one.groups} smaller groups are left off.`);
  const all = table(["service", "reason", "message", "count", "first", "one id"], rows, { right: [3] });
  return { data: { groups, more }, text: `${all}${left.join("")}` };
}

async function show({ call }: Connection, service: string, id: string | undefined): Promise<Result> {
  if (!id) throw new UserError("Which dead letter? ops dead show <service> <id>");
  const letter = await call("service.dead-show", service, { id });
  const rows = Object.entries(letter).map(([name, value]) => [name, String(value)]);
  return { data: letter, text: table(["field", "value"], rows) };
}

/** Replays a selection, as many at a time as the service takes, until all of it was tried once. */
export async function replayAll(
  { call }: Pick<Connection, "call">,
  service: string,
  selection: Params<"service.dead-replay">,
  say: (progress: string) => void,
): Promise<{ selected: string[]; replayed: number; tried: Tried }> {
  const selected: string[] = [];
  const tried: Tried = [];
  let replayed = 0;
  for (let after: string | undefined; ; ) {
    const params = after === undefined ? selection : { ...selection, after };
    const page = await call("service.dead-replay", service, params);
    selected.push(...page.selected);
    replayed += page.replayed;
    tried.push(...(page.tried ?? []));
    after = page.next;
    if (after === undefined) return { selected, replayed, tried };
    if (!selection.dryRun) say(`${replayed} of ${selected.length} went through so far…`);
  }
}
