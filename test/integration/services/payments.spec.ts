import { expect } from "chai";
import type { ServiceBroker } from "moleculer";
import { readTownFiles, readTowns } from "../../../platform/casework/towns/towns.ts";
import { plainSealing } from "../../../platform/messaging/adapters/sealing/plain.ts";
import { call, type Params } from "../../../platform/messaging/contracts/action.ts";
import { emptyEnvelope } from "../../../platform/messaging/contracts/envelope.ts";
import { sha256 } from "../../../platform/messaging/ids.ts";
import { paymentActions } from "../../../services/payments/actions.ts";
import { askProvider } from "../../../services/payments/online/paying-online.ts";
import { sandboxProvider } from "../../../services/payments/online/sandbox-provider.ts";
import { payments } from "../../../services/payments/payments.ts";
import { registerFor } from "../../../services/payments/register.ts";
import { StatementFiles, statementPieceBytes } from "../../../services/payments/statements/statement-files.ts";
import { balance, type EntrySaid, type StatementSaid, statement } from "../../../services/payments/test/statements.ts";
import schema from "../../../services/payments/town.schema.json" with { type: "json" };
import type { TownPayments } from "../../../services/payments/town.ts";
import { asking, caseNumber, municipality } from "../../support/asking.ts";
import type { Runtime } from "../../support/opened.ts";
import { servers } from "../../support/servers.ts";
import { node, watched } from "../../support/system.ts";
import { until } from "../../support/until.ts";

describe("payments on real servers", () => {
  const debits = 600;
  let brokers: ServiceBroker[] = [];
  let runtime: () => Runtime;
  let token = "";

  before(async () => {
    const made = await servers();
    const config = made.config("payments");
    token = await made.token(["operator", "caseworker"], ["*"]);
    const [towns, accounts] = [readTowns(), readTownFiles<TownPayments>("payments", schema)];
    const provider = sandboxProvider(() => new Date());
    const service = () => {
      const found = watched(
        {
          name: "payments",
          worklist: true,
          define: ({ states, store, log }) => {
            new StatementFiles(store, plainSealing);
            return payments({ towns, accounts, ask: askProvider(provider, states, log) });
          },
          actions: (running, prove) => paymentActions({ runtime: running, prove, towns, accounts, provider }),
        },
        config,
      );
      return found;
    };
    const [one, other] = [service(), service()];
    runtime = one.runtime;
    brokers = [node(config, one.service), node(config, other.service)];
    await Promise.all(brokers.map((broker) => broker.start()));
    const requests = Array.from({ length: debits + 1 }, (_, i) => asking(i, i < debits));
    for (const half of [requests.slice(0, 500), requests.slice(500)]) await runtime().engine.handle(half);
  });
  after(() => Promise.all(brokers.map((broker) => broker.stop())));

  const asked = <
    N extends
      | `payments.${"file" | "put" | "statement" | "ledger" | "waiting" | "online" | "settle"}`
      | "service.worklist",
  >(
    name: N,
    params: Params<N>,
    at = 0,
    as = token,
  ) => call(brokers[at] as ServiceBroker, name, params, { service: "payments", meta: { token: as }, timeout: 30_000 });
  const refusalOf = async (asking: Promise<unknown>): Promise<string> =>
    asking.then(
      () => "",
      ({ type = "", data }: { type?: string; data?: { detail?: string } }) => `${type}: ${data?.detail}`,
    );
  const ledger = async () => (await asked("payments.ledger", { municipality })).balances;
  const file = (commandId: string) =>
    asked("payments.file", { municipality, commandId, kind: "debits", until: "2099-12-31" });

  it("put all that is due into files, each item into one, and write the same file for the same command", async () => {
    const first = await file("first");
    expect(first).to.include({ orders: 500, cents: 500 * 33_00, more: true });
    expect((await file("first")).xml).to.equal(first.xml);
    const second = await file("second");
    expect(second).to.include({ orders: 100, more: false });
    expect(await file("third")).to.include({ id: "", orders: 0 });
    const ids = [first.xml, second.xml].flatMap((xml) => [...xml.matchAll(/<EndToEndId>([^<]+)/g)].map(([, id]) => id));
    expect(new Set(ids).size).to.equal(debits);
  });

  it("take a statement in once, though both instances get it at the same time, and lose no cent", async () => {
    const { xml } = await file("first");
    const entries = [...xml.matchAll(/<EndToEndId>([^<]+)/g)].map(
      ([, endToEnd = ""], i): EntrySaid => ({ ref: `B${i}`, cents: 33_00, endToEnd }),
    );
    const lost: EntrySaid = { ref: "B-lost", cents: 12_34, text: "für den Hund" };
    const bytes = (list: EntrySaid[], said: StatementSaid) => ({
      ...{ municipality, statement: statement(list, said).toString("base64") },
    });
    const whole = bytes([...entries.slice(0, 300), lost], { number: 1, openingCents: 0 });
    const answers = await Promise.all([0, 1].map((at) => asked("payments.statement", whole, at)));
    expect(answers.reduce((sum, { matched }) => sum + matched, 0)).to.equal(300);
    expect(answers.reduce((sum, { suspense }) => sum + suspense, 0)).to.equal(1);
    expect(answers.reduce((sum, { known }) => sum + known, 0)).to.equal(301);
    const first = 300 * 33_00 + 12_34;
    const next = bytes(entries.slice(300, 400), { number: 2, openingCents: first });
    const more = await asked("payments.statement", next);
    const closingCents = first + 100 * 33_00;
    expect(more).to.deep.equal({ lines: 100, known: 0, matched: 100, suspense: 0, kept: 0, closingCents });
    expect(await asked("payments.statement", whole), "an older one again").to.include({ known: 301, matched: 0 });
    expect(await asked("payments.statement", next)).to.include({ known: 100, matched: 0 });
    const { bank, suspense, receivable } = await ledger();
    expect({ bank, suspense, receivable }).to.deep.equal({
      bank: 400 * 33_00 + 12_34,
      suspense: -12_34,
      receivable: (debits + 1 - 400) * 33_00,
    });
    const { difference, askedCents } = await asked("payments.ledger", { municipality });
    expect({ difference, askedCents }).to.deep.equal({ difference: 0, askedCents: (debits + 1) * 33_00 });
  });

  it("book nothing of a statement that does not add up or does not follow, until a person has looked at it", async () => {
    const { xml } = await file("first");
    const [, endToEnd = ""] = [...xml.matchAll(/<EndToEndId>([^<]+)/g)][450] ?? [];
    const entry: EntrySaid = { ref: "B450", cents: 33_00, endToEnd };
    const before = await ledger();
    const refusal = async (said: StatementSaid, anew = false) => {
      try {
        const bytes = statement([entry], said).toString("base64");
        await asked("payments.statement", { municipality, statement: bytes, anew });
      } catch (error) {
        const { type = "", data } = error as { type?: string; data?: { detail?: string } };
        return `${type}: ${data?.detail}`;
      }
      return "";
    };
    const closed = 400 * 33_00 + 12_34;
    const wrongSum = balance("OPBD", closed) + balance("CLBD", closed + 32_99);
    expect(await refusal({ number: 3, balances: wrongSum })).to.include(
      "bad-request: Der Kontoauszug invented-3 geht nicht auf",
    );
    expect(await refusal({ number: 4, openingCents: closed })).to.include("not-possible: Kontoauszug invented-4");
    expect(await refusal({ number: 3, openingCents: closed + 1 })).to.include("dieser beginnt mit 13.212,35 €");
    expect(await ledger()).to.deep.equal(before);
    expect(await refusal({ number: 4, openingCents: closed }, true)).to.equal("");
    expect((await ledger()).bank).to.equal(before.bank + 33_00);
  });

  it("take a due day in whole, which comes in pieces, once all of them are there", async () => {
    const [bottrop = "", { accounts: [account] = [] } = {}] =
      [...readTownFiles<TownPayments>("payments", schema)].find(([ars]) => ars !== municipality) ?? [];
    const text = "Überweisung für die Hundesteuer des zweiten Quartals ".repeat(8);
    const entries = Array.from({ length: 600 }, (_, i): EntrySaid => ({ ref: `D${i}`, cents: 33_00, text }));
    const bytes = statement(entries, { iban: account?.iban ?? "", openingCents: 0 });
    const file = { sha256: sha256(bytes), bytes: bytes.length };
    const piece = (number: number) => {
      const data = bytes.subarray(number * statementPieceBytes, (number + 1) * statementPieceBytes).toString("base64");
      return asked("payments.put", { municipality: bottrop, ...file, piece: number, data });
    };
    const take = () => asked("payments.statement", { municipality: bottrop, file });
    expect(await piece(1)).to.deep.equal({ complete: false });
    expect(await refusalOf(take())).to.equal(
      "not-found: Von der Datei fehlt ein Stück. Senden Sie alle Stücke mit payments.put noch einmal.",
    );
    expect(await piece(0)).to.deep.equal({ complete: true });
    expect(await take()).to.deep.include({ lines: 600, suspense: 600, kept: 0, closingCents: 600 * 33_00 });
    expect(await refusalOf(take()), "what was taken in is kept no longer").to.include("not-found");
    await Promise.all([piece(0), piece(1)]);
    expect(await take()).to.deep.include({ known: 600, suspense: 0 });
    expect((await asked("payments.ledger", { municipality: bottrop })).balances.bank).to.equal(600 * 33_00);
    const other = { ...file, sha256: sha256(Buffer.from("another content")) };
    const data = bytes.subarray(0, statementPieceBytes).toString("base64");
    await asked("payments.put", { municipality: bottrop, ...other, piece: 0, data });
    expect(await refusalOf(asked("payments.statement", { municipality: bottrop, file: { ...other } }))).to.include(
      "not-found",
    );
    expect(await refusalOf(asked("payments.statement", { municipality }))).to.equal(
      "bad-request: Geben Sie entweder statement oder file an.",
    );
  });

  it("send money to an account that nobody brought on the word of two persons", async () => {
    const { tasks } = await asked("service.worklist", { municipality });
    const { caseNumber = "" } = tasks.find(({ reasons }) => reasons.includes("unknown-reference")) ?? {};
    const { version, notes } = await asked("payments.waiting", { caseNumber });
    const itemId = notes[0]?.id ?? "";
    const other = { iban: "DE89370400440532013000", holder: "Carla Fremd", reason: "Irrläufer" };
    await asked("payments.settle", {
      ...{ caseNumber, version, about: itemId, commandId: "one", act: "refund" },
      ...other,
    });
    const waiting = await asked("payments.waiting", { caseNumber });
    const [pending] = waiting.pending;
    expect(pending).to.include({ why: "other-account", askedBy: "tester", cents: 12_34, iban: other.iban });
    const approval = { caseNumber, version: waiting.version, about: pending?.id ?? "", reason: "geprüft" };
    const approve = (commandId: string, as: string, at = 0) =>
      asked("payments.settle", { ...approval, commandId, act: "approve" }, at, as);
    expect(await refusalOf(approve("two", token))).to.include("Das muss eine andere Person tun");
    const second = await (await servers()).token(["caseworker"], [municipality], "kasse", "second");
    const third = await (await servers()).token(["caseworker"], [municipality], "kasse", "third");
    const both = await Promise.all([refusalOf(approve("three", second)), refusalOf(approve("four", third, 1))]);
    expect(
      both.filter((one) => one === ""),
      "two approve at the same moment: one does",
    ).to.have.length(1);
    // Asked at once, the other finds another version; a moment later, that nothing waits any more.
    expect(both.find(Boolean)).to.match(/^(version-conflict|not-waiting)/);
    const payouts = (at: number) =>
      asked("payments.file", { municipality, commandId: "out", kind: "payouts", until: "2099-12-31" }, at);
    const [made, same] = await Promise.all([payouts(0), payouts(1)]);
    expect(same, "one command on two processes makes one file").to.deep.equal(made);
    expect(made).to.include({ orders: 1, cents: 12_34 });
    expect(made.xml).to.include(other.iban).and.to.include('<InstdAmt Ccy="EUR">12.34<');
  });

  it("hear from the provider that somebody has paid online", async () => {
    const number = caseNumber(debits);
    const before = await asked("payments.waiting", { caseNumber: number });
    const reference = before.items[0]?.reference ?? "";
    const asking = { caseNumber: number, reference, redirectUrl: "https://portal.example/", commandId: "pay" };
    const begun = await asked("payments.online", asking);
    expect(await asked("payments.online", asking)).to.deep.equal(begun);
    await until(
      "paid",
      async () => (await asked("payments.waiting", { caseNumber: number })).items[0]?.openCents === 0,
    );
    expect((await ledger()).online).to.equal(33_00);
  });

  it("let nobody see or move money who may not", async () => {
    const made = await servers();
    const foreign = await made.token(["operator", "caseworker"], ["055620004004"]);
    const clerk = await made.token(["caseworker"], [municipality]);
    const taxes = await made.token(["operator", "caseworker"], [municipality], "steueramt");
    const cashier = await made.token(["operator"], [municipality], "kasse");
    const [broker] = brokers;
    const refusal = async (given: string | undefined) => {
      try {
        const meta = given ? { token: given } : {};
        await call(broker as ServiceBroker, "payments.ledger", { municipality }, { meta });
      } catch (error) {
        return (error as { type?: string }).type;
      }
      return "nothing";
    };
    expect(await Promise.all([undefined, foreign, clerk, taxes, cashier].map(refusal))).to.deep.equal([
      "not-signed-in",
      "not-permitted",
      "not-permitted",
      "not-permitted",
      "nothing",
    ]);
  });

  it("count a movement that waits for another try as one: the next one just like it is another one", async () => {
    const { models } = runtime().resources;
    const likeness = "a movement that waits";
    const envelope = { ...emptyEnvelope, id: likeness, type: "record.statement-line", municipality };
    const dueAt = new Date("2999-01-01");
    const kept = { envelope, body: Buffer.alloc(0), reason: "unexpected", attempts: 1, at: new Date(), waits: 0 };
    await models.retries.create({ _id: likeness, ...kept, dueAt, begun: 0 });
    const { posted } = await registerFor(runtime().resources, municipality, [likeness, "another one"]);
    await models.retries.deleteOne({ _id: likeness });
    expect([...posted]).to.deep.equal([likeness]);
  });

  it("note who looked at somebody's account or made a file of accounts, and who caused what is recorded", async () => {
    const number = caseNumber(0);
    await asked("payments.waiting", { caseNumber: number });
    const { id } = await file("first");
    const { looks, states, events } = runtime().resources.models;
    expect(await looks.findOne({ target: number, action: "waiting" }).lean()).to.include({ actor: "tester" });
    expect(await looks.findOne({ target: id, action: "file" }).lean()).to.include({ actor: "tester", municipality });
    expect(await states.countDocuments({ actor: "tester" })).to.be.greaterThan(0);
    const caused = await events.find({ "envelope.type": "payment.changed.v1" }).lean();
    expect(caused.filter(({ actor }) => actor === "tester")).to.have.length.above(300);
    const looked = (await looks.find({}).lean()).map((one) => JSON.stringify(one)).join();
    expect(looked).not.to.match(/DE\d{20}|Muster|Beispiel/);
  });
});
