import { trusted } from "mongoose";
import { type ActionName, action, type CallMeta, type Params } from "../contracts/action.ts";
import { emptyEnvelope } from "../contracts/envelope.ts";
import type { EventContract } from "../contracts/event.ts";
import { Fault, type FaultCode } from "../faults.ts";
import { computeId, sha256 } from "../ids.ts";
import { seal, unseal } from "../seal.ts";
import { type EventDocument, noTime, type StateDocument } from "../store/models.ts";
import { demand, type Prove } from "./actor.ts";
import { deadGroups, selectDead } from "./kept.ts";
import { depths, type Runtime } from "./runtime.ts";
import type { Actor } from "./surface.ts";

const minVersionWaitMs = 2_000;

/** The fields of a body that say what an event is about without saying anything about a person. */
const telling = [
  "outcome",
  "code",
  "reason",
  "codes",
  "totalCents",
  "amountCents",
  "decidedBy",
  "method",
  "change",
  "kind",
  "form",
];

async function detailOf({ resources, surface }: Runtime, { envelope, body }: EventDocument): Promise<string> {
  const contract = surface.publishes.find(({ name }) => name === envelope.type) as EventContract | undefined;
  if (!contract) return "";
  const opened = (await resources.codec.decode([contract], unseal(envelope.caseId, body))).body as Record<
    string,
    unknown
  >;
  const reasons = Array.isArray(opened.reasons)
    ? { codes: opened.reasons.map((reason) => reason.code).join(", ") }
    : {};
  const fields = { ...opened, ...reasons } as Record<string, unknown>;
  return telling.flatMap((name) => (fields[name] == null ? [] : [`${name}: ${fields[name]}`])).join(", ");
}

/** The state that the case's latest event came from. */
async function stateOf({ resources: { models } }: Runtime, events: EventDocument[]): Promise<StateDocument | null> {
  const latest = events.findLast(({ stateId }) => stateId);
  return latest ? await models.states.findById(latest.stateId).lean() : null;
}

async function readCase(runtime: Runtime, number: string, minVersion: number) {
  const { models } = runtime.resources;
  for (const deadline = Date.now() + minVersionWaitMs; ; ) {
    const events = await models.events.find({ "envelope.caseNumber": number }).sort({ at: 1 }).limit(500).lean();
    const state = await stateOf(runtime, events);
    if ((state?.version ?? 0) >= minVersion || Date.now() >= deadline) return { events, state };
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Runs a command through the engine: once per commandId, with its first answer repeated. */
export async function runCommand(
  { engine }: Runtime,
  name: string,
  { tenant, key }: { tenant: string; key: string },
  actor: Actor,
  params: { commandId: string; version: number },
): Promise<{ id: string; version: number }> {
  const id = computeId("command", tenant, key, name, params.commandId);
  const envelope = { ...emptyEnvelope, id, type: `command.${name}`, municipality: tenant };
  const body = seal("", Buffer.from(JSON.stringify({ ...params, actor: actor.id })));
  const [outcome] = await engine.handle([{ origin: "command", envelope, body, attempts: 0, key: { tenant, key } }]);
  if (outcome?.kind === "refused") throw outcome.fault;
  if (outcome?.kind !== "done") throw new Fault("unexpected");
  return outcome.answer as { id: string; version: number };
}

/** The actions of every service: for operators, for case workers, for other services' consumers. */
export function commonActions(runtime: () => Runtime, prove: Prove) {
  return {
    case: action("service.case", async ({ caseNumber, minVersion = 0 }, meta) => {
      demand(await prove(meta), "operator");
      const { events, state } = await readCase(runtime(), caseNumber, minVersion);
      const entries = await Promise.all(
        events.map(async (event) => ({
          at: event.envelope.time,
          event: event.envelope.type,
          id: event._id,
          detail: await detailOf(runtime(), event),
        })),
      );
      const { name: service } = runtime().resources;
      return { service, version: state?.version ?? 0, status: events.length ? (state?.status ?? "") : "", entries };
    }),
    worklist: action("service.worklist", async ({ municipality }, meta) => {
      const actor = await prove(meta);
      demand(actor, "caseworker", municipality);
      const towns = municipality ? [municipality] : actor.municipalities;
      const filter = towns.includes("*") ? {} : { tenant: trusted({ $in: towns }) };
      const { states } = runtime().resources.models;
      const found = await states
        .find({ "tasks.caseNumber": trusted({ $exists: true }), ...filter })
        .limit(1000)
        .lean();
      const tasks = found.flatMap(({ tenant, version, tasks }) =>
        tasks.map(({ caseNumber, since, reasons, dueOn }) => ({
          caseNumber,
          municipality: tenant,
          since: since.toISOString(),
          reasons,
          version,
          ...(dueOn ? { dueOn } : {}),
        })),
      );
      return { tasks: tasks.sort((a, b) => a.since.localeCompare(b.since)) };
    }),
    "dead-list": action("service.dead-list", async (_params, meta) => {
      demand(await prove(meta), "operator");
      return { groups: await deadGroups(runtime().resources.models) };
    }),
    "dead-show": action("service.dead-show", async ({ id }, meta) => {
      demand(await prove(meta), "operator");
      const found = await runtime().resources.models.dead.findById(id).lean();
      if (!found) throw new Fault("not-found");
      const { envelope, reason, detail, attempts, at, body, replayedAt } = found;
      return {
        id,
        type: envelope.type,
        reason: detail ? `${reason}: ${detail}` : reason,
        attempts,
        at: at.toISOString(),
        traceparent: envelope.traceparent,
        caseNumber: envelope.caseNumber,
        bytes: body.length,
        sha256: sha256(body),
        replayedAt: replayedAt?.toISOString() ?? "",
      };
    }),
    "dead-replay": action("service.dead-replay", async ({ ids, reason, dryRun }, meta) => {
      demand(await prove(meta), "operator");
      const selection = { ...(ids ? { ids } : {}), ...(reason ? { reason } : {}) };
      const deliveries = await selectDead(runtime().resources.models, selection);
      const selected = deliveries.map(({ envelope }) => envelope.id);
      if (dryRun) return { selected, replayed: 0 };
      const batchMax = runtime().surface.batchMax ?? 500;
      let replayed = 0;
      for (let i = 0; i < deliveries.length; i += batchMax) {
        const outcomes = await runtime().engine.handle(deliveries.slice(i, i + batchMax));
        replayed += outcomes.filter(({ kind }) => kind === "done").length;
      }
      return { selected, replayed };
    }),
    lag: action("service.lag", async (_params, meta) => {
      demand(await prove(meta), "operator");
      const { resources, subscription, outbox } = runtime();
      const { models } = resources;
      const [consumers, kafka, depth] = await Promise.all([
        subscription.depths(),
        outbox.toRead?.(),
        depths(runtime()),
      ]);
      return {
        consumers,
        ...(kafka === undefined ? {} : { kafka }),
        outbox: { unpublished: depth["outbox.unpublished"] ?? 0, oldestSeconds: depth["outbox.age"] ?? 0 },
        retries: depth.retries ?? 0,
        dead: depth.dead ?? 0,
        timers: await models.states.countDocuments({ nextTimer: trusted({ $gt: noTime }) }),
      };
    }),
    redrive: action("service.redrive", async ({ since, types }) => ({
      events: await runtime().outbox.redrive(new Date(since), types),
    })),
  };
}

/** A command of a service's own beside `decide`: the contract `service.<name>`, and who may give it. */
interface Command<N extends OwnCommandName> {
  name: N;
  /** roles for the town of which one is enough */
  roles(params: Params<`service.${N}`>): string[];
}
export type OwnCommand = { [N in OwnCommandName]: Command<N> }[OwnCommandName];
type OwnCommandName = Exclude<CommandName<ActionName>, "decide">;
/** Of contracts `service.<name>` those that change a case. */
type CommandName<A extends ActionName> = A extends `service.${infer N}`
  ? Params<A> extends { caseNumber: string; commandId: string; version: number }
    ? N
    : never
  : never;

/** What case workers do; only services with a worklist have it. */
export function worklistActions(runtime: () => Runtime, prove: Prove, commands: readonly OwnCommand[] = []) {
  const known = async (caseNumber: string, meta: CallMeta, absent: FaultCode, roles = ["caseworker"]) => {
    const actor = await prove(meta);
    const { states } = runtime().resources.models;
    const towns = actor.municipalities.includes("*") ? {} : { tenant: trusted({ $in: actor.municipalities }) };
    const waiting = await states.findOne({ "tasks.caseNumber": caseNumber, ...towns }).lean();
    const state = waiting ?? (await decidedBefore(runtime(), caseNumber));
    if (!state) throw new Fault(absent);
    demand(actor, roles.find((role) => actor.roles.includes(role)) ?? "caseworker", state.tenant);
    return { actor, state };
  };
  const own = <N extends OwnCommandName>({ name, roles }: Command<N>) =>
    action(`service.${name}`, async (params, meta) => {
      const { actor, state } = await known(params.caseNumber, meta, "not-waiting", roles(params));
      return await runCommand(runtime(), name, state, actor, params);
    });
  return {
    ...Object.fromEntries(commands.map((command) => [command.name, own(command)])),
    decide: action("service.decide", async (params, meta) => {
      const { actor, state } = await known(params.caseNumber, meta, "not-waiting");
      return await runCommand(runtime(), "decide", state, actor, params);
    }),
    "case-file": action("service.case-file", async ({ caseNumber }, meta) => {
      const { surface, resources } = runtime();
      const { state } = await known(caseNumber, meta, "not-found");
      const file = surface.file?.(JSON.parse(unseal("", state.body).toString("utf8")), caseNumber);
      if (!file) throw new Fault("not-found");
      const { status, reasons, replies, application, identity } = file;
      const { applicant, form = "", data, attachments = [] } = application ?? {};
      return {
        ...{ service: resources.name, municipality: state.tenant, version: state.version, status },
        ...{ form, reasons, replies, attachments },
        ...(applicant ? { applicant: { ...applicant } } : {}),
        ...(data ? { data: JSON.parse(data) as Record<string, unknown> } : {}),
        ...(identity ? { identity: { ...identity } } : {}),
      };
    }),
  };
}

/** A repeated command finds its state although nothing waits there any more: it gets its first answer again. */
async function decidedBefore(runtime: Runtime, caseNumber: string): Promise<StateDocument | null> {
  const { events } = await readCase(runtime, caseNumber, 0);
  return await stateOf(runtime, events);
}
