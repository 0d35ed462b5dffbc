import { UserError } from "../../../deploy/say.ts";
import { table } from "../../../deploy/table.ts";
import type { Returns } from "../../../platform/messaging/contracts/action.ts";
import type { Command } from "../command.ts";
import type { Connection } from "../connection.ts";

type Task = Returns<"service.worklist">["tasks"][number] & { service: string };

const limitDefault = 100;
/** What a service gives at once. */
const pageMax = 200;

/** One service's tasks, read a page at a time. */
class Source {
  private readonly connection: Pick<Connection, "call">;
  private readonly service: string;
  private readonly params: { municipality?: string };
  private tasks: Task[] = [];
  private next: string | undefined;
  /** how many come after what was read */
  private more = 0;
  private atLeast = false;

  constructor(connection: Pick<Connection, "call">, service: string, params: { municipality?: string }) {
    this.connection = connection;
    this.service = service;
    this.params = params;
  }

  async read(after: string | undefined, limit: number): Promise<void> {
    const params = { ...this.params, limit: Math.min(limit, pageMax), ...(after === undefined ? {} : { after }) };
    const { tasks, next, more, atLeast } = await this.connection.call("service.worklist", this.service, params);
    this.tasks = tasks.map((task) => ({ service: this.service, ...task }));
    [this.next, this.more, this.atLeast] = [next, more, atLeast];
  }

  get first(): Task | undefined {
    return this.tasks[0];
  }

  /** @param limit how many may still be needed */
  async take(limit: number): Promise<Task | undefined> {
    const task = this.tasks.shift();
    if (!this.tasks.length && this.next && limit > 0) await this.read(this.next, limit);
    return task;
  }

  get left(): { count: number; atLeast: boolean } {
    return { count: this.tasks.length + this.more, atLeast: this.atLeast };
  }
}

/** The services' own order: the last legal day, since when it waits, and of the same moment the service's name. */
const placeOf = ({ dueOn = "9999-12-31", since, service }: Task): string => `${dueOn} ${since} ${service}`;

export interface Asked {
  town?: string | undefined;
  after?: string | undefined;
  /** how many at most */
  limit: number;
}

/** What waits for a person in all services, in one order: from a cursor on, as many as are asked for. */
export async function readWorklist(connection: Pick<Connection, "services" | "call">, { town, after, limit }: Asked) {
  const sources = connection.services
    .filter(({ worklist }) => worklist)
    .map(({ name }) => new Source(connection, name, town ? { municipality: town } : {}));
  await Promise.all(sources.map((source) => source.read(after, limit)));
  const tasks: Task[] = [];
  while (tasks.length < limit) {
    const [next] = sources
      .flatMap((source) => (source.first ? [{ source, place: placeOf(source.first) }] : []))
      .sort((a, b) => (a.place < b.place ? -1 : 1));
    const task = await next?.source.take(limit - tasks.length - 1);
    if (!task) break;
    tasks.push(task);
  }
  const left = sources.map((source) => source.left);
  const more = left.reduce((sum, { count }) => sum + count, 0);
  return { tasks, more, atLeast: left.some((one) => one.atLeast) };
}

function limitOf({ limit, all }: { limit?: string | undefined; all?: boolean | undefined }): number {
  if (all && limit !== undefined) throw new UserError("Either --limit or --all.");
  if (all) return Number.POSITIVE_INFINITY;
  if (limit === undefined) return limitDefault;
  if (!/^[1-9]\d{0,6}$/.test(limit)) throw new UserError(`--limit takes a whole number from 1, not "${limit}".`);
  return Number(limit);
}

export const worklist: Command = async (connection, _args, options) => {
  const { tasks, more, atLeast } = await readWorklist(connection, {
    ...{ town: options.town, after: options.after, limit: limitOf(options) },
  });
  const next = more ? tasks.at(-1)?.cursor : undefined;
  const data = { tasks: tasks.map(({ cursor: _, ...task }) => task), more, ...(next ? { next } : {}) };
  if (!tasks.length) return { data, text: "Nothing waits for a person." };
  const rows = tasks.map(
    ({ caseNumber, version, service, municipality, since, reasons, dueOn = "", assignee = "", asideUntil = "" }) => [
      caseNumber,
      String(version),
      service,
      municipality,
      since,
      dueOn,
      assignee,
      asideUntil,
      reasons.join(", "),
    ],
  );
  const list = table(
    ["case", "version", "service", "town", "waits since", "due on", "taken by", "rests until", "because"],
    rows,
    { right: [1] },
  );
  const rest = next ? `\n\n${atLeast ? "At least " : ""}${more} more wait: --after ${next}, or --all.` : "";
  return { data, text: `${list}${rest}` };
};

/** The services in which a case waits for a person. */
export async function waitingIn({ services, call }: Connection, caseNumber: string): Promise<string[]> {
  const lists = await Promise.all(
    services
      .filter(({ worklist }) => worklist)
      .map(async ({ name }) => {
        const { tasks } = await call("service.worklist", name, { caseNumber });
        return tasks.length ? [name] : [];
      }),
  );
  return lists.flat();
}
