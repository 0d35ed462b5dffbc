import type { OpenState, RecordedEvent } from "../../messaging/index.ts";
import {
  action,
  addressOf,
  type CallMeta,
  type EventContract,
  Fault,
  type FaultCode,
  openOne,
  ownerOf,
  type Runtime,
  replayed,
  sha256,
  type Tried,
} from "../../messaging/index.ts";
import type { CaseFile } from "../case/case-file.ts";
import { proposalOf } from "../questions/proposal.ts";
import { caseProcessorOf } from "../service/case-processor.ts";
import type { DecisionContract } from "../service/decision.ts";
import { type Actor, demand, everywhere, type Place, type Prove, permits } from "./actor.ts";
import { attachmentAction, enclosedIn } from "./attachments.ts";
import { Decide, deskCommands } from "./commands.ts";
import { looksAction, noteAccess } from "./looks.ts";
import { pageOfReplies } from "./reply-page.ts";
import { type CommandTarget, type Own, type OwnAction, type OwnCommand, runCommand } from "./run-command.ts";
import { type Found, waitingAt, worklistPage } from "./worklist.ts";

const minVersionWaitMs = 2_000;
/** Of a case at most so many events are told, the first. */
const eventsMax = 500;

/** The fields of a body that say what an event is about without saying anything about a person. */
const shownFields = [
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

async function detailOf({ resources, service }: Runtime, { envelope, body }: RecordedEvent): Promise<string> {
  const contract = service.publishes.find(({ name }) => name === envelope.type) as EventContract | undefined;
  if (!contract) return "";
  const bytes = await openOne(resources.sealing, { owner: ownerOf(envelope), bytes: body });
  const opened = (await resources.codec.decode([contract], bytes)).body as Record<string, unknown>;
  const reasons = Array.isArray(opened.reasons)
    ? { codes: opened.reasons.map((reason) => reason.code).join(", ") }
    : {};
  const fields = { ...opened, ...reasons } as Record<string, unknown>;
  return shownFields.flatMap((name) => (fields[name] == null ? [] : [`${name}: ${fields[name]}`])).join(", ");
}

/** The state that the case is in: where its latest event came from, and no state that its events went through. */
async function stateOf(
  { resources: { states }, service }: Runtime,
  events: RecordedEvent[],
): Promise<OpenState | undefined> {
  // The latest first: each by its last event.
  const ids = [...new Set(events.toReversed().flatMap(({ stateId }) => stateId || []))];
  const isCase = (id: string) => caseProcessorOf(service, addressOf(id).processor)?.file !== undefined;
  const latest = ids.find(isCase) ?? ids[0];
  return latest === undefined ? undefined : (await states.byId([latest]))[0];
}

const eventsOfCase = ({ resources: { store } }: Runtime, number: string): Promise<RecordedEvent[]> =>
  store.events.ofCase(number, eventsMax);

/** What an operator may see of a case here, on a version or after a while. */
async function readCase(runtime: Runtime, number: string, minVersion: number, actor: Actor) {
  const { steadyClock: clock } = runtime.resources;
  for (const deadline = clock.now() + minVersionWaitMs; ; ) {
    const all = await eventsOfCase(runtime, number);
    const events = all.filter(({ envelope }) => permits(actor, "operator", placeOf(runtime, envelope)));
    if (all.length > events.length && !events.length) throw new Fault("not-permitted");
    const state = await stateOf(runtime, events);
    if ((state?.version ?? 0) >= minVersion || clock.now() >= deadline) return { events, state };
    await clock.sleep(50);
  }
}

const placeOf = (
  { resources: { name: service } }: Runtime,
  { municipality, serviceKey }: Pick<Place, "municipality" | "serviceKey">,
): Place => ({ municipality, service, serviceKey });

/** What a dead letter would lead to, as it is told: kinds of events and codes, nothing personal. */
function triedAs(id: string, { outcome, events }: Tried) {
  const { code, detail } = outcome.kind === "done" ? { code: "", detail: "" } : outcome.fault;
  const reason = detail ? `${code}: ${detail}` : code;
  return { id, outcome: outcome.kind, ...(reason && { reason }), events: events.map(({ type }) => type) };
}

/** The actions of every service: for operators and for case workers. */
export function commonActions(runtime: () => Runtime, prove: Prove) {
  return {
    case: action("service.case", async ({ caseNumber, minVersion = 0 }, meta) => {
      const operator = await prove(meta);
      demand(operator, "operator");
      const { events, state } = await readCase(runtime(), caseNumber, minVersion, operator);
      const entries = await Promise.all(
        events.map(async (event) => ({
          at: event.envelope.time,
          event: event.envelope.type,
          id: event._id,
          detail: await detailOf(runtime(), event),
          ...(event.actor ? { actor: event.actor } : {}),
        })),
      );
      const { name: service } = runtime().resources;
      const [first] = events;
      if (!first) return { service, version: 0, status: "", entries };
      await noteAccess(runtime(), operator, { action: "case", target: caseNumber }, first.envelope);
      const { version = 0, status = "", actor = "" } = state ?? {};
      return { service, version, status, ...(actor ? { actor } : {}), entries };
    }),
    worklist: action("service.worklist", async (params, meta) => worklistPage(runtime(), await prove(meta), params)),
    ...deadLetterActions(runtime, prove),
    lag: action("service.lag", async (_params, meta) => {
      demand(await prove(meta), "operator");
      const { resources, subscription, outbox } = runtime();
      const { store } = resources;
      const [consumers, kafka, depth] = await Promise.all([
        subscription.depths(),
        outbox.toRead?.(),
        runtime().depths(),
      ]);
      return {
        consumers,
        ...(kafka === undefined ? {} : { kafka }),
        outbox: { unpublished: depth["outbox.unpublished"] ?? 0, oldestSeconds: depth["outbox.age"] ?? 0 },
        retries: depth.retries ?? 0,
        aside: depth.aside ? await store.inbox.asideAccounts() : [],
        dead: depth.dead ?? 0,
        problems: [...(outbox.problems?.() ?? [])],
        timers: await store.states.withTimers(),
      };
    }),
    // The consumers of other services call it as well, who have no token.
    redrive: action("service.redrive", async ({ since, types }, meta) => {
      if (meta.token) demand(await prove(meta), "operator", everywhere);
      return { ...(await runtime().outbox.redrive(new Date(since), types)) };
    }),
    looks: looksAction(runtime, prove),
  };
}

/** Dead letters: what lies there, and another try of it. */
function deadLetterActions(runtime: () => Runtime, prove: Prove) {
  return {
    "dead-list": action("service.dead-list", async (_params, meta) => {
      demand(await prove(meta), "operator");
      return await runtime().resources.store.dead.groups();
    }),
    "dead-show": action("service.dead-show", async ({ id }, meta) => {
      const operator = await prove(meta);
      demand(operator, "operator");
      const found = await runtime().resources.store.dead.find(id);
      if (!found) throw new Fault("not-found");
      const { envelope, reason, detail, attempts, at, body, replayedAt } = found;
      demand(operator, "operator", placeOf(runtime(), envelope));
      await noteAccess(runtime(), operator, { action: "dead-show", target: envelope.caseNumber || id }, envelope);
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
    "dead-replay": action("service.dead-replay", async ({ dryRun, ...selection }, meta) => {
      const operator = await prove(meta);
      demand(operator, "operator");
      const { store } = runtime().resources;
      const { letters, next } = await store.dead.select(selection, store.now());
      const mine = letters.filter(({ envelope }) => permits(operator, "operator", placeOf(runtime(), envelope)));
      const selected = mine.map(({ _id }) => _id);
      const more = next === undefined ? {} : { next };
      const { engine, service } = runtime();
      const batchMax = service.batchMax ?? 500;
      let count = 0;
      const tried: ReturnType<typeof triedAs>[] = [];
      for (let i = 0; i < mine.length; i += batchMax) {
        const deliveries = mine.slice(i, i + batchMax).map(replayed);
        if (dryRun) tried.push(...(await engine.try(deliveries)).map((one, k) => triedAs(selected[i + k] ?? "", one)));
        else count += (await engine.handle(deliveries)).filter(({ kind }) => kind === "done").length;
      }
      return { selected, replayed: count, ...(dryRun && { tried }), ...more };
    }),
  };
}

/** A state, for what a person does with a case in it. */
function targetOf(
  { service }: Runtime,
  { tenant, processor, key, value }: OpenState,
  caseNumber: string,
): CommandTarget {
  const file = caseProcessorOf(service, processor)?.file?.(value, caseNumber);
  return { tenant, processor, key, metadata: file?.metadata };
}

/** A case's file as a case worker reads it. @param upTo only the first so many replies */
function shownFile(file: CaseFile, upTo: number | undefined) {
  const { status, reasons, application, identity, desk } = file;
  const { applicant, form = "", data } = application ?? {};
  const { application: attachments, replies } = enclosedIn(file);
  return {
    ...{ status, form, reasons, attachments, ...pageOfReplies(replies, upTo), notes: desk.notes.toReversed() },
    ...(desk.assignee && { assignee: desk.assignee }),
    ...(desk.asideUntil && { asideUntil: desk.asideUntil }),
    ...(applicant && { applicant: { ...applicant } }),
    ...(data && { data: JSON.parse(data) as Record<string, unknown> }),
    ...(identity && { identity: { ...identity } }),
  };
}

/** What case workers do; only services with a worklist have it. */
export function worklistActions(
  runtime: () => Runtime,
  prove: Prove,
  commands: readonly OwnCommand[],
  decision: DecisionContract,
) {
  const known = async (caseNumber: string, meta: CallMeta, absent: FaultCode, roles = ["caseworker"]) => {
    const actor = await prove(meta);
    const waiting = await waitingAt(runtime(), caseNumber);
    const all = waiting.length ? waiting : await decidedBefore(runtime(), caseNumber);
    if (!all.length) throw new Fault(absent);
    const mine = all.find(({ place }) => roles.some((role) => permits(actor, role, place)));
    if (!mine) throw new Fault("not-permitted");
    return { actor, ...mine };
  };
  const knownFile = async (caseNumber: string, meta: CallMeta) => {
    const found = await known(caseNumber, meta, "not-found");
    const processor = caseProcessorOf(runtime().service, found.state.processor);
    const file = processor?.file?.(found.state.value, caseNumber);
    if (!processor || !file) throw new Fault("not-found");
    return { ...found, processor, file };
  };
  const ownAction = <A extends OwnAction>({ command, roles, added }: Own<A>) =>
    action(
      command.action,
      async (params, meta) => {
        const { actor, state } = await known(params.caseNumber, meta, "not-waiting", roles(params));
        const target = targetOf(runtime(), state, params.caseNumber);
        return await runCommand(runtime(), command, target, { ...params, actor: actor.id });
      },
      added,
    );
  const roles = () => ["caseworker"];
  const every = [
    { command: Decide, roles, added: decision.properties },
    ...deskCommands.map((command) => ({ command, roles })),
  ];
  return {
    ...Object.fromEntries(
      [...every, ...commands].map((one) => [
        one.command.action.slice("service.".length),
        ownAction(one as Own<OwnAction>),
      ]),
    ),
    "decision-options": action("service.decision-options", async ({ caseNumber }, meta) => {
      await known(caseNumber, meta, "not-found");
      return { service: runtime().resources.name, properties: { ...decision.properties } };
    }),
    attachment: attachmentAction(runtime, knownFile),
    "case-file": action("service.case-file", async ({ caseNumber, upTo }, meta) => {
      const { resources } = runtime();
      const { actor, state, place, processor, file } = await knownFile(caseNumber, meta);
      await noteAccess(runtime(), actor, { action: "case-file", target: caseNumber }, place);
      const asked = { caseNumber, now: resources.store.now() };
      const proposal = file.status === "waiting-for-person" && proposalOf(processor, { state: state.value, ...asked });
      return {
        ...{ service: resources.name, municipality: state.tenant, version: state.version },
        ...shownFile(file, upTo),
        ...(proposal && { proposal }),
      };
    }),
  };
}

/** A repeated command finds its state although nothing waits there any more: it gets its first answer again. */
async function decidedBefore(runtime: Runtime, caseNumber: string): Promise<Found[]> {
  const events = await eventsOfCase(runtime, caseNumber);
  const state = await stateOf(runtime, events);
  const { serviceKey = "" } = events.findLast(({ stateId }) => stateId)?.envelope ?? {};
  return state ? [{ state, place: placeOf(runtime, { municipality: state.tenant, serviceKey }) }] : [];
}
