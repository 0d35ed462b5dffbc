import { globSync } from "node:fs";
import { basename, dirname } from "node:path";
import { expect } from "chai";
import { isValidIBAN } from "ibantools";
import { plan } from "../../../sandbox/portal/plan.ts";
import type { Sample } from "../../../sandbox/samples/sample.ts";
import { bodiesOf, fakeRegistry, kit, openWire, portals } from "./portals.ts";

const planned = (records: number): Sample[] => portals.flatMap((portal) => [...plan(portal, kit(), records)]);
const recordsOf = (samples: Sample[]) => samples.reduce((sum, { pushes }) => sum + pushes.length, 0);
/** Every text in a record, by the name of its field. */
function texts(body: unknown, name = ""): { name: string; text: string }[] {
  if (typeof body === "string") return [{ name, text: body }];
  if (Buffer.isBuffer(body) || !body || typeof body !== "object") return [];
  // The Sozialplattform names a field inside of it.
  const own = "id" in body && "value" in body ? String(body.id) : "";
  return Object.entries(body).flatMap(([key, value]) =>
    texts(value, own && key === "value" ? own : Array.isArray(body) ? name : key),
  );
}

describe("the sandbox's samples", () => {
  const all = planned(400);
  const named = (...names: string[]) =>
    all.flatMap((sample) => bodiesOf(sample).flatMap((body) => texts(body))).filter(({ name }) => names.includes(name));

  it("are at least 40 different ones, most of them of the Serviceportal", () => {
    const names = portals.map(({ kinds }) => new Set(kinds.map(({ name }) => name)).size);
    expect(names[0]).to.be.greaterThan(names[1] ?? 0);
    expect((names[0] ?? 0) + (names[1] ?? 0)).to.be.at.least(40);
  });

  for (const portal of portals) {
    it(`fit the schemas of ${portal.portal}`, async () => {
      const registry = await fakeRegistry();
      try {
        const wire = await openWire(portal.portal, registry.url);
        for (const { name, pushes } of plan(portal, kit(), 120)) {
          for (const { value } of pushes) {
            if ("bodyWith" in value) {
              wire.encode({ record: value.record, body: value.bodyWith(() => "GLA-26-7K3M9-Q2XAB-41") });
              continue;
            }
            const bytes = wire.encode(value);
            if (!("body" in value)) continue;
            expect(await wire.decode(bytes ?? Buffer.alloc(0)), name).to.have.property("record", value.record);
          }
        }
      } finally {
        registry.close();
      }
    });

    it(`of ${portal.portal} push as many records as they say, and say what must come of each`, () => {
      for (const kind of [...portal.kinds, ...portal.plain]) {
        const { pushes, applications } = kind.make(kit());
        expect(pushes, kind.name).to.have.length(kind.records);
        const expected = new Set(applications.map(({ applicationId }) => applicationId));
        expect(expected.size, kind.name).to.equal(applications.length);
        for (const { applicationId, after } of pushes) {
          expect(expected, kind.name).to.include(applicationId);
          if (after) expect(expected, kind.name).to.include(after.applicationId);
        }
        expect(pushes[0]?.answer.kind, kind.name).not.to.equal("again");
      }
    });
  }

  it("are exactly as many records as are asked for", () => {
    for (const records of [0, 1, 2, 3, 20, 21, 50, 100, 333])
      for (const portal of portals) expect(recordsOf([...plan(portal, kit(), records)])).to.equal(records);
  });

  it("never use an application's id twice", () => {
    const ids = all.flatMap(({ applications }) => applications.map(({ applicationId }) => applicationId));
    const perPortal = portals.map((portal) =>
      [...plan(portal, kit(), 200)].flatMap(({ applications }) => applications.map((one) => one.applicationId)),
    );
    for (const own of perPortal) expect(new Set(own).size).to.equal(own.length);
    for (const id of ids) expect(id).to.match(/^[A-Za-z0-9._:-]{1,100}$/);
  });

  it("show every service that decides already among the first 40, and a plain dog when there is only one", () => {
    const services = globSync("services/*/coverage.ts").map((file) => basename(dirname(file)));
    const shown = new Set(planned(20).flatMap(({ applications }) => applications.map(({ service }) => service)));
    expect([...shown].sort()).to.deep.equal(services.filter((service) => service !== "payments").sort());
    expect(shown.size).to.equal(8);
    for (const portal of portals) expect([...plan(portal, kit(), 1)][0]?.name).to.equal("a dog since yesterday");
  });

  it("show most of what there is already among the first 40", () => {
    const first = planned(20);
    const answers = first.flatMap(({ pushes }) =>
      pushes.map(({ answer }) => ("code" in answer ? answer.code : answer.kind)),
    );
    expect(answers).to.include.members(["receipt", "again", "submission", "unknown-application", "content-differs"]);
    expect(answers).to.include.members(["unknown-municipality", "not-offered", "unknown-form", "form-mismatch"]);
    expect(answers).to.include.members(["unreadable", "unknown-schema", "unknown-code", "bad-key", "attachment-hash"]);
    const states = first.flatMap(({ applications }) => applications.map(({ state }) => state));
    expect(states).to.include.members(["assessed", "granted", "in-review", "withdrawn", "refused", "none"]);
    const methods = first.flatMap(({ applications }) => applications.map(({ payment }) => payment));
    expect(methods).to.include.members(["transfer", "direct-debit"]);
  });

  it("are mostly plain dogs and certificates when there are many, with few large files", () => {
    const [portal] = portals;
    const many = portal ? [...plan(portal, kit(), 1_000)] : [];
    const later = many.slice(100);
    const plain = new Set(portal?.plain.map(({ name }) => name));
    expect(later.filter(({ name }) => plain.has(name)).length / later.length).to.be.greaterThan(0.85);
    expect(later.filter(({ name }) => /8 MiB|1.5 MB/.test(name)).length).to.be.at.most(9);
  });

  it("are about people, streets and accounts that can be seen to be invented", () => {
    for (const { text } of named("familienname", "lastName"))
      expect(text.normalize("NFC")).to.match(/^(Muster|Beispiel)/);
    for (const { text } of named("strasse", "addressLine1")) expect(text).to.match(/Muster|Beispiel/i);
    for (const { text } of named("kontoinhaber", "sepa.holder")) expect(text).to.match(/Muster|Beispiel/);
    for (const { text } of named("vorbesitz", "neuerHalter", "kept.from")) expect(text).to.match(/Muster|Beispiel/);
    for (const { text } of named("chipnummer", "dog.chip")) expect(text).to.match(/^999|^123$/);
  });

  it("have accounts at a bank that does not exist, and valid but for one kind", () => {
    const ibans = named("iban", "sepa.iban").map(({ text }) => text.replaceAll(" ", ""));
    for (const iban of ibans) expect(iban).to.match(/^DE\d\d00000000\d{10}$/);
    expect(new Set(ibans.filter((iban) => !isValidIBAN(iban))).size).to.equal(1);
    expect(ibans.filter((iban) => isValidIBAN(iban))).not.to.have.length(0);
  });
});
