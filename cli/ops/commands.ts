import { UserError } from "../../deploy/say.ts";
import { table } from "../../deploy/table.ts";
import { isCaseNumber } from "../../platform/casework/case/case-number.ts";
import type { Returns } from "../../platform/messaging/contracts/action.ts";
import { act } from "./act.ts";
import { saveAttachment } from "./cases/attachment.ts";
import { checkedNumber } from "./cases/case-number.ts";
import { decide } from "./cases/decide.ts";
import { giveBack, handOver, note, setAside, take } from "./cases/desk.ts";
import { askOwner } from "./cases/own-case.ts";
import { worklist } from "./cases/worklist.ts";
import type { Command } from "./command.ts";
import { dead } from "./dead.ts";
import { payments } from "./payments.ts";

const wholeNumber = (name: string, text: string | undefined) => {
  if (text === undefined) return undefined;
  if (!/^\d+$/.test(text)) throw new UserError(`--${name} takes a whole number, not "${text}".`);
  return Number(text);
};

const showCase: Command = async ({ services, call }, [given]) => {
  const caseNumber = checkedNumber(given);
  const parts = await Promise.all(services.map(({ name }) => call("service.case", name, { caseNumber })));
  const known = parts.filter(({ entries }) => entries.length);
  if (!known.length) throw new UserError(`No service knows the case ${caseNumber}.`);
  const entries = known.flatMap(({ service, entries }) => entries.map((entry) => ({ service, ...entry })));
  entries.sort((a, b) => a.at.localeCompare(b.at));
  const rows = entries.map(({ at, service, event, actor, detail }) => [at, service, event, actor ?? "", detail ?? ""]);
  const states = known.map(
    ({ service, status, version, actor }) =>
      `${service}: ${status ?? ""} (version ${version ?? 0}${actor ? `, last acted on by ${actor}` : ""})`,
  );
  return {
    data: { caseNumber, entries, states: known.map(({ entries: _, ...state }) => state) },
    text: `${table(["time", "service", "event", "by", "detail"], rows)}\n\n${states.join("\n")}`,
  };
};

/** What a case worker reads before deciding: personal data, so only where they ask for this one case. */
const file: Command = async (connection, [given], options) => {
  const caseNumber = checkedNumber(given);
  const upTo = wholeNumber("up-to", options.upTo);
  const params = { caseNumber, ...(upTo ? { upTo } : {}) };
  const data = await askOwner(connection, caseNumber, (name) => connection.call("service.case-file", name, params));
  const rows = Object.entries(data).map(([field, value]) => [
    field,
    typeof value === "object" ? JSON.stringify(value, null, 1) : String(value),
  ]);
  const earlier = data.more ? `\n\n${data.more} earlier replies: --up-to ${data.more}` : "";
  return { data, text: `${table(["field", "value"], rows)}${earlier}` };
};

const attachment: Command = async (connection, [given, which], { to }) => {
  const caseNumber = checkedNumber(given);
  if (!which || !to)
    throw new UserError("Which one, and where to? ops attachment <number> <n or name> --to <file or folder>");
  return await saveAttachment(connection, caseNumber, { which, to });
};

/** The streams in which something waits: to read, and read without an answer so far. */
const unread = (consumers: readonly { stream: string; pending: number; unacknowledged: number }[]) =>
  consumers
    .filter(({ pending, unacknowledged }) => pending + unacknowledged > 0)
    .map(({ stream, pending, unacknowledged }) => `${stream} ${pending}+${unacknowledged}`)
    .join(", ");

type Lag = Returns<"service.lag">;

/** What waits in Kafka for a connector, by partition. */
const inKafka = ({ kafka }: Lag) => {
  if (kafka === undefined) return "";
  if (kafka === null) return "Kafka does not answer";
  const behind = kafka.filter(({ lag }) => lag > 0).map(({ partition, lag }) => `${partition}: ${lag}`);
  return behind.join(", ") || `nothing in ${kafka.length} partitions`;
};

const lag: Command = async ({ services, call }) => {
  const all = await Promise.all(
    services.map(async ({ name }) => ({ service: name, ...(await call("service.lag", name, {})) })),
  );
  const rows = all.map(({ service, ...lag }) => [
    service,
    inKafka(lag),
    unread(lag.consumers) || `nothing in ${lag.consumers.length} streams`,
    `${lag.outbox.unpublished} (${lag.outbox.oldestSeconds.toFixed(1)} s)`,
    ...[lag.retries, lag.dead, lag.timers].map(String),
  ]);
  const lines = [
    table(
      [
        "service",
        "in Kafka, by partition",
        "to read + in hand, by stream",
        "outbox (oldest)",
        "retries",
        "dead",
        "timers",
      ],
      rows,
      { right: [4, 5, 6] },
    ),
  ];
  for (const { service, aside } of all)
    for (const { account, count, caseNumber } of aside)
      lines.push(`${service}: ${count} messages of one account wait for their turn: ${account}, e.g. ${caseNumber}`);
  for (const { service, problems } of all) lines.push(...problems.map((problem) => `${service}: ${problem}`));
  return { data: all, text: lines.join("\n") };
};

/** Who looked at a case, or at what a key names, for data protection. */
const looks: Command = async ({ services, call }, [given = ""]) => {
  const target = isCaseNumber(given.toUpperCase()) ? given.toUpperCase() : given;
  if (!target) throw new UserError("Looks at which case? Give its number, or a key such as the SHA-256 of a file.");
  const lists = await Promise.all(
    services.map(async ({ name }) =>
      (await call("service.looks", name, { about: target })).looks.map((entry) => ({ service: name, ...entry })),
    ),
  );
  const all = lists.flat().sort((a, b) => a.at.localeCompare(b.at));
  const rows = all.map(({ at, actor, service, action }) => [at, actor, service, action]);
  return { data: all, text: all.length ? table(["time", "by", "service", "looked at"], rows) : "Nobody has looked." };
};

export const commands: Record<string, Command> = {
  case: showCase,
  file,
  attachment,
  worklist,
  looks,
  decide,
  take,
  "give-back": giveBack,
  "hand-over": handOver,
  "set-aside": setAside,
  note,
  act,
  dead,
  lag,
  payments,
};
