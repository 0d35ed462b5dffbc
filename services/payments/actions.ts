import {
  demand,
  noteAccess,
  type Place,
  type Prove,
  permits,
  runCommand,
  type Town,
  waitingAt,
} from "../../platform/casework/index.ts";
import type { OpenState } from "../../platform/messaging/index.ts";
import { action, type CallMeta, Fault, type Runtime } from "../../platform/messaging/index.ts";
import { makeFile } from "./bank-files/files.ts";
import { type Book, openOf, withLedger } from "./ledger/book.ts";
import { type Balances, balancesOf, differenceOf, sumOf } from "./ledger/ledger.ts";
import { isSuspenseNumber } from "./ledger/tasks.ts";
import { accountProcessor, Settle } from "./messages.ts";
import { beginOnline } from "./online/paying-online.ts";
import type { PaymentProvider } from "./online/provider.ts";
import { booksOf, readRegister } from "./register.ts";
import { type StatementFile, StatementFiles } from "./statements/statement-files.ts";
import { type Source, takeStatement } from "./statements/statements.ts";
import type { TownPayments } from "./town.ts";

export interface ActionParts {
  runtime: () => Runtime;
  prove: Prove;
  towns: ReadonlyMap<string, Town>;
  accounts: ReadonlyMap<string, TownPayments>;
  /** undefined: nobody can pay online */
  provider: PaymentProvider | undefined;
}

/** A statement that came with the call, or in pieces before. Throws Fault bad-request for both or neither. */
function sourceOf(
  files: StatementFiles,
  municipality: string,
  { statement, file }: { statement?: string; file?: StatementFile },
): Source {
  if ((statement === undefined) === (file === undefined))
    throw new Fault("bad-request", "Geben Sie entweder statement oder file an.");
  if (file) return () => files.read(municipality, file);
  const bytes = Buffer.from(statement ?? "", "base64");
  return async function* whole() {
    yield bytes;
  };
}

/** What operators and case workers do with a town's money. */
export const paymentActions = (parts: ActionParts) => ({ ...bankActions(parts), ...caseActions(parts) });

/** What a town's operator does with statements, files for the bank and the ledger. */
function bankActions({ runtime, prove, towns, accounts }: ActionParts) {
  const says = (municipality: string) => {
    const town = towns.get(municipality);
    const payments = accounts.get(municipality);
    if (!town || !payments)
      throw new Fault("not-possible", "Diese Stadt ist hier nicht eingerichtet. Prüfen Sie municipality.");
    return { town, accounts: payments.accounts };
  };
  const operator = async (municipality: string, meta: CallMeta) => {
    const actor = await prove(meta);
    demand(actor, "operator", placeIn(municipality));
    return actor;
  };
  const now = () => runtime().resources.store.now();
  const files = () => new StatementFiles(runtime().resources.store, runtime().resources.sealing);
  let turns = 0;
  const nextHolder = () => {
    turns += 1;
    return `${runtime().resources.instance}/${turns}`;
  };
  return {
    put: action("payments.put", async ({ municipality, sha256, bytes, piece, data }, meta) => {
      await operator(municipality, meta);
      return { complete: await files().put(municipality, { sha256, bytes }, piece, Buffer.from(data, "base64")) };
    }),
    statement: action("payments.statement", async ({ municipality, anew, ...given }, meta) => {
      const actor = await operator(municipality, meta);
      const ibans = says(municipality).accounts.map(({ iban }) => iban);
      const asked = { source: sourceOf(files(), municipality, given), anew, actor: actor.id, holder: nextHolder() };
      const taken = await takeStatement(runtime(), { municipality, ibans }, asked, now());
      if (given.file) await files().drop(municipality, given.file);
      return taken;
    }),
    file: action("payments.file", async ({ municipality, ...asked }, meta) => {
      const actor = await operator(municipality, meta);
      const file = await makeFile(runtime(), says(municipality), { ...asked, actor: actor.id }, now());
      if (file.id) await noteAccess(runtime(), actor, { action: "file", target: file.id }, placeIn(municipality));
      return file;
    }),
    ledger: action("payments.ledger", async ({ municipality }, meta) => {
      await operator(municipality, meta);
      const all: Balances[] = [];
      let askedCents = 0;
      for await (const { book } of booksOf(runtime().resources.states, municipality)) {
        all.push(balancesOf(book.postings));
        askedCents += book.entries.reduce((sum, { totalCents }) => sum + totalCents, 0);
      }
      const balances = sumOf(all);
      return { balances, difference: differenceOf(balances), askedCents, accounts: all.length };
    }),
  };
}

/** What is done about the money of one case. */
function caseActions({ runtime, prove, provider }: ActionParts) {
  const known = async (caseNumber: string, meta: CallMeta, role: string) => {
    const actor = await prove(meta);
    const state = await stateFor(runtime(), caseNumber, (tenant) => permits(actor, role, placeIn(tenant)));
    demand(actor, role, placeIn(state.tenant));
    return { actor, state };
  };
  return {
    online: action("payments.online", async ({ caseNumber, ...asked }, meta) => {
      if (!provider)
        throw new Fault(
          "not-possible",
          "Hier ist kein Bezahldienst eingerichtet. Online-Zahlungen sind nicht möglich.",
        );
      const { actor, state } = await known(caseNumber, meta, "operator");
      const { tenant, key } = state;
      // The answer says what somebody owes.
      await noteAccess(runtime(), actor, { action: "online", target: caseNumber }, placeIn(tenant));
      const account = { tenant, key, book: bookIn(state) };
      const at = runtime().resources.store.now();
      return await beginOnline(runtime(), provider, account, { ...asked, actor: actor.id, at });
    }),
    waiting: action("payments.waiting", async ({ caseNumber }, meta) => {
      const { actor, state } = await known(caseNumber, meta, "caseworker");
      await noteAccess(runtime(), actor, { action: "waiting", target: caseNumber }, placeIn(state.tenant));
      return { municipality: state.tenant, version: state.version, ...openIn(bookIn(state)) };
    }),
    settle: action("payments.settle", async ({ caseNumber, ...params }, meta) => {
      const { actor, state } = await known(caseNumber, meta, "caseworker");
      const { tenant, key } = state;
      const { reference = "" } = params;
      const account = params.act === "assign" ? await accountOf(runtime(), tenant, reference) : "";
      const said = { ...params, caseNumber, account, bookKey: key, actor: actor.id };
      return await runCommand(runtime(), Settle, state, said);
    }),
  };
}

/** Money is for the office that does payments, whatever was applied for. */
const placeIn = (municipality: string): Place => ({ municipality, service: "payments", serviceKey: "" });

// `waitingAt` gives states of this service, whose only processor keeps books.
const bookIn = ({ value }: OpenState): Book => withLedger(value as Book);

async function accountOf({ resources }: Runtime, tenant: string, reference: string): Promise<string> {
  const { references } = await readRegister(resources.states, tenant);
  const found = references.get(reference);
  if (!found) throw new Fault("not-found", "Dieses Kassenzeichen gibt es in dieser Stadt nicht. Prüfen Sie reference.");
  return found;
}

/** The account where a case's money waits, or on which the case's payment was arranged; first one in a town that may be seen. */
async function stateFor(
  runtime: Runtime,
  caseNumber: string,
  mayBeSeen: (tenant: string) => boolean,
): Promise<OpenState> {
  const all = await waitingAt(runtime, caseNumber);
  const waiting = all.find(({ place }) => mayBeSeen(place.municipality)) ?? all[0];
  if (waiting) return waiting.state;
  const { states, store } = runtime.resources;
  const [arranged] = await store.events.ofCase(caseNumber, 1);
  const { municipality: tenant = "", account: key = "" } = arranged?.envelope ?? {};
  const [state] = await states.read<Book>(accountProcessor, [{ tenant, key }]);
  if (state) return state;
  // Money in suspense is under its number only as long as it waits.
  throw isSuspenseNumber(caseNumber) ? new Fault("not-waiting") : new Fault("not-found");
}

function openIn({ notes, matters, items, pending }: Book) {
  return {
    pending: pending.map(({ id, why, askedBy, settlement: { act, about: itemId = "", iban = "", holder = "" } }) => {
      const note = notes.find((one) => one.id === itemId);
      const item = items.find((one) => one.id === itemId);
      const to = iban ? { iban, holder } : { ...(note?.payer ?? { iban, holder }) };
      return { id, act, about: itemId, why, askedBy, cents: note?.cents ?? (item ? openOf(item) : 0), ...to };
    }),
    notes: notes.map(({ id, cents, reason, reference, bookedOn, text, payer }) => ({
      ...{ id, cents, reason, reference, bookedOn, text },
      ...{ iban: payer.iban, holder: payer.holder },
    })),
    matters: matters.map(({ id, reason, reference }) => ({ id, reason, reference })),
    items: items.map((item) => {
      const { id, reference, kind, cents, dueOn, label, deferredUntil, dunning } = item;
      return {
        id,
        reference,
        kind,
        cents,
        openCents: openOf(item),
        dueOn,
        label,
        deferredUntil,
        dunning: dunning.stage,
      };
    }),
  };
}
