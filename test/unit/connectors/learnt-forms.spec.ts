import { setImmediate } from "node:timers/promises";
import { expect } from "chai";
import { Begun } from "../../../connectors/portals/common/reading/begun.ts";
import type { IntakeItem } from "../../../connectors/portals/common/reading/inbound.ts";
import { announcedForms, formsReader, type Learnt } from "../../../connectors/portals/common/reading/learnt-forms.ts";
import { Reader } from "../../../connectors/portals/common/reading/reader.ts";
import { submission } from "../../../connectors/portals/sozialplattform-nrw/sandbox/records.ts";
import { sozialplattformNrw as portal } from "../../../connectors/portals/sozialplattform-nrw/sozialplattform-nrw.ts";
import type { PortalForm } from "../../../platform/casework/towns/forms.ts";
import { systemClock } from "../../../platform/messaging/adapters/clock.ts";
import type { Caller } from "../../../platform/messaging/contracts/action.ts";
import { Codec } from "../../../platform/messaging/contracts/codec.ts";
import { logOf } from "../../../platform/messaging/telemetry/log.ts";
import { resident } from "../../../sandbox/samples/people.ts";
import { MemoryKafka } from "../../support/memory-kafka.ts";
import { memoryRegistry } from "./memory-registry.ts";

const log = logOf("learnt-forms");
log.level = "silent";
const form = (service: string, to = "/a"): PortalForm => ({ service, form: "x", fields: { a: { to } } });

/** Announcements of services, as a connector has stored them. */
class Announced {
  private readonly stored = new Map<string, { version: number; forms: string[] }>();
  reads = 0;

  say(service: string, forms: unknown[]): void {
    const version = (this.stored.get(service)?.version ?? 0) + 1;
    this.stored.set(service, { version, forms: forms.map((one) => JSON.stringify(one)) });
  }

  readonly states = {
    versions: async (processor: string) => {
      expect(processor).to.equal(announcedForms.name);
      return new Map([...this.stored].map(([service, { version }]) => [service, version]));
    },
    read: async (_processor: string, keys: readonly { key: string }[]) => {
      this.reads += 1;
      return keys.map(({ key }) => {
        const { version = 0, forms = [] } = this.stored.get(key) ?? {};
        return { key, version, value: { forms } };
      });
    },
  };
}

describe("a portal's forms", () => {
  it("are those that services announced last, with the connector's own before them", async () => {
    const announced = new Announced();
    const own = { name: "portal", forms: [form("own")] };
    const read = formsReader(own, { states: announced.states as never, log }, ["one", "two"]);
    expect(await read()).to.deep.equal({ forms: new Map([["own", form("own")]]), missing: ["one", "two"] });
    announced.say("one", [form("A"), form("own", "/stolen")]);
    announced.say("two", []);
    const { forms, missing } = await read();
    expect([...forms.keys()].sort()).to.deep.equal(["A", "own"]);
    expect([forms.get("own"), missing]).to.deep.equal([form("own"), []]);
    await read();
    expect(announced.reads, "nothing has changed since").to.equal(1);
    announced.say("one", [form("B")]);
    expect([...(await read()).forms.keys()].sort()).to.deep.equal(["B", "own"]);
  });

  it("are taken without what is none, which a service of another version may announce", async () => {
    const announced = new Announced();
    announced.say("one", [form("A"), { service: "no fields" }, { ...form("C"), fields: { a: { to: "no pointer" } } }]);
    const read = formsReader({ name: "portal", forms: [] }, { states: announced.states as never, log }, ["one"]);
    expect([...(await read()).forms.keys()]).to.deep.equal(["A"]);
  });
});

describe("a record of a form that nobody has announced", () => {
  const holder = { ...resident(1), town: "Gladbeck" as const, fresh: true };

  /** Reads one record, while time goes on with each pause. @param learnt what is known after so many ms */
  async function readWith(learnt: (ms: number) => Learnt): Promise<{ code: string; ms: number }> {
    let ms = 0;
    const sleep = async (pause: number) => {
      ms += pause;
      await setImmediate();
    };
    const clock = { ...systemClock, now: () => ms, sleep };
    const kafka = new MemoryKafka();
    const codec = new Codec(memoryRegistry());
    await codec.register(portal.pushes);
    const [contract] = portal.pushes;
    if (!contract) throw new Error("no applications");
    const body = submission("S-1", holder, { serviceCode: "NEW", answers: { a: "1" } });
    kafka.append(`${portal.name}.applications`, "S-1", codec.encode(contract, body));
    const taken: IntakeItem[] = [];
    const caller: Caller = {
      call: async (_action, params) => {
        const { items } = params as { items: IntakeItem[] };
        taken.push(...items);
        return { items: items.map(({ deliveryId }) => ({ deliveryId, outcome: "accepted" })) };
      },
    };
    const notes = { read: async () => undefined, write: async () => {}, count: async () => {} };
    const reader = new Reader({
      ...{ portal, codec, caller, kafka, groupId: "g", begun: new Begun(notes, "one"), clock, log },
      forms: async () => learnt(ms),
      now: () => new Date("2026-11-28T12:00:00.000Z"),
      failed: () => {},
    });
    await reader.start();
    const [reading] = kafka.readings;
    if (reading) await kafka.deliver(reading);
    await reader.stop();
    return { code: taken[0]?.problem?.code ?? taken[0]?.kind ?? "", ms };
  }
  const forms = new Map([["NEW", { ...form("NEW"), serviceKey: "99000000000000" }]]);

  it("is refused at once where every service has said what it has", async () => {
    expect(await readWith(() => ({ forms: new Map(), missing: [] }))).to.deep.equal({ code: "unknown-code", ms: 0 });
  });

  it("waits for a service that is about to start, and is read then", async () => {
    const { code, ms } = await readWith((ms) =>
      ms < 5_000 ? { forms: new Map(), missing: ["new"] } : { forms, missing: [] },
    );
    expect(code).to.equal("application");
    expect(ms).to.be.within(5_000, 6_000);
  });

  it("is refused after two minutes where that service does not come", async () => {
    const { code, ms } = await readWith(() => ({ forms: new Map(), missing: ["new"] }));
    expect(code).to.equal("unknown-code");
    expect(ms).to.be.within(120_000, 121_000);
  });
});
