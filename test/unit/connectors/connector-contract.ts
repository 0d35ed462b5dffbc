import { readdirSync } from "node:fs";
import { expect } from "chai";
import { formSchemas, formsOfPortal } from "../../../cli/docs/forms.ts";
import {
  type Portal,
  type PortalNotification,
  type Pushed,
  UnmappableError,
} from "../../../connectors/portals/common/portal.ts";
import { readRecord } from "../../../connectors/portals/common/reading/inbound.ts";
import { isRefusalCode } from "../../../platform/casework/questions/refusals.ts";
import { Codec } from "../../../platform/messaging/contracts/codec.ts";
import { compileSchema, readSchema } from "../../../platform/messaging/contracts/validate.ts";
import { type Application, applications, head, type Submission, submissions, tellings, variants } from "./canonical.ts";
import { memoryRegistry } from "./memory-registry.ts";

/** A record of a portal's own, as its programs would fill it in. */
export interface PortalRecord {
  record: string;
  body: Record<string, unknown>;
}

/** How one portal says things: the other way round than we do, written a second time. */
export interface PortalSamples {
  application(application: Application): PortalRecord;
  submission(submission: Submission): PortalRecord;
  /** a value that the portal's code lists or calendar do not have → the field that must be named */
  unmappable: Record<string, [path: string, record: PortalRecord]>;
  /** what the portal is told, for one message of each kind */
  told: Record<PortalNotification["kind"], { record: string; body: unknown }>;
}

/** What every connector has to do, whatever its portal speaks. */
export function connectorContract(portal: Portal, samples: PortalSamples): void {
  const { name } = portal;

  function throughAvro({ record, body }: PortalRecord): unknown {
    const contract = portal.pushes.find(({ name }) => name === record);
    if (!contract) throw new Error(`${name} does not push ${record}`);
    return contract.type.fromBuffer(contract.type.toBuffer(body));
  }
  const read = (sample: PortalRecord): Pushed => portal.read(sample.record, throughAvro(sample), formsOfPortal(name));

  describe(`${name}: what is pushed`, () => {
    for (const [what, application] of Object.entries(applications))
      it(`${what} is read as what it says, and fits its form`, () => {
        const pushed = read(samples.application(application));
        expect(pushed).to.deep.equal(application);
        const check = compileSchema(formSchemas().get(application.form) ?? {});
        expect(check((pushed as Application).data)).to.deep.equal([]);
      });

    for (const [what, submission] of Object.entries(submissions))
      it(`${what} is read as what it says`, () => {
        expect(read(samples.submission(submission))).to.deep.equal(submission);
      });

    for (const [what, [path, sample]] of Object.entries(samples.unmappable))
      it(`${what} is refused with the field's name and not its value`, () => {
        let error: unknown;
        try {
          read(sample);
        } catch (thrown) {
          error = thrown;
        }
        expect(error).to.be.instanceOf(UnmappableError);
        const { code, message, path: named } = error as UnmappableError;
        expect(named).to.equal(path);
        expect(isRefusalCode(code)).to.equal(true);
        expect(message).to.equal(`${code} at ${path}`);
      });
  });

  describe(`${name}: what is handed over to intake`, () => {
    const [application] = Object.values(applications);
    if (!application) throw new Error("no samples");
    const { record, body } = samples.application({ ...application, trustLevel: "hoch" });
    const handedOver = async (capped: Portal) => {
      const codec = new Codec(memoryRegistry());
      await codec.register(portal.pushes);
      const contract = portal.pushes.find(({ name }) => name === record);
      const value = contract ? codec.encode(contract, body) : null;
      const kafka = {
        partition: 0,
        offset: "7",
        timestamp: "1795341600000",
        traceparent: "",
        tracestate: "",
        readAt: new Date(),
      };
      return readRecord(
        capped,
        codec,
        { ...kafka, key: Buffer.from(application.applicationId), value },
        { forms: formsOfPortal(name) },
      );
    };

    it("fits the action's contract", async () => {
      const { params } = readSchema("actions", "intake.receive.json") as { params: object };
      const { item } = await handedOver(portal);
      expect(item).to.include({ kind: "application", recordKey: application.applicationId, trustLevel: "hoch" });
      expect(compileSchema(params)({ portal: name, items: [item] })).to.deep.equal([]);
    });

    it("is never trusted more than the portal is", async () => {
      for (const trustCap of ["basis", "substantiell", "hoch"] as const)
        expect((await handedOver({ ...portal, trustCap })).item.trustLevel).to.equal(trustCap);
    });
  });

  describe(`${name}: what is told`, () => {
    const tell = (telling: PortalNotification) => {
      const { contract, body } = portal.write(head, telling);
      expect(portal.receives).to.include(contract);
      const bytes = contract.type.toBuffer(body);
      expect(contract.type.toBuffer(contract.type.fromBuffer(bytes)).equals(bytes)).to.equal(true);
      return { record: contract.name as string, body: contract.type.fromBuffer(bytes) };
    };
    const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

    for (const telling of Object.values(tellings))
      it(`${telling.kind} is one of the portal's own records, with everything in it`, () => {
        expect(plain(tell(telling))).to.deep.equal(plain(samples.told[telling.kind]));
      });

    for (const list of variants)
      it(`${list[0]?.kind} has a word of its own for each of ${list.length} cases`, () => {
        expect(new Set(list.map((telling) => JSON.stringify(tell(telling)))).size).to.equal(list.length);
      });

    it("has no case number before there is one, and is the same bytes whenever it is said again", () => {
      const again = () => {
        const { contract, body } = portal.write({ ...head, caseNumber: "" }, tellings.refused);
        return contract.type.toBuffer(body).toString("hex");
      };
      expect(again()).to.equal(again());
      expect(Buffer.from(again(), "hex").includes(head.caseNumber)).to.equal(false);
    });
  });

  it(`${name} pushes or receives every record that it has a schema for, under the record's name`, () => {
    const files = readdirSync(`schemas/portals/${name}`).map((file) => file.replace(/\.avsc$/, ""));
    const contracts = [...portal.pushes, ...portal.receives];
    expect(contracts.map(({ name }) => name as string)).to.have.members(files);
    for (const { subject, type } of contracts) expect(subject).to.equal(type.name);
    expect(new Set(contracts.map(({ name }) => name)).size).to.equal(contracts.length);
  });
}
