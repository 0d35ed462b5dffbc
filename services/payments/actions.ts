import { trusted } from "mongoose";
import { action, type CallMeta } from "../../platform/contracts/action.ts";
import { Fault } from "../../platform/faults.ts";
import { unseal } from "../../platform/seal.ts";
import { runCommand } from "../../platform/service/actions.ts";
import { actorProver, demand, type Prove } from "../../platform/service/actor.ts";
import type { Runtime } from "../../platform/service/runtime.ts";
import type { Actor } from "../../platform/service/surface.ts";
import type { StateDocument } from "../../platform/store/models.ts";
import type { Town } from "../../platform/towns.ts";
import { type Book, openOf, withLedger } from "./book.ts";
import { makeFile } from "./files.ts";
import { type Balances, balancesOf, differenceOf, sumOf } from "./ledger.ts";
import { beginOnline } from "./paying-online.ts";
import type { TownPayments } from "./payments.ts";
import type { PaymentProvider } from "./provider.ts";
import { booksOf, readRegister } from "./register.ts";
import { takeStatement } from "./statements.ts";

export interface ActionParts {
  runtime: () => Runtime;
  towns: ReadonlyMap<string, Town>;
  accounts: ReadonlyMap<string, TownPayments>;
  provider: PaymentProvider;
}

/** What operators and case workers do with a town's money. */
export function paymentActions({ runtime, towns, accounts, provider }: ActionParts) {
  let prover: Prove | undefined;
  const prove = (meta: CallMeta) => {
    prover ??= actorProver(runtime().resources.config);
    return prover(meta);
  };
  const says = (municipality: string) => {
    const town = towns.get(municipality);
    const payments = accounts.get(municipality);
    if (!town || !payments) throw new Fault("not-possible", "unknown town");
    return { town, payments };
  };
  const known = async (caseNumber: string, meta: CallMeta) => {
    const actor = await prove(meta);
    const state = await stateFor(runtime(), caseNumber, actor);
    demand(actor, "caseworker", state.tenant);
    return { actor, state };
  };
  return {
    statement: action("payments.statement", async ({ municipality, statement, anew }, meta) => {
      demand(await prove(meta), "operator", municipality);
      const { payments } = says(municipality);
      const ibans = payments.accounts.map(({ iban }) => iban);
      const bytes = Buffer.from(statement, "base64");
      return await takeStatement(runtime(), municipality, ibans, { bytes, anew }, new Date());
    }) as never,
    file: action("payments.file", async ({ municipality, ...asked }, meta) => {
      demand(await prove(meta), "operator", municipality);
      const { town, payments } = says(municipality);
      return await makeFile(runtime(), town, payments.accounts, asked, new Date());
    }) as never,
    ledger: action("payments.ledger", async ({ municipality }, meta) => {
      demand(await prove(meta), "operator", municipality);
      const all: Balances[] = [];
      let askedCents = 0;
      for await (const { book } of booksOf(runtime().resources.models, municipality)) {
        all.push(balancesOf(book.postings));
        askedCents += book.entries.reduce((sum, { totalCents }) => sum + totalCents, 0);
      }
      const balances = sumOf(all);
      return { balances, difference: differenceOf(balances), askedCents, accounts: all.length };
    }) as never,
    online: action("payments.online", async ({ caseNumber, ...asked }, meta) => {
      const actor = await prove(meta);
      const state = await stateFor(runtime(), caseNumber, actor);
      demand(actor, "operator", state.tenant);
      return await beginOnline(runtime(), provider, state, bookIn(state), asked, new Date());
    }) as never,
    waiting: action("payments.waiting", async ({ caseNumber }, meta) => {
      const { state } = await known(caseNumber, meta);
      return { municipality: state.tenant, version: state.version, ...openIn(bookIn(state)) };
    }) as never,
    settle: action("payments.settle", async ({ caseNumber, ...params }, meta) => {
      const { actor, state } = await known(caseNumber, meta);
      const { tenant, key } = state;
      const { reference = "" } = params;
      const account = params.act === "assign" ? await accountOf(runtime(), tenant, reference) : "";
      return await runCommand(runtime(), "settle", { tenant, key }, actor, { ...params, account, own: key } as never);
    }) as never,
  };
}

const bookIn = ({ body }: StateDocument): Book => withLedger(JSON.parse(unseal("", body).toString("utf8")) as Book);

async function accountOf({ resources }: Runtime, tenant: string, reference: string): Promise<string> {
  const { references } = await readRegister(resources.models, tenant);
  const found = references.get(reference);
  if (!found) throw new Fault("not-found", "no such reference in this town");
  return found;
}

/** The account where a case's money waits, or on which the case's payment was arranged. */
async function stateFor({ resources: { models } }: Runtime, caseNumber: string, actor: Actor): Promise<StateDocument> {
  const towns = actor.municipalities.includes("*") ? {} : { tenant: trusted({ $in: actor.municipalities }) };
  const waiting = await models.states.findOne({ "tasks.caseNumber": caseNumber, ...towns }).lean();
  if (waiting) return waiting;
  const arranged = await models.events.findOne({ "envelope.caseNumber": caseNumber }).lean();
  const { municipality = "", account = "" } = arranged?.envelope ?? {};
  const state = await models.states.findById(`${municipality}/${account}`).lean();
  if (!state) throw new Fault("not-found");
  return state;
}

function openIn({ notes, matters, items }: Book) {
  return {
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
